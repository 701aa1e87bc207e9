// `linreg.solve`: the moments of all rows to the coefficients, in closed form: one regression on each feature alone, and
// ordinary least squares on all together, from the correlation matrix (so units do not matter to the conditioning).
//
// A constant target has weights 0 and r2 NaN: there is no variance to explain a share of.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/builtin.hpp"
#include "runtime/kernels/cholesky.hpp"
#include "runtime/kernels/moments.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace troupe {
namespace {

/// Moments of d features and, last, the target, with their names.
struct Problem {
  MomentsView moments;
  std::int64_t d = 0;
  Params::Strings features;
  std::string target;

  double product(std::int64_t i, std::int64_t j) const { return moments.products[i * moments.stride + j]; }
  double mean(std::int64_t i) const { return moments.mean[i]; }
  double n() const { return moments.n; }
  const std::string& name(std::int64_t i) const { return i < d ? features[static_cast<std::size_t>(i)] : target; }
  /// Spread no larger than the rounding of its own mean.
  bool is_constant(std::int64_t i) const {
    const double noise = 4 * std::numeric_limits<double>::epsilon() * std::abs(mean(i));
    return product(i, i) <= n() * noise * noise;
  }
};

Result<void> check_finite(const Problem& problem) {
  for (std::int64_t i = 0; i <= problem.d; ++i)
    if (!std::isfinite(problem.mean(i)) || !std::isfinite(problem.product(i, i)))
      return fail(Errc::invalid_argument, "'" + problem.name(i) + "' has values that are infinite, not numbers, or too " +
                                            "large to square: no regression can be made");
  return {};
}

Result<void> check_regular(const Problem& problem) {
  if (problem.n() <= static_cast<double>(problem.d))
    return fail(Errc::singular, std::to_string(static_cast<std::int64_t>(problem.n())) + " rows cannot determine " +
                                  std::to_string(problem.d) + " weights and an intercept; at least " +
                                  std::to_string(problem.d + 1) + " rows are needed");
  TROUPE_CHECK(check_finite(problem));
  for (std::int64_t i = 0; i < problem.d; ++i)
    if (problem.is_constant(i))
      return fail(Errc::singular, "feature '" + problem.name(i) + "' is constant, so its weight is not determined; leave it out");
  return {};
}

Result<Problem> read_problem(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, float64_block(inputs[0]));
  TROUPE_TRY(moments, moments_in(*block));
  TROUPE_TRY(features, context.params.texts("features"));
  TROUPE_TRY(target, context.params.text("target"));
  if (static_cast<std::int64_t>(features.size()) + 1 != moments.variables)
    return fail(Errc::invalid_argument, "parameter 'features' names " + std::to_string(features.size()) +
                                          " features; the moments are of " + std::to_string(moments.variables - 1));
  return Problem{moments.view, moments.variables - 1, features, target};
}

Result<Eigen::VectorXd> least_squares(const Problem& problem) {
  const auto d = problem.d;
  if (problem.is_constant(d))
    return Eigen::VectorXd(Eigen::VectorXd::Zero(d));
  Eigen::VectorXd scale(d); // square roots of the features' sums of squares
  for (std::int64_t i = 0; i < d; ++i)
    scale[i] = std::sqrt(problem.product(i, i));
  Eigen::MatrixXd correlations(d, d);
  Eigen::VectorXd right(d);
  for (std::int64_t i = 0; i < d; ++i) {
    for (std::int64_t j = 0; j < d; ++j)
      correlations(i, j) = i == j ? 1.0 : problem.product(i, j) / scale[i] / scale[j];
    right[i] = problem.product(i, d) / scale[i];
  }
  const double tolerance = 64.0 * static_cast<double>(d) * std::numeric_limits<double>::epsilon();
  const PivotedCholesky factor(std::move(correlations), tolerance);
  if (const auto dependent = factor.dependent())
    return fail(Errc::singular, "feature '" + problem.name(*dependent) +
                                  "' is a linear combination of other features, so the weights are not determined; leave it out");
  return Eigen::VectorXd(factor.solve(right).cwiseQuotient(scale));
}

double intercept_of(const Problem& problem, const Eigen::VectorXd& weights) {
  long double sum = problem.mean(problem.d);
  for (std::int64_t i = 0; i < problem.d; ++i)
    sum -= static_cast<long double>(weights[i]) * problem.mean(i);
  return static_cast<double>(sum);
}

double explained(const Problem& problem, const Eigen::VectorXd& weights) {
  const auto d = problem.d;
  if (problem.is_constant(d))
    return std::numeric_limits<double>::quiet_NaN();
  long double sum = 0;
  for (std::int64_t i = 0; i < d; ++i)
    sum += static_cast<long double>(weights[i]) * problem.product(i, d);
  return static_cast<double>(std::clamp<long double>(sum / problem.product(d, d), 0, 1));
}

Result<ChunkPtr> solve(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(problem, read_problem(context, inputs));
  TROUPE_CHECK(check_regular(problem));
  TROUPE_TRY(weights, least_squares(problem));
  const auto d = problem.d;
  auto block = new_float64_block(context.pool, {4 + 3 * d});
  auto* out = block.values<double>().data();
  *out++ = problem.n();
  *out++ = static_cast<double>(d);
  const bool flat = problem.is_constant(d);
  for (std::int64_t i = 0; i < d; ++i) {
    const double weight = flat ? 0.0 : problem.product(i, d) / problem.product(i, i);
    out[i] = weight;
    out[d + i] = static_cast<double>(problem.mean(d) - static_cast<long double>(weight) * problem.mean(i));
    out[2 * d + i] = weights[i];
  }
  out[3 * d] = intercept_of(problem, weights);
  out[3 * d + 1] = explained(problem, weights);
  return make_chunk(std::move(block));
}

} // namespace

void add_linreg_solve_kernels(KernelRegistry& registry) {
  add_builtin(registry, {"linreg.solve", solve, {}, {}});
}

} // namespace troupe
