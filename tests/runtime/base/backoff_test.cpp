#include "runtime/base/backoff.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, DoublesUpToItsLimitWithinAQuarterOfEach) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Backoff backoff(seed, {milliseconds(100), milliseconds(1000)});
    for (const std::int64_t whole : {100, 200, 400, 800, 1000, 1000, 1000}) {
      const auto pause = backoff.next().count();
      EXPECT_GE(pause, whole - whole / 4);
      EXPECT_LE(pause, whole + whole / 4);
    }
  }
}

TEST(Backoff, TheSameSeedGivesTheSamePausesAndOthersOthers) {
  Backoff one(7), same(7), other(8);
  bool differs = false;
  for (int i = 0; i < 20; ++i) {
    const auto pause = one.next();
    EXPECT_EQ(pause, same.next());
    differs = differs || pause != other.next();
  }
  EXPECT_TRUE(differs);
}

TEST(Backoff, BeginsAnewOnceItHasWorked) {
  Backoff backoff(3, {milliseconds(100), milliseconds(10'000)});
  const auto first = backoff.next();
  for (int i = 0; i < 1000; ++i)
    backoff.next();
  EXPECT_EQ(backoff.tries(), 1001u);
  backoff.reset();
  EXPECT_EQ(backoff.next(), first);
}

} // namespace
} // namespace troupe
