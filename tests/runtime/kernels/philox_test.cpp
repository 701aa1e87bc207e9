#include "runtime/kernels/philox.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

// The known answers that come with the authors' Random123 library (kat_vectors, philox4x32 with 10 rounds).
TEST(Philox, GivesTheAnswersOfItsAuthorsForZeros) {
  EXPECT_EQ(Philox::block({0, 0, 0, 0}, {0, 0}), (Philox::Counter{0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u}));
}

TEST(Philox, GivesTheAnswersOfItsAuthorsForOnes) {
  constexpr std::uint32_t ones = 0xffffffffu;
  EXPECT_EQ(Philox::block({ones, ones, ones, ones}, {ones, ones}),
            (Philox::Counter{0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu}));
}

TEST(Philox, GivesTheAnswersOfItsAuthorsForTheDigitsOfPi) {
  EXPECT_EQ(Philox::block({0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}, {0xa4093822u, 0x299f31d0u}),
            (Philox::Counter{0xd16cfe09u, 0x94fdcceb, 0x5001e420u, 0x24126ea1u}));
}

TEST(Philox, CanBeWorkedOutWhileCompiling) {
  static_assert(Philox::block({0, 0, 0, 0}, {0, 0})[0] == 0x6627e8d5u);
}

} // namespace
} // namespace troupe
