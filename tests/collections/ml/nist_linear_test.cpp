// The certified values of NIST's linear sets, whole and in chunks of few rows.
#include "collections/array/creation.hpp"
#include "collections/ml/linear_regression.hpp"
#include "collections/session/compute.hpp"
#include "runtime/execute/serial_executor.hpp"
#include "tests/support/nist_linear.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace troupe {
namespace {

Array array_of(Shape shape, const std::vector<double>& values, const Chunks& chunks) {
  Block block{DType::float64, std::move(shape), process_pool().allocate_for<double>(values.size())};
  std::copy(values.begin(), values.end(), block.values<double>().begin());
  return from_block(block, chunks);
}

/// Relative, or of a certified 0 absolute in units of `unit`.
void expect_digits(double got, double certified, double digits, double unit, const std::string& what) {
  const double size = certified == 0 ? unit : std::abs(certified);
  EXPECT_LE(std::abs(got - certified), size * std::pow(10.0, -digits))
      << what << ": " << got << ", certified " << certified;
}

TEST(NistLinear, CertifiedDigitsOfEverySet) {
  SerialExecutor executor;
  for (const auto& reference : test::linear_references())
    for (std::int64_t chunk : {1000, 20, 5, 1}) {
      const auto rows = static_cast<std::int64_t>(reference.y.size());
      const auto x = array_of({rows, reference.columns}, reference.x, {chunk, -1}),
                 y = array_of({rows}, reference.y, chunk);
      const auto fit = compute(executor, LinearRegression::fit(x, y, {.fit_intercept = reference.intercept})).ols;
      auto weights = fit.weights, errors = fit.standard_errors;
      if (reference.intercept) {
        weights.insert(weights.begin(), fit.intercept);
        errors.insert(errors.begin(), fit.intercept_standard_error);
      } else {
        EXPECT_EQ(fit.intercept, 0);
      }
      const auto where = reference.name + " in chunks of " + std::to_string(chunk);
      const double largest = std::abs(*std::max_element(reference.y.begin(), reference.y.end()));
      for (std::size_t i = 0; i < weights.size(); ++i) {
        expect_digits(weights[i], reference.estimates[i], reference.digits, 1, where);
        expect_digits(errors[i], reference.standard_errors[i], reference.digits, std::abs(reference.estimates[i]),
                      where + ", standard error");
      }
      expect_digits(fit.residual_std, reference.residual_std, reference.digits, largest, where + ", residuals");
      expect_digits(fit.r2, reference.r2, reference.digits, 1, where + ", R squared");
    }
}

TEST(NistLinear, FeaturesThatAreNearlyButNotQuiteCombinationsAreToldFromThoseThatAre) {
  SerialExecutor executor;
  std::vector<double> near, exact, y;
  for (int i = 0; i < 300; ++i) {
    const double a = std::sin(i), b = std::cos(2.0 * i), c = std::sin(3.0 * i * i);
    near.insert(near.end(), {a, b, a + b + 1e-9 * c});
    exact.insert(exact.end(), {a, b, a + b});
    y.push_back(a + 2 * b + 1e-9 * c); // = 0 a + 1 b + 1 (a + b + 1e-9 c)
  }
  const auto target = array_of({300}, y, 70);
  const auto fit = compute(executor, LinearRegression::fit(array_of({300, 3}, near, {70, -1}), target));
  EXPECT_NEAR(fit.ols.weights[0], 0, 1e-6); // values rounded at 1e-16, a direction of 1e-9
  EXPECT_NEAR(fit.ols.weights[2], 1, 1e-6);
  EXPECT_THROW(compute(executor, LinearRegression::fit(array_of({300, 3}, exact, {70, -1}), target)), TroupeError);
}

TEST(NistLinear, AFeatureThatIsConstantInEveryChunkIsFittedByTheirDifferences) {
  SerialExecutor executor;
  std::vector<double> x, y;
  for (int i = 0; i < 400; ++i) {
    const double year = 1900 + i / 100;
    x.insert(x.end(), {year, year + std::sin(i) * 1e-3});
    y.push_back(3 * year - 2 * x.back() + 7);
  }
  const auto fit = compute(executor, LinearRegression::fit(array_of({400, 2}, x, {100, -1}), array_of({400}, y, 100)));
  EXPECT_NEAR(fit.ols.weights[0], 3, 1e-9);
  EXPECT_NEAR(fit.ols.weights[1], -2, 1e-9);
  EXPECT_NEAR(fit.ols.intercept, 7, 1e-7);
}

TEST(NistLinear, AMeanFarFromZeroTakesNoDigitsForAnyCut) {
  SerialExecutor executor;
  std::int64_t n = 300, i_sum = 0, r_sum = 0, ii = 0,
               ir = 0; // the weight in whole numbers: 2 + (n sum ir - sum i sum r) / (n sum ii - (sum i)^2)
  for (std::int64_t i = 0; i < n; ++i) {
    const auto r = i * 7 % 11;
    i_sum += i, r_sum += r, ii += i * i, ir += i * r;
  }
  const auto weight = 2 + static_cast<double>(n * ir - i_sum * r_sum) / static_cast<double>(n * ii - i_sum * i_sum);
  for (const double begin : {1.6e9, 1e12, 1e15})
    for (const std::int64_t rows : {1, 7, 300}) {
      std::vector<double> x, y;
      for (std::int64_t i = 0; i < n; ++i) {
        x.push_back(begin + static_cast<double>(i));
        y.push_back(2 * x.back() + static_cast<double>(i * 7 % 11));
      }
      const auto fit =
          compute(executor, LinearRegression::fit(array_of({n, 1}, x, {rows, -1}), array_of({n}, y, rows)));
      EXPECT_NEAR(fit.ols.weights[0], weight, 1e-12) << begin << " in chunks of " << rows;
    }
}

TEST(NistLinear, WithoutAnInterceptAConstantIsAFeatureLikeOthers) {
  SerialExecutor executor;
  const auto x = array_of({4, 2}, {1, 0, 1, 1, 1, 2, 1, 3}, {2, -1});
  const auto fit =
      compute(executor, LinearRegression::fit(x, array_of({4}, {1, 3, 5, 8}, 2), {.fit_intercept = false}));
  EXPECT_NEAR(fit.ols.weights[0], 0.8, 1e-14); // by hand: the line through the four points
  EXPECT_NEAR(fit.ols.weights[1], 2.3, 1e-14);
  EXPECT_NEAR(fit.ols.r2, 1 - 0.3 / 99, 1e-14);
  EXPECT_EQ(fit.ols.intercept_standard_error, 0);
}

} // namespace
} // namespace troupe
