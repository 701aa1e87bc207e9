#include "runtime/kernels/linalg/cross_moments.hpp"

#include "runtime/kernels/random/random_fill.hpp"
#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace troupe {
namespace {

using namespace test;

std::vector<double> rows_of(std::int64_t rows, std::int64_t columns) {
  std::vector<double> values(static_cast<std::size_t>(rows * columns));
  fill_normal(4, {.first = 0, .count = values.size()}, 3, 2, values.data());
  return values;
}

/// All rows in pieces of `step`, the columns in the parts given.
std::vector<double> moments_of(const std::vector<double>& values, std::int64_t rows, std::vector<std::int64_t> parts,
                               std::int64_t step) {
  std::int64_t p = 0;
  for (const auto columns : parts)
    p += columns;
  std::vector<std::vector<double>> columns_of(parts.size());
  for (std::int64_t row = 0; row < rows; ++row) {
    std::int64_t at = 0;
    for (std::size_t k = 0; k < parts.size(); ++k)
      for (std::int64_t j = 0; j < parts[k]; ++j)
        columns_of[k].push_back(values[static_cast<std::size_t>(row * p + at++)]);
  }
  CrossMoments moments(p, process_pool());
  for (std::int64_t first = 0; first < rows; first += step) {
    std::vector<RowsView> views;
    for (std::size_t k = 0; k < parts.size(); ++k)
      views.push_back({columns_of[k].data() + first * parts[k], parts[k]});
    moments.add(views, std::min(step, rows - first));
  }
  const auto block = moments.finish();
  const auto numbers = block.values<double>();
  return {numbers.begin(), numbers.end()};
}

TEST(CrossMoments, DoesNotDependOnHowTheRowsCame) {
  const std::int64_t rows = 10'000, p = 7;
  const auto values = rows_of(rows, p);
  const auto whole = moments_of(values, rows, {p}, rows);
  for (const std::int64_t step : {1, 3, 64, 2047, 2048, 2049, 9'999})
    EXPECT_TRUE(same_bits(moments_of(values, rows, {p}, step), whole)) << step;
  EXPECT_TRUE(same_bits(moments_of(values, rows, {6, 1}, 1000), whole));
  EXPECT_TRUE(same_bits(moments_of(values, rows, {1, 2, 4}, 77), whole));
}

TEST(CrossMoments, PutsWidePartsSideBySide) {
  const std::int64_t rows = 700;
  const auto values = rows_of(rows, 30);
  EXPECT_TRUE(same_bits(moments_of(values, rows, {9, 1, 20}, 100), moments_of(values, rows, {30}, rows)));
}

TEST(CrossMoments, MakesTheMomentsOfTheDefinition) {
  const std::int64_t rows = 20'000, p = 3;
  const auto values = rows_of(rows, p);
  const auto got = moments_of(values, rows, {p}, rows);
  const auto at = [&](std::int64_t row, std::int64_t j) {
    return static_cast<long double>(values[static_cast<std::size_t>(row * p + j)]);
  };
  std::vector<long double> mean(3);
  for (std::int64_t row = 0; row < rows; ++row)
    for (std::int64_t j = 0; j < p; ++j)
      mean[static_cast<std::size_t>(j)] += at(row, j) / rows;
  EXPECT_EQ(got[0], rows);
  for (std::int64_t i = 0; i < p; ++i) {
    EXPECT_NEAR(got[static_cast<std::size_t>(1 + i)], static_cast<double>(mean[static_cast<std::size_t>(i)]), 1e-14);
    for (std::int64_t j = 0; j < p; ++j) {
      long double sum = 0;
      for (std::int64_t row = 0; row < rows; ++row)
        sum += (at(row, i) - mean[static_cast<std::size_t>(i)]) * (at(row, j) - mean[static_cast<std::size_t>(j)]);
      EXPECT_NEAR(got[static_cast<std::size_t>(4 + i * p + j)], static_cast<double>(sum), 1e-12 * 4 * rows)
          << i << " " << j;
    }
  }
}

TEST(CrossMoments, OfNoRowsIsNothing) {
  CrossMoments moments(2, process_pool());
  const auto block = moments.finish();
  EXPECT_EQ(block.shape, (Shape{7}));
  for (const auto number : block.values<double>())
    EXPECT_EQ(number, 0);
}

TEST(MomentsIn, TakesNothingButMoments) {
  auto block = block_of({7}, {3, 1, 2, 1, 2, 2, 5});
  const auto moments = moments_in(block).value();
  EXPECT_EQ(moments.variables, 2);
  EXPECT_EQ(moments.view.n, 3);
  EXPECT_EQ(moments.view.mean[1], 2);
  EXPECT_EQ(moments.view.products[moments.view.stride + 1], 5);
  for (const std::int64_t length : {0, 1, 3, 6, 8, 12, 14})
    EXPECT_FALSE(
        (block = block_of({length}, std::vector<double>(static_cast<std::size_t>(length), 1.0)), moments_in(block))
            .ok())
        << length;
  for (const double n : {-1.0, 1.5, std::nan(""), HUGE_VAL, 0x1p54})
    EXPECT_EQ((block = block_of({7}, {n, 0, 0, 0, 0, 0, 0}), moments_in(block)).error().code, Errc::invalid_argument)
        << n;
  block = block_of({1, 7}, {3, 1, 2, 1, 2, 2, 5});
  EXPECT_EQ(moments_in(block).error().code, Errc::invalid_shape);
}

} // namespace
} // namespace troupe
