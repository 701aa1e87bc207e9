// The random words of one element: Philox blocks counted up from its place, so that an element that needs a varying
// number of them (a rejection method) still depends on nothing but the seed and its place. Cheap to make. One thread at
// a time.
#pragma once

#include "runtime/kernels/random/philox.hpp"
#include "runtime/kernels/random/random_fill.hpp"

#include <cstdint>

namespace troupe {

class RandomStream {
public:
  /// The counter's last word is kept for the blocks of one element; the first two are its place.
  RandomStream(std::uint64_t seed, std::uint64_t place, Distribution distribution)
      : key_{static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)},
        counter_{static_cast<std::uint32_t>(place), static_cast<std::uint32_t>(place >> 32),
                 static_cast<std::uint32_t>(distribution), 0} {}

  std::uint64_t word() {
    if (left_ == 0) {
      block_ = Philox::block(counter_, key_);
      ++counter_[3];
      left_ = 2;
    }
    --left_;
    return left_ == 1 ? join(block_[0], block_[1]) : join(block_[2], block_[3]);
  }
  /// In (0, 1): 53 bits and a half.
  double uniform() { return (static_cast<double>(word() >> 11) + 0.5) * 0x1p-53; }
  /// In [0, bound), evenly: D. Lemire, "Fast random integer generation in an interval" (2019). 0 stands for 2^64.
  std::uint64_t below(std::uint64_t bound) {
    if (bound == 0)
      return word();
    auto product = wide(word()) * bound;
    if (static_cast<std::uint64_t>(product) < bound) {
      const auto threshold = (0 - bound) % bound;
      while (static_cast<std::uint64_t>(product) < threshold)
        product = wide(word()) * bound;
    }
    return static_cast<std::uint64_t>(product >> 64);
  }
  /// Standard normal, by Marsaglia's polar method.
  double normal();

private:
  __extension__ using Wide = unsigned __int128;
  static Wide wide(std::uint64_t word) { return word; }
  static std::uint64_t join(std::uint32_t high, std::uint32_t low) { return std::uint64_t{high} << 32 | low; }

  Philox::Key key_;
  Philox::Counter counter_;
  Philox::Counter block_{};
  int left_ = 0;
};

} // namespace troupe
