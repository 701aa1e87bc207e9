// Common parts of the kernels of random arrays: elements drawn one by one from their own streams, checked parameters.
#pragma once

#include "runtime/base/params.hpp"
#include "runtime/kernels/random/random_stream.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <bit>
#include <cstdint>
#include <string>

namespace troupe {

template <class T, class Draw>
SourceFill draw_each(std::uint64_t seed, Distribution distribution, Draw draw) {
  return run_by_run<T>([=](std::uint64_t number, std::uint64_t count, T* out) {
    for (std::uint64_t i = 0; i < count; ++i) {
      RandomStream stream(seed, number + i, distribution);
      out[i] = draw(stream);
    }
  });
}

inline Result<std::uint64_t> seed_of(const Params& params) {
  TROUPE_TRY(seed, params.integer("seed"));
  return std::bit_cast<std::uint64_t>(seed);
}

/// @returns Errc::invalid_argument naming the parameter when it is not a number from `low` to `high`.
inline Result<double> real_between(const Params& params, const char* name, double low, double high) {
  TROUPE_TRY(value, params.real(name));
  if (!(value >= low && value <= high))
    return fail(Errc::invalid_argument, "parameter '" + std::string(name) + "' must be from " + std::to_string(low)
                                            + " to " + std::to_string(high));
  return value;
}

} // namespace troupe
