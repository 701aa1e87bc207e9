// The result of a linear regression, by the names of the features. Pure value.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/chunk.hpp"

#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace troupe {

/// target = weight * feature + intercept, of this feature alone.
struct SimpleRegression {
  std::string feature;
  double weight = 0;
  double intercept = 0;
  bool operator==(const SimpleRegression&) const = default;
};

/// target = sum of weights[i] * features[i] + intercept, of all features together; without an intercept it is 0.
struct OrdinaryLeastSquares {
  std::vector<double> weights;
  double intercept = 0;
  /// Share of the target's variance explained, of its sum of squares without an intercept; NaN when the target is
  /// constant.
  double r2 = 0;
  /// Of the weights and the intercept, and the standard deviation of the residuals (divided by the rows less the
  /// coefficients); NaN where there are no more rows than coefficients.
  std::vector<double> standard_errors;
  double intercept_standard_error = 0;
  double residual_std = 0;
  bool operator==(const OrdinaryLeastSquares&) const = default;
};

/// Invariant: simple and ols.weights are in the order of the features.
struct LinearRegressionResult {
  std::int64_t rows = 0; ///< that took part
  std::vector<std::string> features;
  std::vector<SimpleRegression> simple;
  OrdinaryLeastSquares ols;
  bool operator==(const LinearRegressionResult&) const = default;
};

/// Reads the chunk that the job of a LinearRegression makes, for those who have the names of its features but not the
/// model.
/// @returns Errc::invalid_argument, invalid_dtype or invalid_shape when it is no such chunk or of other features.
Result<LinearRegressionResult> parse_linear_regression(const ChunkPtr& chunk, const std::vector<std::string>& features);

/// The coefficients of all features together, one on a line, with their standard errors:
///
///     3 rows, r2 1.0, residual_std 0.0
///     intercept  5.0  0.0
///     height     2.0  0.0
std::string to_string(const LinearRegressionResult& result);
std::ostream& operator<<(std::ostream& out, const LinearRegressionResult& result);

} // namespace troupe
