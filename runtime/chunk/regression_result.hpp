// What a linear regression comes to, as the block that `linreg.solve` makes and the readers of it. Pure values.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/chunk.hpp"

#include <cstdint>
#include <vector>

namespace troupe {

/// In the block, one float64 vector of 4 + 3 d numbers in this order:
///
///     rows, d, simple weights (d), simple intercepts (d), weights (d), intercept, r2
///
struct RegressionResult {
  std::int64_t rows = 0;                 ///< that took part
  std::vector<double> simple_weights;    ///< of the regressions on one feature each
  std::vector<double> simple_intercepts; ///< the same
  std::vector<double> weights;           ///< ordinary least squares on all features together
  double intercept = 0;
  double r2 = 0; ///< share of the target's variance explained; NaN when the target is constant

  bool operator==(const RegressionResult&) const = default;
};

/// @returns Errc::invalid_shape, invalid_dtype or invalid_argument when the block is not laid out as above.
Result<RegressionResult> parse_regression_result(const Block& block);

} // namespace troupe
