// Philox4x32-7, the counter-based random generator of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
// easy as 1, 2, 3" (2011): a block of four words for every counter, no state, so that any element of a random array
// can be made alone. Pure functions; philox_vectors.inl has the same rounds on vectors.
// Seven rounds are the fewest that pass all of TestU01's BigCrush in that paper (its default, ten, adds a margin).
#pragma once

#include <array>
#include <cstdint>

namespace troupe {

struct Philox {
  static constexpr int rounds = 7;
  static constexpr std::uint32_t multiplier0 = 0xD2511F53u;
  static constexpr std::uint32_t multiplier1 = 0xCD9E8D57u;
  static constexpr std::uint32_t weyl0 = 0x9E3779B9u; ///< added to the first word of the key after each round
  static constexpr std::uint32_t weyl1 = 0xBB67AE85u;

  using Counter = std::array<std::uint32_t, 4>;
  using Key = std::array<std::uint32_t, 2>;

  static constexpr Counter block(Counter counter, Key key) {
    for (int round = 0; round < rounds; ++round) {
      const auto product0 = std::uint64_t{multiplier0} * counter[0];
      const auto product1 = std::uint64_t{multiplier1} * counter[2];
      counter = {static_cast<std::uint32_t>(product1 >> 32) ^ counter[1] ^ key[0], static_cast<std::uint32_t>(product1),
                 static_cast<std::uint32_t>(product0 >> 32) ^ counter[3] ^ key[1],
                 static_cast<std::uint32_t>(product0)};
      key = {key[0] + weyl0, key[1] + weyl1};
    }
    return counter;
  }
};

} // namespace troupe
