#include "runtime/simulate/bounds.hpp"

#include <gtest/gtest.h>

namespace troupe::simulate {
namespace {

constexpr double bandwidth = 1e9; // a thousand bytes a microsecond

TEST(LeastGathering, FetchesWhatWouldTakeForEverToMake) {
  EXPECT_NEAR(least_gathering_us({{1e12, 3e6}, {1e12, 5e6}}, 1, bandwidth), 8000, 0.001);
}

TEST(LeastGathering, IsNothingWhereNothingIsTaken) {
  EXPECT_DOUBLE_EQ(least_gathering_us({}, 1, bandwidth), 0);
  EXPECT_DOUBLE_EQ(least_gathering_us({{0, 0}}, 1, bandwidth), 0);
}

/// Ten chunks of 1000 us each way: five are made while five are fetched.
TEST(LeastGathering, MakesAndFetchesAtTheSameTime) {
  EXPECT_NEAR(least_gathering_us(std::vector<std::pair<double, double>>(10, {1000, 1e6}), 1, bandwidth), 5000, 1e-6);
  EXPECT_NEAR(least_gathering_us(std::vector<std::pair<double, double>>(10, {1000, 1e6}), 4, bandwidth), 2000, 1e-6);
}

/// One that is quick to make and long to fetch, one the other way round: each goes its cheaper way.
TEST(LeastGathering, MakesThoseThatCostLeastTimeAByte) {
  EXPECT_NEAR(least_gathering_us({{9000, 1e6}, {100, 9e6}}, 1, bandwidth), 1000 - 1000 * 900.0 / 10000, 1e-6);
}

TEST(EarliestBegin, IsWhenTheOnlyInputIsMade) {
  EXPECT_DOUBLE_EQ(earliest_begin_us({}, 1), 0);
  EXPECT_DOUBLE_EQ(earliest_begin_us(std::vector<EarliestInput>{{100, 50, 1e9}}, 1), 150);
}

TEST(EarliestBegin, BringsOneOfTwoThatEndTogether) {
  EXPECT_DOUBLE_EQ(earliest_begin_us(std::vector<EarliestInput>{{100, 50, 7}, {100, 50, 9}}, 1), 157);
}

TEST(EarliestBegin, MakesBothOnOneWorkerWhereThatIsSooner) {
  EXPECT_DOUBLE_EQ(earliest_begin_us(std::vector<EarliestInput>{{100, 50, 700}, {100, 40, 900}}, 1), 190);
  EXPECT_DOUBLE_EQ(earliest_begin_us(std::vector<EarliestInput>{{100, 50, 700}, {100, 40, 900}}, 2), 150);
}

/// What was made long before is there in time.
TEST(EarliestBegin, WaitsForNothingThatCameBefore) {
  EXPECT_DOUBLE_EQ(earliest_begin_us(std::vector<EarliestInput>{{0, 50, 60}, {100, 50, 900}}, 1), 150);
}

} // namespace
} // namespace troupe::simulate
