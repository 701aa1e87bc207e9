// `linreg.solve` {features, target, fit_intercept}: the moments of all rows to the coefficients, in closed form: one
// regression on each feature alone, and ordinary least squares on all together, from the correlation matrix (so units
// do not matter to the conditioning), in double or, where the moments are of twice its precision or that would lose
// digits, in that.
//
// A constant target has weights 0 and r2 NaN: there is no variance to explain a share of. Without an intercept nothing
// is centred: r2 is the share of the sum of squares.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/linalg/cross_moments.hpp"
#include "runtime/kernels/ml/ml_kernels.hpp"
#include "runtime/kernels/ml/regression_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace troupe {
namespace {

/// Moments of d features and, last, the target, with their names.
struct Problem {
  WideMoments moments; ///< exactly what was given where that is of doubles
  bool wide = false;   ///< whether its low parts mean anything
  bool intercept = true;
  std::int64_t d = 0;
  Params::Strings features;
  std::string target;

  double product(std::int64_t i, std::int64_t j) const { return moments.product(i, j).hi; }
  double mean(std::int64_t i) const { return moments.mean[static_cast<std::size_t>(i)].hi; }
  double n() const { return moments.n; }
  const std::string& name(std::int64_t i) const { return i < d ? features[static_cast<std::size_t>(i)] : target; }
  /// Spread no larger than the rounding of its own mean; without an intercept, nothing but zeros.
  bool is_constant(std::int64_t i) const {
    const double noise = intercept ? 4 * std::numeric_limits<double>::epsilon() * std::abs(mean(i)) : 0;
    return product(i, i) <= n() * noise * noise;
  }
};

Result<void> check_finite(const Problem& problem) {
  for (std::int64_t i = 0; i <= problem.d; ++i)
    if (!std::isfinite(problem.mean(i)) || !std::isfinite(problem.product(i, i)))
      return fail(Errc::invalid_argument, "'" + problem.name(i) + "' has values that are infinite, not numbers, or too "
                                              + "large to square: no regression can be made");
  return {};
}

Result<void> check_regular(const Problem& problem) {
  const auto needed = problem.d + (problem.intercept ? 1 : 0);
  if (problem.n() < static_cast<double>(needed))
    return fail(Errc::singular, std::to_string(static_cast<std::int64_t>(problem.n())) + " rows cannot determine "
                                    + std::to_string(problem.d) + " weights"
                                    + (problem.intercept ? " and an intercept" : "") + "; at least "
                                    + std::to_string(needed) + " rows are needed");
  TROUPE_CHECK(check_finite(problem));
  for (std::int64_t i = 0; i < problem.d; ++i)
    if (problem.is_constant(i))
      return fail(Errc::singular, "feature '" + problem.name(i) + "' is "
                                      + (problem.intercept ? "constant" : "zero everywhere")
                                      + ", so its weight is not determined; leave it out");
  return {};
}

Result<Problem> read_problem(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, float64_block(inputs[0]));
  const bool wide = WideMoments::is_wide(*block);
  std::optional<WideMoments> moments;
  if (wide) {
    TROUPE_TRY(given, WideMoments::read(*block));
    moments = std::move(given);
  } else {
    TROUPE_TRY(given, moments_in(*block));
    moments.emplace(given);
  }
  TROUPE_TRY(features, context.params.texts("features"));
  TROUPE_TRY(target, context.params.text("target"));
  const auto d = moments->variables - 1;
  if (static_cast<std::int64_t>(features.size()) != d)
    return fail(Errc::invalid_argument, "parameter 'features' names " + std::to_string(features.size())
                                            + " features; the moments are of " + std::to_string(d));
  bool intercept = true;
  if (context.params.has("fit_intercept")) {
    TROUPE_TRY(given, context.params.boolean("fit_intercept"));
    intercept = given;
  }
  return Problem{std::move(*moments), wide, intercept, d, features, target};
}

/// Without an intercept the values themselves are multiplied, which may need more digits than their distances from the
/// means.
void leave_uncentred(Problem& problem) {
  problem.moments.centre_at_zero();
  std::vector<double> means(problem.moments.mean.size()), products;
  for (const auto& product : problem.moments.products)
    products.push_back(product.hi);
  problem.wide = problem.wide
                 || loses_digits({problem.n(), means.data(), products.data(), problem.moments.variables},
                                 problem.moments.variables);
}

Result<RegressionFit> fit_of(const Problem& problem) {
  if (problem.is_constant(problem.d))
    return RegressionFit::of_constant(problem.moments);
  auto fit = problem.wide ? fit_wide(problem.moments) : fit_in_double(problem.moments);
  if (fit.dependent)
    return fail(Errc::singular,
                "feature '" + problem.name(*fit.dependent)
                    + "' is a linear combination of other features, so the weights are not determined; leave it out");
  return fit;
}

Result<ChunkPtr> linreg_solve(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(problem, read_problem(context, inputs));
  const auto d = problem.d;
  TROUPE_CHECK(check_finite(problem));
  if (!problem.intercept)
    leave_uncentred(problem);
  TROUPE_CHECK(check_regular(problem));
  TROUPE_TRY(fit, fit_of(problem));
  auto block = new_float64_block(context.pool, {6 + 4 * d});
  auto* out = block.values<double>().data();
  *out++ = problem.n();
  *out++ = static_cast<double>(d);
  const bool flat = problem.is_constant(d);
  const double deviation =
      std::sqrt(fit.residual / (problem.n() - static_cast<double>(d) - (problem.intercept ? 1 : 0)));
  for (std::int64_t i = 0; i < d; ++i) {
    const double weight = flat ? 0.0 : problem.product(i, d) / problem.product(i, i);
    out[i] = weight;
    out[d + i] = static_cast<double>(problem.mean(d) - static_cast<long double>(weight) * problem.mean(i));
    out[2 * d + i] = fit.weights[static_cast<std::size_t>(i)];
    out[3 * d + 2 + i] = deviation * fit.spread[static_cast<std::size_t>(i)];
  }
  out[3 * d] = fit.intercept;
  out[3 * d + 1] = fit.explained;
  out[4 * d + 2] = problem.intercept ? deviation * fit.intercept_spread : 0;
  out[4 * d + 3] = deviation;
  return make_chunk(std::move(block));
}

} // namespace

void add_linreg_solve_kernels(KernelRegistry& registry) {
  add_builtin(registry, {"linreg.solve", linreg_solve, {}, {}});
}

} // namespace troupe
