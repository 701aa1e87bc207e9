// Linear regression by sums over chunks, combined in a tree, closed form at the end: on each feature alone, and
// ordinary least squares on all together, from one pass over the data. Lazy: fit() describes, compute() runs.
//
//     auto flights = read_csv("flights/*.csv");
//     auto model = LinearRegression::fit(flights, "delay", {"month", "hour"});
//     LinearRegressionResult result = compute(client, model);
//
// Method: means and centred cross-products, merged pairwise (Chan, Golub & LeVeque 1983); a pivoted Cholesky of the
// correlation matrix. Where features, or features and target, depend on each other so nearly that sums of doubles would
// lose digits, a chunk's rows are added up once more in twice that precision while they are at hand, and so is all that
// follows: nine digits on all of NIST's linear sets, and what monomials rounded to double leave of Filippelli's. Up to
// 256 columns. The tree depends on the number of chunks alone, so the bits do not depend on who computes what.
#pragma once

#include "collections/array/array.hpp"
#include "collections/frame/frame.hpp"
#include "collections/ml/linear_regression_result.hpp"
#include "runtime/chunk/chunk.hpp"

#include <span>
#include <string>
#include <vector>

namespace troupe {

struct LinearRegressionOptions {
  /// Rows with a missing value or NaN: "error" names the first, "drop" leaves them out. Of frames alone; NaN in an
  /// array is always an error.
  std::string missing = "error";
  /// What the columns of an array are called in results and errors; x0, x1, ... when empty.
  std::vector<std::string> feature_names = {};
  /// Without one the model goes through the origin, as scikit-learn's fit_intercept=False.
  bool fit_intercept = true;
};

/// An immutable handle, cheap to copy and safe to share between threads.
/// Invariant: the expression has one task, whose block parse_regression_result() reads.
class LinearRegression {
public:
  /// Reads no more than the columns named. Throws TroupeError: Errc::not_found for a column that is not there (with the
  /// nearest names), Errc::invalid_dtype for one of texts, Errc::invalid_argument for none or one named twice.
  /// Computing fails with Errc::singular when a feature is constant (without an intercept: zero) or
  /// depends on others, naming it.
  static LinearRegression fit(const DataFrame& frame, const std::string& target,
                              const std::vector<std::string>& features, const LinearRegressionOptions& options = {});

  /// @param x  (rows, features) or, of one feature, (rows,); float64, all columns in one chunk.
  /// @param y  (rows,) or (rows, 1), its rows cut as x's. Throws TroupeError saying what does not fit.
  static LinearRegression fit(const Array& x, const Array& y, const LinearRegressionOptions& options = {});

  const ExpressionPtr& expression() const { return expression_; }
  const std::vector<std::string>& features() const { return features_; }
  /// What the only chunk of the expression says, e.g. of a job that outlived its client.
  Result<LinearRegressionResult> parse(const ChunkPtr& chunk) const;

private:
  LinearRegression(ExpressionPtr expression, std::vector<std::string> features)
      : expression_(std::move(expression)), features_(std::move(features)) {}
  static Result<LinearRegression> from_moments(ExpressionPtr moments, const std::string& target,
                                               std::vector<std::string> features, bool fit_intercept);
  static Result<LinearRegression> fit_frame(const DataFrame& frame, const std::string& target,
                                            const std::vector<std::string>& features,
                                            const LinearRegressionOptions& options);
  static Result<LinearRegression> fit_arrays(const Array& x, const Array& y, const LinearRegressionOptions& options);

  ExpressionPtr expression_;
  std::vector<std::string> features_;
};

/// What compute() answers.
Result<LinearRegressionResult> collect(const LinearRegression& model, std::span<const ChunkPtr> chunks);

} // namespace troupe
