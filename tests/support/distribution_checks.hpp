// Whether numbers come from the distribution they are said to come from. Limits are those that one draw in ten thousand
// passes; seeds are fixed, so that every run draws the same. Pure functions.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

namespace troupe::test {

/// Mean and variance within five of their standard errors (of the variance by the fourth moment drawn).
inline void expect_mean_and_variance(const std::vector<double>& values, double mean, double variance) {
  const auto n = static_cast<double>(values.size());
  double sum = 0, squares = 0, fourths = 0;
  for (auto x : values) {
    const auto d = x - mean;
    sum += d;
    squares += d * d;
    fourths += d * d * d * d;
  }
  EXPECT_NEAR(sum / n, 0, 5 * std::sqrt(variance / n));
  EXPECT_NEAR(squares / n, variance, 5 * std::sqrt((fourths / n - variance * variance) / n));
}

/// Kolmogorov and Smirnov's largest distance between the numbers' distribution and the one given, times the root of
/// their number.
inline void expect_distribution(std::vector<double> values, const std::function<double(double)>& distribution) {
  std::sort(values.begin(), values.end());
  const auto n = static_cast<double>(values.size());
  double distance = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto below = distribution(values[i]);
    ASSERT_FALSE(std::isnan(below)) << values[i];
    distance = std::max({distance, below - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - below});
  }
  EXPECT_LT(distance * std::sqrt(n), 2.23);
}

inline double standard_normal(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

} // namespace troupe::test
