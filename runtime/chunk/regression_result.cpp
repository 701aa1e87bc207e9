#include "runtime/chunk/regression_result.hpp"

#include <cmath>
#include <string>

namespace troupe {

Result<RegressionResult> parse_regression_result(const Block& block) {
  if (block.dtype != DType::float64)
    return fail(Errc::invalid_dtype,
                "a regression's result is a float64 block; got " + std::string(to_string(block.dtype)));
  const auto values = block.values<double>();
  const auto length = block.shape.size() == 1 ? block.shape[0] : -1;
  if (length < 10 || (length - 6) % 4 != 0 || values.size() != static_cast<std::size_t>(length))
    return fail(Errc::invalid_shape,
                "a regression's result is a vector of 6 + 4 d numbers; got " + to_string(block.shape));
  const auto d = (length - 6) / 4;
  const bool is_count = values[0] >= 0 && values[0] <= 0x1p53 && values[0] == std::floor(values[0]);
  if (!is_count || values[1] != static_cast<double>(d))
    return fail(Errc::invalid_argument, "a regression's result starts with its rows and features; this one does not");

  RegressionResult result;
  const auto* at = values.data() + 2;
  const auto take = [&at, d] {
    std::vector<double> part(at, at + d);
    at += d;
    return part;
  };
  result.rows = static_cast<std::int64_t>(values[0]);
  result.simple_weights = take();
  result.simple_intercepts = take();
  result.weights = take();
  result.intercept = at[0];
  result.r2 = at[1];
  at += 2;
  result.standard_errors = take();
  result.intercept_standard_error = at[0];
  result.residual_std = at[1];
  return result;
}

} // namespace troupe
