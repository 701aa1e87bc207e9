#include "runtime/kernels/random/philox.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

// The known answers that come with the authors' Random123 library (kat_vectors, philox4x32 with 7 rounds).
TEST(Philox, GivesTheAnswersOfItsAuthorsForZeros) {
  EXPECT_EQ(Philox::block({0, 0, 0, 0}, {0, 0}), (Philox::Counter{0x5f6fb709u, 0x0d893f64u, 0x4f121f81u, 0x4f730a48u}));
}

TEST(Philox, GivesTheAnswersOfItsAuthorsForOnes) {
  constexpr std::uint32_t ones = 0xffffffffu;
  EXPECT_EQ(Philox::block({ones, ones, ones, ones}, {ones, ones}),
            (Philox::Counter{0x5207ddc2u, 0x45165e59u, 0x4d8ee751u, 0x8c52f662u}));
}

TEST(Philox, GivesTheAnswersOfItsAuthorsForTheDigitsOfPi) {
  EXPECT_EQ(Philox::block({0x243f6a88u, 0x85a308d3u, 0x13198a2eu, 0x03707344u}, {0xa4093822u, 0x299f31d0u}),
            (Philox::Counter{0x4dfccabau, 0x190a87f0u, 0xc47362bau, 0xb6b5242au}));
}

TEST(Philox, CanBeWorkedOutWhileCompiling) { static_assert(Philox::block({0, 0, 0, 0}, {0, 0})[0] == 0x5f6fb709u); }

} // namespace
} // namespace troupe
