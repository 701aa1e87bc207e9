// The result of a linear regression, and its layout in the block that `linreg.solve` makes. Pure values.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/chunk.hpp"

#include <cstdint>
#include <vector>

namespace troupe {

/// In the block, one float64 vector of 6 + 4 d numbers in this order:
///
///     rows, d, simple weights (d), simple intercepts (d), weights (d), intercept, r2,
///     standard errors of the weights (d) and of the intercept, standard deviation of the residuals
///
struct RegressionResult {
  std::int64_t rows = 0;                 ///< that took part
  std::vector<double> simple_weights;    ///< of the regressions on one feature each
  std::vector<double> simple_intercepts; ///< the same
  std::vector<double> weights;           ///< ordinary least squares on all features together
  double intercept = 0;
  double r2 = 0; ///< share of the target's variance explained; NaN when the target is constant
  /// Of the weights and the intercept, and the deviation of the residuals; NaN where there are no more rows than
  /// coefficients.
  std::vector<double> standard_errors;
  double intercept_standard_error = 0;
  double residual_std = 0;

  bool operator==(const RegressionResult&) const = default;
};

/// @returns Errc::invalid_shape, invalid_dtype or invalid_argument when the block is not laid out as above.
Result<RegressionResult> parse_regression_result(const Block& block);

} // namespace troupe
