// linreg.moments, linreg.combine and linreg.solve, together as a regression uses them.
#include "runtime/chunk/regression_result.hpp"
#include "runtime/kernels/random/random_fill.hpp"
#include "tests/support/kernel_call.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace troupe {
namespace {

using namespace test;

Params solve_params(Params::Strings features) {
  return Params{}.set("features", std::move(features)).set("target", "y");
}

Params table_params(Params::Strings features, const char* missing = "error") {
  return solve_params(std::move(features)).set("missing", missing);
}

Result<RegressionResult> solve(ChunkPtr moments, Params::Strings features) {
  const auto made = call_kernel("linreg.solve", solve_params(std::move(features)), {std::move(moments)});
  if (!made)
    return made.failure();
  return parse_regression_result(*as_block(**made).value());
}

ChunkPtr moments_of(const std::vector<double>& x, std::int64_t features, const std::vector<double>& y) {
  const auto rows = static_cast<std::int64_t>(y.size());
  return call_kernel("linreg.moments", {}, {chunk_of({rows, features}, x), chunk_of({rows}, y)}).value();
}

void expect_certified(double got, double certified, double digits = 1e-9) {
  EXPECT_NEAR(got, certified, std::abs(certified) * digits);
}

// NIST's StRD, "Longley": the data, and the certified values of the fit (itl.nist.gov/div898/strd).
constexpr double longley[16][7] = {
    {60323, 83.0, 234289, 2356, 1590, 107608, 1947},  {61122, 88.5, 259426, 2325, 1456, 108632, 1948},
    {60171, 88.2, 258054, 3682, 1616, 109773, 1949},  {61187, 89.5, 284599, 3351, 1650, 110929, 1950},
    {63221, 96.2, 328975, 2099, 3099, 112075, 1951},  {63639, 98.1, 346999, 1932, 3594, 113270, 1952},
    {64989, 99.0, 365385, 1870, 3547, 115094, 1953},  {63761, 100.0, 363112, 3578, 3350, 116219, 1954},
    {66019, 101.2, 397469, 2904, 3048, 117388, 1955}, {67857, 104.6, 419180, 2822, 2857, 118734, 1956},
    {68169, 108.4, 442769, 2936, 2798, 120445, 1957}, {66513, 110.8, 444546, 4681, 2637, 121950, 1958},
    {68655, 112.6, 482704, 3813, 2552, 123366, 1959}, {69564, 114.2, 502601, 3931, 2514, 125368, 1960},
    {69331, 115.7, 518173, 4806, 2572, 127852, 1961}, {70551, 116.9, 554894, 4007, 2827, 130081, 1962}};

void expect_longley(const RegressionResult& fit) {
  EXPECT_EQ(fit.rows, 16);
  expect_certified(fit.intercept, -3482258.63459582);
  const double certified[] = {15.0618722713733,  -0.358191792925910E-01, -2.02022980381683,
                              -1.03322686717359, -0.511041056535807E-01, 1829.15146461355};
  for (std::size_t i = 0; i < 6; ++i)
    expect_certified(fit.weights[i], certified[i]);
  expect_certified(fit.r2, 0.995479004577296, 1e-12);
}

TEST(Linreg, ReachesLongleysCertifiedValues) {
  std::vector<double> x, y;
  for (const auto& row : longley) {
    y.push_back(row[0]);
    x.insert(x.end(), row + 1, row + 7);
  }
  expect_longley(solve(moments_of(x, 6, y), {"gnpdefl", "gnp", "unemp", "armed", "pop", "year"}).value());
}

TEST(Linreg, ReachesThemFromATableInPiecesToo) {
  const Params::Strings features{"gnpdefl", "gnp", "unemp", "armed", "pop", "year"};
  std::vector<ChunkPtr> parts;
  for (const auto& [begin, end] : {std::pair{0, 5}, std::pair{5, 6}, std::pair{6, 16}}) {
    std::vector<std::vector<double>> columns(7);
    for (int row = begin; row < end; ++row)
      for (std::size_t j = 0; j < 7; ++j)
        columns[j].push_back(longley[row][j]);
    std::vector<Column> table;
    for (std::size_t j = 0; j < 6; ++j)
      table.push_back(column_of<double>(features[j], columns[j + 1]));
    table.push_back(column_of<double>("y", columns[0]));
    parts.push_back(call_kernel("linreg.moments", table_params(features), {table_of(std::move(table))}).value());
  }
  expect_longley(solve(call_kernel("linreg.combine", {}, parts).value(), features).value());
}

TEST(Linreg, FitsOneFeatureAtATimeBesides) {
  // y = 2 a exactly; b is a with the sign turned in one row.
  const auto fit = solve(moments_of({1, 1, 2, 2, 3, -3, 4, 4}, 2, {2, 4, 6, 8}), {"a", "b"}).value();
  EXPECT_DOUBLE_EQ(fit.simple_weights[0], 2);
  EXPECT_NEAR(fit.simple_intercepts[0], 0, 1e-14);
  // By hand: mean b = 1, Sbb = 26, Sby = 1*2 + 2*4 - 3*6 + 4*8 - 4*1*5 = 4.
  EXPECT_DOUBLE_EQ(fit.simple_weights[1], 4.0 / 26.0);
  EXPECT_DOUBLE_EQ(fit.simple_intercepts[1], 5 - 4.0 / 26.0);
  EXPECT_NEAR(fit.weights[0], 2, 1e-14);
  EXPECT_NEAR(fit.weights[1], 0, 1e-14);
  EXPECT_NEAR(fit.r2, 1, 1e-15);
}

TEST(Linreg, NamesTheFeatureThatIsConstant) {
  const auto failed = solve(moments_of({1, 0.1, 2, 0.1, 3, 0.1}, 2, {1, 2, 4}), {"a", "flat"});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error(),
            (Error{Errc::singular, "feature 'flat' is constant, so its weight is not determined; leave it out"}));
}

TEST(Linreg, NamesAConstantFeatureWhosePartsWereAddedUp) {
  // Means of equal parts may differ in their last bit; a constant stays one.
  std::vector<ChunkPtr> parts;
  for (int part = 0; part < 9; ++part) {
    std::vector<double> x, y;
    for (int row = 0; row < 100 + part; ++row) {
      x.insert(x.end(), {0.1 * row, 1234567.891});
      y.push_back(row % 7);
    }
    parts.push_back(moments_of(x, 2, y));
  }
  const auto failed = solve(call_kernel("linreg.combine", {}, parts).value(), {"a", "flat"});
  ASSERT_FALSE(failed.ok());
  EXPECT_NE(failed.error().message.find("'flat' is constant"), std::string::npos) << failed.error().message;
}

TEST(Linreg, NamesTheFeatureThatIsACombinationOfOthers) {
  std::vector<double> x, y;
  for (int row = 0; row < 50; ++row) {
    const double a = std::sin(row), b = std::cos(3.0 * row);
    x.insert(x.end(), {a, b, 2 * a - 3 * b + 1});
    y.push_back(row);
  }
  const auto failed = solve(moments_of(x, 3, y), {"a", "b", "both"});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().code, Errc::singular);
  EXPECT_NE(failed.error().message.find("is a linear combination of other features"), std::string::npos)
      << failed.error().message;
}

TEST(Linreg, SaysHowManyRowsItNeeds) {
  const auto failed = solve(moments_of({1, 2, 3, 5}, 2, {1, 2}), {"a", "b"});
  ASSERT_FALSE(failed.ok());
  EXPECT_EQ(failed.error().message, "2 rows cannot determine 2 weights and an intercept; at least 3 rows are needed");
}

TEST(Linreg, NamesTheColumnThatIsNotFinite) {
  const auto failed = solve(moments_of({1, 2, HUGE_VAL, 5}, 1, {1, 2, 3, 4}), {"a"});
  ASSERT_FALSE(failed.ok());
  EXPECT_NE(failed.error().message.find("'a' has values that are infinite"), std::string::npos)
      << failed.error().message;
}

TEST(Linreg, OfAConstantTargetHasNoSlope) {
  const auto fit = solve(moments_of({1, 2, 4}, 1, {7, 7, 7}), {"a"}).value();
  EXPECT_EQ(fit.weights, std::vector<double>{0});
  EXPECT_EQ(fit.simple_weights, std::vector<double>{0});
  EXPECT_EQ(fit.intercept, 7);
  EXPECT_TRUE(std::isnan(fit.r2));
}

TEST(Linreg, TakesColumnsOfAnyNumbers) {
  const auto table = table_of({column_of<std::int64_t>("a", {1, 2, 3, 4}),
                               column_of<bool>("b", {true, false, false, true}), column_of<float>("y", {1, 4, 7, 8})});
  const auto blocks = moments_of({1, 1, 2, 0, 3, 0, 4, 1}, 2, {1, 4, 7, 8});
  const auto made = call_kernel("linreg.moments", table_params({"a", "b"}), {table}).value();
  EXPECT_TRUE(same_bits(doubles_in(made), doubles_in(blocks)));
}

TEST(Linreg, RefusesOrLeavesOutRowsWithoutAValue) {
  const auto table = table_of(
      {with_nulls(column_of<double>("a", {1, 2, 3, 4, 5}), {1}), column_of<double>("y", {1, 5, 9, std::nan(""), 2})});
  const auto refused = call_kernel("linreg.moments", table_params({"a"}), {table});
  ASSERT_FALSE(refused.ok());
  EXPECT_NE(refused.error().message.find("column 'a' has no value in row 1"), std::string::npos)
      << refused.error().message;
  const auto kept = call_kernel("linreg.moments", table_params({"a"}, "drop"), {table}).value();
  EXPECT_TRUE(same_bits(doubles_in(kept), doubles_in(moments_of({1, 3, 5}, 1, {1, 9, 2}))));
  EXPECT_EQ(call_kernel("linreg.moments", table_params({"a"}, "guess"), {table}).error().code, Errc::invalid_argument);
}

TEST(Linreg, RefusesColumnsThatAreNotThereOrHoldNoNumbers) {
  const auto table =
      table_of({text_column_of("name", {"x"}), column_of<double>("hour", {1}), column_of<double>("y", {1})});
  const auto missing = call_kernel("linreg.moments", table_params({"hours"}), {table});
  EXPECT_EQ(missing.error().code, Errc::not_found);
  EXPECT_NE(missing.error().message.find("'hour'"), std::string::npos) << missing.error().message;
  const auto text = call_kernel("linreg.moments", table_params({"name"}), {table});
  EXPECT_EQ(text.error().code, Errc::invalid_dtype);
}

TEST(Linreg, RefusesBlocksThatDoNotFit) {
  const auto x = chunk_of({2, 2}, {1, 2, 3, 4});
  EXPECT_EQ(call_kernel("linreg.moments", {}, {x, chunk_of({3}, {1, 2, 3})}).error().message,
            "the features have 2 rows, the target has 3");
  EXPECT_EQ(call_kernel("linreg.moments", {}, {x, chunk_of({2, 2}, {1, 2, 3, 4})}).error().code, Errc::invalid_shape);
  EXPECT_EQ(call_kernel("linreg.moments", {}, {x}).error().code, Errc::invalid_argument);
  EXPECT_EQ(call_kernel("linreg.combine", {}, {moments_of({1, 2}, 1, {1, 2}), moments_of({1, 2, 3, 4}, 2, {1, 2})})
                .error()
                .code,
            Errc::invalid_shape);
  EXPECT_EQ(call_kernel("linreg.combine", {}, {}).error().code, Errc::invalid_argument);
  EXPECT_EQ(solve(moments_of({1, 2}, 1, {1, 2}), {"a", "b"}).error().code, Errc::invalid_argument);
}

TEST(Linreg, CombinesWithoutTouchingWhatOthersHold) {
  const auto first = moments_of({1, 2, 5}, 1, {1, 2, 3}), second = moments_of({4, 5, 7}, 1, {2, 2, 9});
  const auto before = doubles_in(first);
  const auto both = call_kernel("linreg.combine", {}, {first, second}).value();
  EXPECT_TRUE(same_bits(doubles_in(first), before));
  EXPECT_EQ(doubles_in(both)[0], 6);
  // One chunk given twice counts twice.
  std::vector<ChunkPtr> twice{first, first};
  EXPECT_EQ(doubles_in(call_kernel("linreg.combine", {}, twice).value())[0], 6);
}

TEST(Linreg, AnswersTheSameForRowsInAnyNumberOfChunks) {
  // Not to the last bit (the chunks are part of the computation), but to 12 digits.
  const std::int64_t rows = 3'000;
  std::vector<double> x(static_cast<std::size_t>(rows * 3)), y(static_cast<std::size_t>(rows));
  fill_normal(1, {.first = 0, .count = x.size()}, 100, 1, x.data());
  fill_normal(2, {.first = 0, .count = y.size()}, 0, 1, y.data());
  const auto whole = solve(moments_of(x, 3, y), {"a", "b", "c"}).value();
  for (const std::int64_t chunk : {100, 999, 1'500}) {
    std::vector<ChunkPtr> parts;
    for (std::int64_t first = 0; first < rows; first += chunk) {
      const auto last = std::min(rows, first + chunk);
      parts.push_back(
          moments_of({x.begin() + first * 3, x.begin() + last * 3}, 3, {y.begin() + first, y.begin() + last}));
    }
    const auto pieces = solve(call_kernel("linreg.combine", {}, parts).value(), {"a", "b", "c"}).value();
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_NEAR(pieces.weights[i], whole.weights[i], 1e-12);
    EXPECT_NEAR(pieces.r2, whole.r2, 1e-12);
  }
}

} // namespace
} // namespace troupe
