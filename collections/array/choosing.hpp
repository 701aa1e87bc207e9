// Elements chosen by whether they are true, with NumPy's names: how many is not known before they are computed, so neither are
// the extents of the results (Array::known_shape). Pure functions; what does not fit is thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"

#include <optional>
#include <vector>

namespace troupe {

/// The array's elements where the condition, of the same shape, is not zero; along one axis, in C order.
Array extract(const Array& condition, const Array& a);
/// Slices along the axis (without one: elements of the array run together) where the condition, one truth value for each, holds;
/// what is beyond the end of a shorter condition is left out.
Array compress(const std::vector<bool>& condition, const Array& a, std::optional<int> axis = std::nullopt);
Array compress(const Array& condition, const Array& a, std::optional<int> axis = std::nullopt);

/// Places of elements that are not zero, in the array run together; int64.
Array flatnonzero(const Array& a);
/// The same as one array an axis; the array needs one.
std::vector<Array> nonzero(const Array& a);
/// The same as rows of shape (how many, axes).
Array argwhere(const Array& a);
/// Places in an array of that shape, run together in C order, as places along an axis: one array an axis.
std::vector<Array> unravel_index(const Array& places, const Shape& shape);

/// What a number that is out of bounds does: fails the job; is taken as if counted round and round; or means the nearest end.
enum class OutOfBounds { raise, wrap, clip };
/// The other way round: from one array of whole numbers for each axis of `dims`, broadcast together, the places in an array of
/// that shape run together in C order; int64. Negative ones are out of bounds. Refused at the call: numbers that are not whole,
/// more or fewer arrays than `dims` has axes, and places in an array that has none.
Array ravel_multi_index(const std::vector<Array>& multi_index, const Shape& dims, OutOfBounds mode = OutOfBounds::raise);

} // namespace troupe
