#include "collections/array/rechunk_plan.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace troupe {
namespace {

AxisExtents even(std::int64_t rows, std::int64_t row_chunks, std::int64_t columns, std::int64_t column_chunks) {
  return {std::vector<std::int64_t>(static_cast<std::size_t>(row_chunks), rows / row_chunks),
          std::vector<std::int64_t>(static_cast<std::size_t>(column_chunks), columns / column_chunks)};
}

TEST(RechunkPlan, GoesStraightWhereTheGraphIsSmall) {
  const auto to = even(100, 2, 100, 4);
  EXPECT_EQ(plan_rechunk(even(100, 4, 100, 2), to, 8), (std::vector<AxisExtents>{to}));
}

TEST(RechunkPlan, GoesStraightWherePiecesAreLargeHoweverManyChunksMeet) {
  const auto from = even(20000, 20, 20000, 1), to = even(20000, 1, 20000, 20); // 400 pieces of 8 MB
  EXPECT_EQ(plan_rechunk(from, to, 8), (std::vector<AxisExtents>{to}));
  EXPECT_GT(plan_rechunk(from, to, 8, {.piece_bytes = std::int64_t{16} << 20}).size(), 1u);
}

TEST(RechunkPlan, TakesStepsInBetweenWhereManyChunksMeetMany) {
  const auto from = even(10000, 1000, 10000, 1), to = even(10000, 1, 10000, 1000);
  const auto steps = plan_rechunk(from, to, 8);
  ASSERT_GT(steps.size(), 1u);
  EXPECT_EQ(steps.back(), to);
}

TEST(RechunkPlan, KeepsEveryStepsChunksWithinTheLimitAndItsShape) {
  const auto from = even(10000, 1000, 10000, 1), to = even(10000, 1, 10000, 1000);
  const RechunkLimits limits{4, 2000000};
  for (const auto& step : plan_rechunk(from, to, 8, limits)) {
    std::int64_t largest = 8;
    for (const auto& axis : step) {
      EXPECT_EQ(std::accumulate(axis.begin(), axis.end(), std::int64_t{0}), 10000);
      largest *= *std::max_element(axis.begin(), axis.end());
    }
    EXPECT_LE(largest, limits.block_bytes);
  }
}

} // namespace
} // namespace troupe
