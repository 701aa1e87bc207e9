// Ordinary least squares of one target from the moments of features and, last, the target. Pure functions.
// @pre for all: the moments are finite, no feature has a product of 0 with itself.
#pragma once

#include "runtime/kernels/linalg/wide_moments.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <vector>

namespace troupe {

struct RegressionFit {
  std::vector<double> weights;
  double intercept = 0;
  double explained = 0; ///< share of the target's product with itself
  double residual = 0;  ///< the rest of it
  /// Standard errors of the weights and the intercept, in units of the residuals' standard deviation.
  std::vector<double> spread;
  double intercept_spread = 0;
  /// Set where a feature is a combination of others: then nothing else is.
  std::optional<std::int64_t> dependent;

  /// Of a target without variance: weights 0, nothing explained (NaN).
  static RegressionFit of_constant(const WideMoments& moments);
};

/// By the high parts alone.
RegressionFit fit_in_double(const WideMoments& moments);

/// In twice the precision of double. A feature counts as a combination of others where what they leave of it is as
/// small as the rounding of the data to double may be.
RegressionFit fit_wide(const WideMoments& moments);

} // namespace troupe
