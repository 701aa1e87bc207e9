#include "collections/ml/linear_regression_result.hpp"

#include "runtime/base/escaped.hpp"
#include "runtime/base/number_text.hpp"
#include "runtime/chunk/regression_result.hpp"

#include <algorithm>
#include <ostream>

namespace troupe {

Result<LinearRegressionResult> parse_linear_regression(const ChunkPtr& chunk,
                                                       const std::vector<std::string>& features) {
  if (!chunk)
    return fail(Errc::invalid_argument, "the result of a linear regression is missing");
  TROUPE_TRY(block, as_block(*chunk));
  TROUPE_TRY(numbers, parse_regression_result(*block));
  if (numbers.weights.size() != features.size())
    return fail(Errc::invalid_argument, "a regression on " + std::to_string(numbers.weights.size())
                                            + " features cannot be read with the names of "
                                            + std::to_string(features.size()));
  LinearRegressionResult result;
  result.rows = numbers.rows;
  result.features = features;
  for (std::size_t i = 0; i < features.size(); ++i)
    result.simple.push_back({features[i], numbers.simple_weights[i], numbers.simple_intercepts[i]});
  result.ols = {
      numbers.weights,     numbers.intercept, numbers.r2, numbers.standard_errors, numbers.intercept_standard_error,
      numbers.residual_std};
  return result;
}

std::string to_string(const LinearRegressionResult& result) {
  std::vector<std::string> names{"intercept"}, values{format_double(result.ols.intercept)},
      errors{format_double(result.ols.intercept_standard_error)};
  for (std::size_t i = 0; i < result.features.size(); ++i) {
    names.push_back(escaped(result.features[i]));
    values.push_back(format_double(result.ols.weights[i]));
    errors.push_back(format_double(result.ols.standard_errors[i]));
  }
  const auto width_of = [](const std::vector<std::string>& texts) {
    return std::max_element(texts.begin(), texts.end(),
                            [](const auto& a, const auto& b) { return a.size() < b.size(); })
               ->size()
           + 2;
  };
  const auto wide = width_of(names), second = width_of(values);
  auto text = std::to_string(result.rows) + " rows, r2 " + format_double(result.ols.r2) + ", residual_std "
              + format_double(result.ols.residual_std);
  for (std::size_t i = 0; i < names.size(); ++i)
    text += "\n" + names[i] + std::string(wide - names[i].size(), ' ') + values[i]
            + std::string(second - values[i].size(), ' ') + errors[i];
  return text;
}

std::ostream& operator<<(std::ostream& out, const LinearRegressionResult& result) { return out << to_string(result); }

} // namespace troupe
