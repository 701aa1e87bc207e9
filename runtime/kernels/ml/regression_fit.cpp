#include "runtime/kernels/ml/regression_fit.hpp"

#include "runtime/kernels/linalg/cholesky.hpp"
#include "runtime/kernels/linalg/wide_cholesky.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace troupe {
namespace {

constexpr double machine_epsilon = std::numeric_limits<double>::epsilon();

std::size_t entry(std::int64_t i) { return static_cast<std::size_t>(i); }

/// Standard errors of a weight and the intercept from the inverse of the correlations.
double spread_of(double inverse, double scale) { return std::sqrt(inverse) / scale; }

} // namespace

RegressionFit RegressionFit::of_constant(const WideMoments& moments) {
  RegressionFit fit;
  fit.weights.assign(entry(moments.variables - 1), 0.0);
  fit.spread.assign(fit.weights.size(), 0.0);
  fit.intercept = moments.mean.back().hi;
  fit.explained = std::numeric_limits<double>::quiet_NaN();
  return fit;
}

RegressionFit fit_in_double(const WideMoments& moments) {
  const auto d = moments.variables - 1;
  const auto product = [&](std::int64_t i, std::int64_t j) { return moments.product(i, j).hi; };
  Eigen::VectorXd scale(d), right(d), means(d); // scale: square roots of the features' sums of squares
  for (std::int64_t i = 0; i < d; ++i)
    scale[i] = std::sqrt(product(i, i));
  Eigen::MatrixXd correlations(d, d);
  for (std::int64_t i = 0; i < d; ++i) {
    for (std::int64_t j = 0; j < d; ++j)
      correlations(i, j) = i == j ? 1.0 : product(i, j) / scale[i] / scale[j];
    right[i] = product(i, d) / scale[i];
    means[i] = moments.mean[entry(i)].hi / scale[i];
  }
  const double tolerance = 64.0 * static_cast<double>(d) * machine_epsilon;
  const PivotedCholesky factor(std::move(correlations), tolerance);
  RegressionFit fit;
  fit.dependent = factor.dependent();
  if (fit.dependent)
    return fit;
  const Eigen::VectorXd weights = factor.solve(right).cwiseQuotient(scale);
  const Eigen::VectorXd inverse = factor.inverse_diagonal();
  long double intercept = moments.mean.back().hi, explained = 0;
  for (std::int64_t i = 0; i < d; ++i) {
    fit.weights.push_back(weights[i]);
    fit.spread.push_back(spread_of(inverse[i], scale[i]));
    intercept -= static_cast<long double>(weights[i]) * moments.mean[entry(i)].hi;
    explained += static_cast<long double>(weights[i]) * product(i, d);
  }
  fit.intercept = static_cast<double>(intercept);
  fit.explained = static_cast<double>(std::clamp<long double>(explained / product(d, d), 0, 1));
  fit.residual = static_cast<double>(std::max<long double>(0, product(d, d) - explained));
  fit.intercept_spread = std::sqrt(1 / moments.n + std::max(0.0, means.dot(factor.solve(means))));
  return fit;
}

RegressionFit fit_wide(const WideMoments& moments) {
  const auto d = moments.variables - 1;
  WideCholesky::Vector scale, correlations, right, means;
  std::vector<double> tolerance;
  for (std::int64_t i = 0; i < d; ++i) {
    scale.push_back(sqrt(moments.product(i, i)));
    // Values rounded to double differ from a combination of others by as much, and by more where they are far from 0.
    const double rounding = 8 * static_cast<double>(d + 1) * machine_epsilon
                            * (1 + std::abs(moments.mean[entry(i)].hi) * std::sqrt(moments.n) / scale.back().hi);
    tolerance.push_back(rounding * rounding);
  }
  for (std::int64_t i = 0; i < d; ++i) {
    for (std::int64_t j = 0; j < d; ++j)
      correlations.push_back(i == j ? DoubleDouble(1)
                                    : moments.product(i, j)
                                          / (scale[entry(std::min(i, j))] * scale[entry(std::max(i, j))]));
    right.push_back(moments.product(i, d) / scale[entry(i)]);
    means.push_back(moments.mean[entry(i)] / scale[entry(i)]);
  }
  const WideCholesky factor(std::move(correlations), tolerance);
  RegressionFit fit;
  fit.dependent = factor.dependent();
  if (fit.dependent)
    return fit;
  const auto half = factor.half_solved(right), half_means = factor.half_solved(means);
  const auto weights = factor.solved_from(half), inverse = factor.inverse_diagonal();
  auto intercept = moments.mean.back(), residual = moments.product(d, d), spread = DoubleDouble(1) / moments.n;
  for (std::int64_t i = 0; i < d; ++i) {
    const auto weight = weights[entry(i)] / scale[entry(i)];
    fit.weights.push_back(weight.hi);
    fit.spread.push_back(spread_of(inverse[entry(i)].hi, scale[entry(i)].hi));
    intercept -= weight * moments.mean[entry(i)];
    residual -= half[entry(i)] * half[entry(i)];
    spread += half_means[entry(i)] * half_means[entry(i)];
  }
  fit.intercept = intercept.hi;
  fit.residual = std::max(0.0, residual.hi);
  fit.explained = std::clamp((DoubleDouble(1) - DoubleDouble(fit.residual) / moments.product(d, d)).hi, 0.0, 1.0);
  fit.intercept_spread = std::sqrt(spread.hi);
  return fit;
}

} // namespace troupe
