#include "collections/array/choosing.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/blockwise.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/cumulative.hpp"
#include "collections/array/indexing.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// 0, 1, 2, ... cut as the array is. @pre it has one axis
Array numbers_cut_as(const Array& line) {
  if (!line.known_shape())
    return cumsum(full_like(line, 1, DType::int64), 0) - 1;
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

/// The shape, of which places need to know all but the first extent: that one may be as long as it can be.
Shape shape_from_second(const Array& a) {
  for (std::size_t axis = 1; axis < a.ndim(); ++axis)
    static_cast<void>(length_along(a, axis));
  return a.layout().bounds().shape();
}

/// @param of  what they are numbers of, as an error names it
Array in_bounds(const Array& numbers, std::int64_t length, OutOfBounds mode, const std::string& of) {
  if (mode == OutOfBounds::wrap)
    return remainder(numbers, length);
  if (mode == OutOfBounds::clip)
    return clip(numbers, 0, length - 1);
  return blockwise("array.in_bounds", Params{}.set("length", length).set("of", of), {numbers}, numbers.dtype()).value();
}

/// Numbers that meet nothing when they are broadcast are not looked at, so none of them is out of bounds, as NumPy has
/// it.
Array unless_empty(const Array& made) {
  return made.known_shape() && made.size() == 0 ? zeros(made.shape(), {.dtype = made.dtype()}) : made;
}

void require_dims(const std::vector<Array>& multi_index, const Shape& dims) {
  if (multi_index.size() != dims.size())
    throw TroupeError({Errc::invalid_shape, "ravel_multi_index takes one array for each axis of " + to_string(dims)
                                                + "; it was given " + std::to_string(multi_index.size())});
  std::int64_t size = 1;
  for (auto extent : dims)
    if (extent < 0 || (extent > 0 && __builtin_mul_overflow(size, extent, &size)))
      throw TroupeError({Errc::invalid_shape, "ravel_multi_index: no array has the shape " + to_string(dims)});
  for (const auto& numbers : multi_index)
    if (!is_integer(numbers.dtype()) && numbers.dtype() != DType::bool_)
      throw TroupeError({Errc::invalid_dtype, "ravel_multi_index takes whole numbers, not "
                                                  + std::string(to_string(numbers.dtype())) + ": "
                                                  + to_string(numbers)});
}

} // namespace

Array extract(const Array& condition, const Array& a) {
  const bool fits = condition.ndim() == a.ndim() && lies_on(condition, a, 0);
  if (!fits)
    throw TroupeError({Errc::invalid_shape,
                       "extract: " + to_string(condition) + " is not a condition for each element of " + to_string(a)});
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
  const bool known = condition.known_shape() && whole.layout().known(at);
  if (condition.ndim() == 1 && !known)
    return along(whole, at, condition.astype(DType::bool_)); // of the same length, or refused
  if (condition.ndim() != 1 || condition.shape()[0] > whole.shape()[at])
    throw TroupeError({Errc::invalid_shape, "compress: " + to_string(condition) + " is no condition along axis "
                                                + std::to_string(at) + " of " + to_string(whole)});
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
    along_each.push_back(
        remainder(floor_divide(places, std::max<std::int64_t>(inner, 1)), std::max<std::int64_t>(extent, 1)));
  }
  return along_each;
}

Array ravel_multi_index(const std::vector<Array>& multi_index, const Shape& dims, OutOfBounds mode) {
  require_dims(multi_index, dims);
  const bool none = std::find(dims.begin(), dims.end(), 0) != dims.end();
  std::optional<Array> places;
  for (std::size_t axis = 0; axis < dims.size(); ++axis) {
    const auto of = "axis " + std::to_string(axis) + " of " + std::to_string(dims[axis]) + " elements";
    const auto along =
        in_bounds(multi_index[axis].astype(DType::int64), dims[axis], none ? OutOfBounds::raise : mode, of);
    places = places ? *places * dims[axis] + along : along;
  }
  if (!places)
    return zeros({}, {.dtype = DType::int64});
  if (none && places->known_shape() && places->size() > 0)
    throw TroupeError({Errc::invalid_shape, "ravel_multi_index: an array of shape " + to_string(dims)
                                                + " has no places: " + to_string(*places)});
  return unless_empty(*places);
}

Array take_along_axis(const Array& a, const Array& positions, int axis) {
  const auto at = axis_of(a, axis);
  if (!is_integer(positions.dtype()) || positions.ndim() != a.ndim())
    throw TroupeError({Errc::invalid_shape, "take_along_axis takes whole numbers of as many axes as the array has: "
                                                + to_string(positions) + " for " + to_string(a)});
  auto within = positions.astype(DType::int64);
  const auto length = a.shape()[at];
  within = in_bounds(where(within < 0, within + length, within), length, OutOfBounds::raise,
                     "axis " + std::to_string(at) + " of " + std::to_string(length) + " elements");
  Array places = zeros({}, {.dtype = DType::int64});
  for (std::size_t each = 0; each < a.ndim(); ++each) {
    Shape across(a.ndim(), 1);
    across[each] = a.shape()[each];
    places = places * a.shape()[each] + (each == at ? within : reshape(arange(a.shape()[each]), across));
  }
  return take(ravel(a), places, 0);
}

std::vector<Array> tril_indices(std::int64_t rows, std::int64_t k, std::optional<std::int64_t> columns) {
  return nonzero(tri(rows, columns, k, {.dtype = DType::bool_}));
}
std::vector<Array> triu_indices(std::int64_t rows, std::int64_t k, std::optional<std::int64_t> columns) {
  return nonzero(logical_not(tri(rows, columns, k - 1, {.dtype = DType::bool_})));
}

Array choose(const Array& a, const std::vector<ArrayLike>& choices, OutOfBounds mode) {
  if (choices.empty())
    throw TroupeError({Errc::invalid_argument, "choose needs something to choose from for " + to_string(a)});
  if (!can_cast(a.dtype(), DType::int64))
    throw TroupeError({Errc::invalid_dtype, "choose takes whole numbers that int64 holds, not "
                                                + std::string(to_string(a.dtype())) + ": " + to_string(a)});
  const auto count = static_cast<std::int64_t>(choices.size());
  const auto numbers = in_bounds(a, count, mode, std::to_string(count) + " choices");
  std::vector<Array> conditions;
  for (std::int64_t number = 0; number < count; ++number)
    conditions.push_back(equal(numbers, number));
  return unless_empty(select(conditions, choices, false)); // false: adds nothing to the type that holds them all
}

std::vector<Array> nonzero(const Array& a) {
  if (a.ndim() == 0)
    throw TroupeError({Errc::invalid_shape, "nonzero needs an array with an axis: " + to_string(a)});
  return unravel_index(flatnonzero(a), shape_from_second(a));
}

Array argwhere(const Array& a) {
  const auto places = flatnonzero(a);
  const auto rank = static_cast<std::int64_t>(a.ndim());
  const Layout layout(ChunkGrid::from_extents({places.layout().bounds().extents(0), {rank}}).value(),
                      {places.layout().chosen(0), std::nullopt});
  ExpressionSpec spec;
  spec.kernel = "array.unravel";
  spec.params.set("shape", Params::Ints(shape_from_second(a)));
  spec.tasks = places.npartitions();
  spec.inputs.push_back({places.expression(), Wiring::each()});
  return Array::make(Expression::make(std::move(spec)).value(), layout, DType::int64).value();
}

} // namespace troupe
