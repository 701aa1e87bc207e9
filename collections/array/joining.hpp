// Joining, splitting, padding and repeating of arrays. Names and meanings are NumPy's. Pure functions; what does not
// fit is thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"
#include "runtime/chunk/scalar.hpp"

#include <utility>
#include <vector>

namespace troupe {

/// One after the other along an existing axis, in the type that holds all. Other axes are cut as the first array's are.
Array concatenate(const std::vector<Array>& arrays, int axis = 0);
/// Side by side along a new axis.
Array stack(const std::vector<Array>& arrays, int axis = 0);
Array vstack(const std::vector<Array>& arrays);
Array hstack(const std::vector<Array>& arrays);
Array dstack(const std::vector<Array>& arrays);
Array column_stack(const std::vector<Array>& arrays);
/// Rows of blocks: block({{a, b}, {c, d}}).
Array block(const std::vector<std::vector<Array>>& rows);
/// Without an axis both are run together first.
Array append(const Array& array, const Array& values);
Array append(const Array& array, const Array& values, int axis);

/// The whole again and again, `times` along each of the last axes.
Array tile(const Array& array, const std::vector<std::int64_t>& times);
/// Every element `times` over; without an axis, of the array run together.
Array repeat(const Array& array, std::int64_t times);
Array repeat(const Array& array, std::int64_t times, int axis);

enum class PadMode {
  constant,  ///< a number
  edge,      ///< the outermost element
  reflect,   ///< mirrored, the outermost element not repeated
  symmetric, ///< mirrored, the outermost element repeated
  wrap,      ///< from the other end
};
/// "constant", "edge", ...; Errc::invalid_argument with the nearest names.
Result<PadMode> pad_mode_from_string(std::string_view name);
/// @param width  elements before and after, for each axis, or one pair for all.
Array pad(const Array& array, const std::vector<std::pair<std::int64_t, std::int64_t>>& width,
          PadMode mode = PadMode::constant, const Scalar& value = 0);
Array pad(const Array& array, std::int64_t width, PadMode mode = PadMode::constant, const Scalar& value = 0);

/// Into equal parts; array_split lets the first ones be longer by one. By places: split(x, {2, 5}) is :2, 2:5, 5:.
std::vector<Array> split(const Array& array, std::int64_t parts, int axis = 0);
std::vector<Array> split(const Array& array, const std::vector<std::int64_t>& places, int axis = 0);
std::vector<Array> array_split(const Array& array, std::int64_t parts, int axis = 0);
std::vector<Array> vsplit(const Array& array, std::int64_t parts);
std::vector<Array> hsplit(const Array& array, std::int64_t parts);
std::vector<Array> dsplit(const Array& array, std::int64_t parts);

/// With other elements before those at these positions (the length stands for the end). `values`, in the array's type,
/// are as many along the axis, or broadcast to that many; before a single position there may be any number.
Array insert(const Array& array, const std::vector<std::int64_t>& positions, const Array& values, int axis);
/// Without the elements at these positions.
Array delete_at(const Array& array, const std::vector<std::int64_t>& positions, int axis);

} // namespace troupe
