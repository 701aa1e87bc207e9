// Rearranging elements: transpose, reshape, broadcast, flip, roll, take, rechunk. Names and meanings are NumPy's. Pure
// functions; what does not fit is thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

/// Axis i of the result is axis axes[i]; all axes reversed when none are named.
Array transpose(const Array& array, const std::vector<int>& axes = {});
Array swapaxes(const Array& array, int first, int second);
Array moveaxis(const Array& array, int from, int to);
Array rollaxis(const Array& array, int axis, int start = 0);

/// One extent may be -1: it is inferred. Chunks stay as they are where possible; otherwise the array is rechunked.
Array reshape(const Array& array, const Shape& shape);
Array ravel(const Array& array);
/// Drops axes of extent 1: those named, or all such.
Array squeeze(const Array& array, const Axes& axes = {});
/// New axes of extent 1, at these places of the result.
Array expand_dims(const Array& array, const Axes& axes);
Array atleast_1d(const Array& array);
Array atleast_2d(const Array& array);
Array atleast_3d(const Array& array);

/// Axes of extent 1, and new ones in front, repeated; `chunks` cuts the axes that are stretched.
Array broadcast_to(const Array& array, const Shape& shape, const Chunks& chunks = {});
/// The same shape and cut for all, by NumPy's rules.
std::vector<Array> broadcast_arrays(const std::vector<Array>& arrays);

Array flip(const Array& array, const Axes& axes = {});
Array flipud(const Array& array);
Array fliplr(const Array& array);
/// Elements that fall off the end come in at the front; without an axis, of the array run together.
Array roll(const Array& array, std::int64_t shift);
Array roll(const Array& array, std::int64_t shift, int axis);
Array roll(const Array& array, const std::vector<std::int64_t>& shifts, const std::vector<int>& axes);
/// By 90 degrees, `times` over, from the first of the axes towards the second.
Array rot90(const Array& array, int times = 1, int first = 0, int second = 1);

/// Elements by their positions along an axis, in that order, also several times; negative from the end. Without an
/// axis, of the array run together.
Array take(const Array& array, const std::vector<std::int64_t>& positions);
Array take(const Array& array, const std::vector<std::int64_t>& positions, int axis);
/// By positions that are computed, of any number of axes, which stand where the axis was; one out of bounds fails the
/// job.
Array take(const Array& array, const Array& positions);
Array take(const Array& array, const Array& positions, int axis);

/// Another cut: one for each axis as Chunks says; or only some axes; or every extent.
Array rechunk(const Array& array, const Chunks& chunks = {});
Array rechunk(const Array& array, const std::vector<std::vector<std::int64_t>>& chunks);
/// rechunk_axes(x, {{0, -1}}): axis 0 whole, the others as they are.
Array rechunk_axes(const Array& array, const std::vector<std::pair<int, std::int64_t>>& axes);

} // namespace troupe
