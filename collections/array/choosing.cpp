#include "collections/array/choosing.hpp"

#include "collections/array/along_axis.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// 0, 1, 2, ... cut as the array is. @pre it has one axis
Array numbers_cut_as(const Array& line) {
  ExpressionSpec spec;
  spec.kernel = "array.places";
  Params::Ints starts;
  std::int64_t start = 0;
  for (auto extent : line.grid().extents(0)) {
    starts.push_back(start);
    start += extent;
  }
  spec.params.set("s0", std::move(starts)).set("extents", Params::Ints(line.grid().extents(0)));
  spec.tasks = line.npartitions();
  return Array::make(Expression::make(std::move(spec)).value(), line.grid(), DType::int64).value();
}

} // namespace

Array extract(const Array& condition, const Array& a) {
  if (condition.shape() != a.shape())
    throw TroupeError({Errc::invalid_shape, "extract: " + to_string(condition) + " is not a condition for each element of " + to_string(a)});
  return ravel(a)(ravel(condition.astype(DType::bool_)));
}

Array compress(const std::vector<bool>& condition, const Array& a, std::optional<int> axis) {
  const auto whole = axis ? a : ravel(a);
  std::vector<std::int64_t> positions;
  for (std::size_t i = 0; i < condition.size(); ++i)
    if (condition[i])
      positions.push_back(static_cast<std::int64_t>(i));
  return along(whole, axis_of(whole, axis.value_or(0)), positions);
}

Array compress(const Array& condition, const Array& a, std::optional<int> axis) {
  const auto whole = axis ? a : ravel(a);
  const auto at = axis_of(whole, axis.value_or(0));
  if (condition.ndim() != 1 || condition.shape()[0] > whole.shape()[at])
    throw TroupeError({Errc::invalid_shape, "compress: " + to_string(condition) + " is no condition along axis " + std::to_string(at) + " of " + to_string(whole)});
  return along(along(whole, at, slice(0, condition.shape()[0])), at, condition.astype(DType::bool_));
}

Array flatnonzero(const Array& a) {
  const auto line = ravel(a);
  const auto places = numbers_cut_as(line);
  return places(line.astype(DType::bool_));
}

std::vector<Array> unravel_index(const Array& places, const Shape& shape) {
  std::vector<Array> along_each;
  auto inner = element_count(shape);
  for (auto extent : shape) {
    inner = extent == 0 ? 1 : inner / extent;
    along_each.push_back(remainder(floor_divide(places, std::max<std::int64_t>(inner, 1)), std::max<std::int64_t>(extent, 1)));
  }
  return along_each;
}

std::vector<Array> nonzero(const Array& a) {
  if (a.ndim() == 0)
    throw TroupeError({Errc::invalid_shape, "nonzero needs an array with an axis: " + to_string(a)});
  return unravel_index(flatnonzero(a), a.shape());
}

Array argwhere(const Array& a) {
  const auto places = flatnonzero(a);
  const auto rank = static_cast<std::int64_t>(a.ndim());
  const Layout layout(ChunkGrid::from_extents({places.layout().bounds().extents(0), {rank}}).value(), {places.layout().chosen(0), std::nullopt});
  ExpressionSpec spec;
  spec.kernel = "array.unravel";
  spec.params.set("shape", Params::Ints(a.shape()));
  spec.tasks = places.npartitions();
  spec.inputs.push_back({places.expression(), Wiring::each()});
  return Array::make(Expression::make(std::move(spec)).value(), layout, DType::int64).value();
}

} // namespace troupe
