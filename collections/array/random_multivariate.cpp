// Multivariate normal vectors: independent normal numbers times a factor of the covariance.
#include "collections/array/generated.hpp"
#include "collections/array/random.hpp"
#include "runtime/base/number_text.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

namespace troupe::random {
namespace {

using Rows = std::vector<std::vector<double>>;

void check(const std::vector<double>& mean, const Rows& covariance) {
  const auto wrong = [](const std::string& what) {
    throw TroupeError({Errc::invalid_argument, "random::multivariate_normal: " + what});
  };
  const auto n = mean.size();
  if (n == 0 || covariance.size() != n)
    wrong("a mean of " + std::to_string(n) + " numbers needs a covariance of as many rows; got "
          + std::to_string(covariance.size()));
  for (std::size_t i = 0; i < n; ++i) {
    if (covariance[i].size() != n)
      wrong("row " + std::to_string(i) + " of the covariance has " + std::to_string(covariance[i].size())
            + " numbers, not " + std::to_string(n));
    for (std::size_t j = 0; j < n; ++j)
      if (!std::isfinite(covariance[i][j])
          || (j < i
              && std::abs(covariance[i][j] - covariance[j][i])
                     > 1e-8 * (std::abs(covariance[i][j]) + std::abs(covariance[j][i]))))
        wrong("the covariance must be symmetric and finite; see row " + std::to_string(i) + ", column "
              + std::to_string(j));
  }
}

/// F with F F^T = the covariance, in rows: Cholesky's factor with the largest pivot first, which also ends where the
/// rest is 0 (N. J. Higham, "Accuracy and Stability of Numerical Algorithms", 10.3).
/// @returns Errc::invalid_argument where a rest is negative, so that the matrix has negative eigenvalues.
Result<Params::Doubles> factor_of(Rows rest) {
  const auto n = rest.size();
  double largest = 0;
  for (std::size_t i = 0; i < n; ++i)
    largest = std::max(largest, std::abs(rest[i][i]));
  const auto tolerance = 8 * static_cast<double>(n) * std::numeric_limits<double>::epsilon() * largest;
  Params::Doubles factor(n * n, 0.0);
  std::vector<bool> done(n, false);
  for (std::size_t column = 0; column < n; ++column) {
    std::size_t pivot = n;
    for (std::size_t i = 0; i < n; ++i)
      if (!done[i] && (pivot == n || rest[i][i] > rest[pivot][pivot]))
        pivot = i;
    if (rest[pivot][pivot] <= tolerance)
      break;
    done[pivot] = true;
    const auto root = std::sqrt(rest[pivot][pivot]);
    for (std::size_t i = 0; i < n; ++i)
      factor[i * n + column] = i == pivot ? root : done[i] ? 0 : rest[i][pivot] / root;
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        if (!done[i] && !done[j])
          rest[i][j] -= factor[i * n + column] * factor[j * n + column];
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      if (!done[i] && !done[j] && std::abs(rest[i][j]) > 64 * tolerance)
        return fail(Errc::invalid_argument,
                    "random::multivariate_normal: the covariance has a negative eigenvalue (what is left at row "
                        + std::to_string(i) + ", column " + std::to_string(j) + " is " + format_double(rest[i][j])
                        + ")");
  return factor;
}

} // namespace

Array multivariate_normal(const std::vector<double>& mean, const std::vector<std::vector<double>>& covariance,
                          const Shape& shape, const RandomOptions& options) {
  check(mean, covariance);
  auto whole = shape;
  whole.push_back(static_cast<std::int64_t>(mean.size()));
  auto params = Params{}
                    .set("seed", options.seed)
                    .set("mean", Params::Doubles(mean))
                    .set("factor", factor_of(covariance).value());
  return generated("array.random_multivariate_normal", std::move(params), whole, options.chunks).value();
}

} // namespace troupe::random
