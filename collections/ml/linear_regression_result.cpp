#include "collections/ml/linear_regression_result.hpp"

#include "runtime/chunk/regression_result.hpp"

namespace troupe {

Result<LinearRegressionResult> parse_linear_regression(const ChunkPtr& chunk, const std::vector<std::string>& features) {
  if (!chunk)
    return fail(Errc::invalid_argument, "the result of a linear regression is missing");
  TROUPE_TRY(block, as_block(*chunk));
  TROUPE_TRY(numbers, parse_regression_result(*block));
  if (numbers.weights.size() != features.size())
    return fail(Errc::invalid_argument, "a regression on " + std::to_string(numbers.weights.size()) +
                                          " features cannot be read with the names of " + std::to_string(features.size()));
  LinearRegressionResult result;
  result.rows = numbers.rows;
  result.features = features;
  for (std::size_t i = 0; i < features.size(); ++i)
    result.simple.push_back({features[i], numbers.simple_weights[i], numbers.simple_intercepts[i]});
  result.ols = {numbers.weights, numbers.intercept, numbers.r2, numbers.standard_errors, numbers.intercept_standard_error, numbers.residual_std};
  return result;
}

} // namespace troupe
