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
/// Slices along the axis (without one: elements of the flattened array) for which the condition, one truth value each,
/// holds; slices beyond the end of a shorter condition are left out.
Array compress(const std::vector<bool>& condition, const Array& a, std::optional<int> axis = std::nullopt);
Array compress(const Array& condition, const Array& a, std::optional<int> axis = std::nullopt);

/// Positions of nonzero elements in the flattened array; int64.
Array flatnonzero(const Array& a);
/// The same as one array for each axis; the array needs at least one axis.
std::vector<Array> nonzero(const Array& a);
/// The same as rows, of shape (count, axes).
Array argwhere(const Array& a);
/// Converts flat positions in C order in an array of that shape to positions along each axis: one array for each axis.
std::vector<Array> unravel_index(const Array& places, const Shape& shape);

/// How an out-of-bounds number is handled: it fails the job, wraps around, or is clipped to the nearest end.
enum class OutOfBounds { raise, wrap, clip };
/// The inverse: from one integer array for each axis of `dims`, broadcast together, the flat positions in C order in an
/// array of that shape; int64. Negative ones are out of bounds. Refused at the call: non-integers, another number of
/// arrays than `dims` has axes, and positions in an array without axes.
Array ravel_multi_index(const std::vector<Array>& multi_index, const Shape& dims,
                        OutOfBounds mode = OutOfBounds::raise);

/// The element at each of the positions along the axis, in the line that the position is on: as numpy.take_along_axis,
/// with argsort()'s results. Other axes are broadcast; negative positions are from the end; one out of bounds fails the
/// job.
Array take_along_axis(const Array& a, const Array& positions, int axis);
/// Positions on and below (above) diagonal k of a matrix, as rows and columns: numpy's tril_indices(n, k, m).
std::vector<Array> tril_indices(std::int64_t rows, std::int64_t k = 0,
                                std::optional<std::int64_t> columns = std::nullopt);
std::vector<Array> triu_indices(std::int64_t rows, std::int64_t k = 0,
                                std::optional<std::int64_t> columns = std::nullopt);

/// Selects at each position the choice whose number is in `a` there; choices and `a` are broadcast together; in the
/// common type of the choices. Any number of choices. Refused at the call: no choices, non-integer numbers, and uint64,
/// which int64 does not hold.
Array choose(const Array& a, const std::vector<ArrayLike>& choices, OutOfBounds mode = OutOfBounds::raise);

} // namespace troupe
