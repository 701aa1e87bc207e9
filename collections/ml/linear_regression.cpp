#include "collections/ml/linear_regression.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// Combining is cheap beside summing a chunk, so a wide tree of few levels.
constexpr std::uint32_t fan = 16;

Result<void> check_numeric(const Field& field) {
  if (field.dtype == DType::string)
    return fail(Errc::invalid_dtype, "column '" + field.name + "' holds texts; a regression needs numbers");
  return {};
}

Result<void> check_target(const std::string& target, const std::vector<std::string>& features) {
  if (std::find(features.begin(), features.end(), target) != features.end())
    return fail(Errc::invalid_argument, "column '" + target + "' is both the target and a feature");
  return {};
}

Result<void> check_missing(const std::string& missing) {
  if (missing != "error" && missing != "drop")
    return fail(Errc::invalid_argument, "missing is '" + missing + "'; expected 'error' or 'drop'");
  return {};
}

/// Extent along an axis, of rows that a mask keeps the most there may be.
std::int64_t rows_of(const Array& array, std::size_t axis) { return array.layout().bounds().shape()[axis]; }

Result<void> check_arrays(const Array& x, const Array& y) {
  for (const auto& array : {x, y})
    if (array.dtype() != DType::float64)
      return fail(Errc::invalid_dtype, "a regression takes float64 arrays; got " + to_string(array));
  if (x.ndim() < 1 || x.ndim() > 2)
    return fail(Errc::invalid_shape, "the features must have 1 or 2 axes, rows first; got " + to_string(x));
  if (y.ndim() < 1 || y.ndim() > 2 || (y.ndim() == 2 && rows_of(y, 1) != 1))
    return fail(Errc::invalid_shape, "the target must be one column; got " + to_string(y));
  if (x.ndim() == 2 && x.numblocks()[1] != 1)
    return fail(Errc::invalid_shape, "the features must be cut by rows alone, such as chunks {"
                                         + std::to_string(x.layout().bounds().extents(0)[0]) + ", -1}; got "
                                         + to_string(x));
  if (x.layout().chosen(0) != y.layout().chosen(0))
    return fail(Errc::invalid_shape, to_string(x) + " and " + to_string(y)
                                         + " may have other rows: how many are kept is the same only where the "
                                         + "same mask chose them; compute_chunk_sizes(executor, x) makes it known");
  if (rows_of(x, 0) != rows_of(y, 0))
    return fail(Errc::invalid_shape, "the features have " + std::to_string(rows_of(x, 0)) + " rows, the target has "
                                         + std::to_string(rows_of(y, 0)));
  if (x.layout().bounds().extents(0) != y.layout().bounds().extents(0))
    return fail(Errc::invalid_shape,
                "features and target must be cut into the same rows; got " + to_string(x) + " and " + to_string(y));
  return {};
}

Result<std::vector<std::string>> names_of_features(const Array& x, const std::vector<std::string>& given) {
  const auto count = static_cast<std::size_t>(x.ndim() == 2 ? rows_of(x, 1) : 1);
  if (!given.empty() && given.size() != count)
    return fail(Errc::invalid_argument, "there are " + std::to_string(count) + " features and "
                                            + std::to_string(given.size()) + " names for them");
  if (!given.empty())
    return given;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i)
    names.push_back("x" + std::to_string(i));
  return names;
}

} // namespace

Result<LinearRegression> LinearRegression::from_moments(ExpressionPtr moments, const std::string& target,
                                                        std::vector<std::string> features, bool fit_intercept) {
  if (features.empty())
    return fail(Errc::invalid_argument, "a regression needs at least one feature");
  TROUPE_TRY(combined, tree_reduce(std::move(moments), "linreg.combine", {}, fan));
  ExpressionSpec solve;
  solve.kernel = "linreg.solve";
  solve.params.set("features", features).set("target", target);
  if (!fit_intercept)
    solve.params.set("fit_intercept", false);
  solve.inputs.push_back({combined, Wiring::each()});
  TROUPE_TRY(expression, Expression::make(std::move(solve)));
  return LinearRegression(expression, std::move(features));
}

Result<LinearRegression> LinearRegression::fit_frame(const DataFrame& frame, const std::string& target,
                                                     const std::vector<std::string>& features,
                                                     const LinearRegressionOptions& options) {
  TROUPE_CHECK(check_missing(options.missing));
  TROUPE_CHECK(check_target(target, features));
  auto columns = features;
  columns.push_back(target);
  TROUPE_TRY(fields, fields_named(frame.dtypes(), columns));
  for (const auto& field : fields)
    TROUPE_CHECK(check_numeric(field));
  ExpressionSpec moments;
  moments.kernel = "linreg.moments";
  moments.params.set("features", features).set("target", target).set("missing", options.missing);
  moments.tasks = frame.npartitions();
  moments.inputs.push_back({frame.select(columns).expression(), Wiring::each()});
  TROUPE_TRY(expression, Expression::make(std::move(moments)));
  return from_moments(expression, target, features, options.fit_intercept);
}

Result<LinearRegression> LinearRegression::fit_arrays(const Array& x, const Array& y,
                                                      const LinearRegressionOptions& options) {
  TROUPE_CHECK(check_arrays(x, y));
  TROUPE_TRY(features, names_of_features(x, options.feature_names));
  ExpressionSpec moments;
  moments.kernel = "linreg.moments";
  moments.tasks = x.npartitions();
  moments.inputs.push_back({x.expression(), Wiring::each()});
  moments.inputs.push_back({y.expression(), Wiring::each()});
  TROUPE_TRY(expression, Expression::make(std::move(moments)));
  return from_moments(expression, "y", features, options.fit_intercept);
}

LinearRegression LinearRegression::fit(const DataFrame& frame, const std::string& target,
                                       const std::vector<std::string>& features,
                                       const LinearRegressionOptions& options) {
  return fit_frame(frame, target, features, options).value();
}

LinearRegression LinearRegression::fit(const Array& x, const Array& y, const LinearRegressionOptions& options) {
  return fit_arrays(x, y, options).value();
}

Result<LinearRegressionResult> LinearRegression::parse(const ChunkPtr& chunk) const {
  return parse_linear_regression(chunk, features_);
}

Result<LinearRegressionResult> collect(const LinearRegression& model, std::span<const ChunkPtr> chunks) {
  if (chunks.size() != 1)
    return fail(Errc::internal, "a linear regression has one result; got " + std::to_string(chunks.size()));
  return model.parse(chunks[0]);
}

} // namespace troupe
