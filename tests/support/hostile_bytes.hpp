// What a broken or hostile peer may send in place of good bytes, from a seed. Used by tests of decoders: whatever comes
// of it must be an error or a sound value. Pure functions.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <random>
#include <span>
#include <vector>

namespace troupe::test {

/// Calls visit(bytes) for `rounds` corrupted copies: flipped bits, overwritten words (all ones, small numbers, random
/// ones), moved words.
template <class Visit>
void for_each_corruption(std::span<const std::byte> good, std::uint64_t seed, int rounds, Visit&& visit) {
  std::mt19937_64 random(seed);
  for (int round = 0; round < rounds; ++round) {
    std::vector<std::byte> bad(good.begin(), good.end());
    for (auto changes = 1 + random() % 4; changes > 0; --changes) {
      const auto word = random() % (bad.size() / 8) * 8;
      std::uint64_t value = 0;
      switch (random() % 4) {
      case 0:
        bad[random() % bad.size()] ^= static_cast<std::byte>(1u << random() % 8);
        continue;
      case 1:
        value = random() % 2 ? ~std::uint64_t{0} : random() % 64;
        break;
      case 2:
        value = random();
        break;
      default:
        std::memcpy(&value, bad.data() + random() % (bad.size() / 8) * 8, sizeof value);
        break;
      }
      std::memcpy(bad.data() + word, &value, sizeof value);
    }
    visit(bad);
  }
}

/// Everything that a codec promises about one message.
/// @param decode bytes to Result<Value>
/// @param encode Value to bytes
template <class Decode, class Encode>
void expect_hardened(const std::vector<std::byte>& good, std::uint64_t seed, Decode&& decode, Encode&& encode) {
  auto value = decode(std::span<const std::byte>(good));
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ(encode(*value), good) << "the same bits again";

  std::vector<std::byte> shifted(good.size() + 1);
  std::memcpy(shifted.data() + 1, good.data(), good.size());
  auto unaligned = decode(std::span<const std::byte>(shifted).subspan(1));
  ASSERT_TRUE(unaligned) << unaligned.error().message;
  EXPECT_EQ(encode(*unaligned), good);

  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(decode(std::span<const std::byte>(good).first(size))) << "cut to " << size << " of " << good.size();
  auto longer = good;
  longer.resize(good.size() + 8);
  EXPECT_FALSE(decode(std::span<const std::byte>(longer)));

  for_each_corruption(good, seed, 3000, [&](const std::vector<std::byte>& bad) {
    if (auto what = decode(std::span<const std::byte>(bad))) {
      const auto again = encode(*what); // sound enough to be sent on
      auto same = decode(std::span<const std::byte>(again));
      ASSERT_TRUE(same) << same.error().message;
      EXPECT_EQ(encode(*same), again);
    }
  });
}

/// Bits of doubles that lesser encodings lose: zeros of both signs, denormals, infinities, NaNs quiet and signalling
/// with payloads.
inline std::vector<std::uint64_t> special_double_bits() {
  return {0x0000000000000000, 0x8000000000000000, 0x0000000000000001, 0x800fffffffffffff, 0x0010000000000000,
          0x7fefffffffffffff, 0x7ff0000000000000, 0xfff0000000000000, 0x7ff8000000000000, 0xfff8000000000000,
          0x7ff0000000000001, 0x7ff800000000cafe, 0xffffffffffffffff, 0x3fb999999999999a};
}

} // namespace troupe::test
