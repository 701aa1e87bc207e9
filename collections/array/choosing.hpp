// Elements selected by masks or positions, with NumPy's names. The number of selected elements is unknown before they
// are computed, and so are the extents of such results (Array::known_shape). Pure functions; what does not fit is
// thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"
#include "collections/array/elementwise.hpp"

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

/// The element at each of the positions along the axis, in the line that the position is on: as numpy.take_along_axis, with argsort()'s
/// results. Other axes are broadcast; negative positions are from the end; one out of bounds fails the job.
Array take_along_axis(const Array& a, const Array& positions, int axis);
/// Places on and below (above) diagonal k of a matrix, rows and columns: numpy's tril_indices(n, k, m).
std::vector<Array> tril_indices(std::int64_t rows, std::int64_t k = 0, std::optional<std::int64_t> columns = std::nullopt);
std::vector<Array> triu_indices(std::int64_t rows, std::int64_t k = 0, std::optional<std::int64_t> columns = std::nullopt);

/// Of the choices, broadcast together with the numbers in `a`, at each place the one of the number there; in the type that holds
/// them all. Any number of choices. Refused at the call: none of them, numbers that are not whole, and uint64, which int64 does
/// not hold.
Array choose(const Array& a, const std::vector<ArrayLike>& choices, OutOfBounds mode = OutOfBounds::raise);

} // namespace troupe
