#include "runtime/chunk/regression_result.hpp"

#include "runtime/chunk/buffer_pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace troupe {
namespace {

Block vector_of(const std::vector<double>& numbers) {
  Block block{
      DType::float64, {static_cast<std::int64_t>(numbers.size())}, process_pool().allocate_for<double>(numbers.size())};
  std::copy(numbers.begin(), numbers.end(), block.values<double>().begin());
  return block;
}

TEST(RegressionResult, ReadsItsPartsInOrder) {
  const auto result = parse_regression_result(vector_of({100, 2, 1, 2, 3, 4, 5, 6, 7, 0.5, 8, 9, 10, 11})).value();
  EXPECT_EQ(result, (RegressionResult{100, {1, 2}, {3, 4}, {5, 6}, 7, 0.5, {8, 9}, 10, 11}));
}

TEST(RegressionResult, AConstantTargetExplainsNothing) {
  EXPECT_TRUE(std::isnan(parse_regression_result(vector_of({3, 1, 0, 0, 0, 0, std::nan(""), 0, 0, 0})).value().r2));
}

TEST(RegressionResult, RefusesWhatIsNotLaidOutSo) {
  const auto code = [](const Block& block) { return parse_regression_result(block).error().code; };
  EXPECT_EQ(code(vector_of({1, 1, 2, 3, 4, 5, 6, 7, 8})), Errc::invalid_shape);
  EXPECT_EQ(code(vector_of({1, 0, 2, 3})), Errc::invalid_shape);
  EXPECT_EQ(code(vector_of({1, 2, 2, 3, 4, 5, 6, 7, 8, 9})), Errc::invalid_argument);   // says two features, holds one
  EXPECT_EQ(code(vector_of({1.5, 1, 2, 3, 4, 5, 6, 7, 8, 9})), Errc::invalid_argument); // half a row
  EXPECT_EQ(code(vector_of({-1, 1, 2, 3, 4, 5, 6, 7, 8, 9})), Errc::invalid_argument);
  EXPECT_EQ(code(vector_of({std::nan(""), 1, 2, 3, 4, 5, 6, 7, 8, 9})), Errc::invalid_argument);
  auto integers = vector_of({1, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  integers.dtype = DType::int64;
  EXPECT_EQ(code(integers), Errc::invalid_dtype);
  auto square = vector_of({1, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  square.shape = {10, 1};
  EXPECT_EQ(code(square), Errc::invalid_shape);
  auto longer = vector_of({1, 1, 2, 3, 4, 5, 6, 7, 8, 9});
  longer.shape = {14};
  EXPECT_EQ(code(longer), Errc::invalid_shape);
}

} // namespace
} // namespace troupe
