// Axes of unknown extents (Layout), rechunked into one chunk: the task of that chunk knows their length and cuts,
// reverses or reshapes them. The axis must fit into a worker as one chunk. Internal to this room. Pure functions.
#pragma once

#include "collections/array/array.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace troupe {

/// The tasks of `expression` seen as an array laid out as `of`, but for the axis. @pre as many chunks as it has tasks
Array with_axis(const ExpressionPtr& expression, const Layout& of, std::size_t axis, std::vector<std::int64_t> extents,
                std::optional<Key> chosen, DType dtype);

/// The axis in one chunk, the others cut as they are.
Array joined_along(const Array& a, std::size_t axis);
/// The same of all axes: one chunk.
Array joined_whole(const Array& a);

/// What the index (a slice, a number, which leaves an extent of 1, or a list) picks along an axis of unknown extents.
Array picked_late(const Array& a, std::size_t axis, const Index& index);
/// Elements at positions (int64, one axis) of such an axis; one out of bounds fails the job.
Array taken_late(const Array& a, const Array& positions, std::size_t axis);
/// Elements moved on round such an axis.
Array rolled_late(const Array& a, std::size_t axis, std::int64_t shift);
/// Along such an axis, in one chunk, whether the index names the element: a bool line.
Array marked_late(const Array& a, std::size_t axis, const Index& index);

/// The shape, -1 where it is not known. Thrown where that is so of several axes.
Shape shape_with_open(const Array& a);
/// reshape() of an array of unknown extents: chunk by chunk where the first axis alone is unknown and becomes the open
/// one, else in one chunk.
Array reshaped_late(const Array& a, const Shape& shape);

/// setitem() of an array of unknown extents, by no lazy index: along those axes values that are stretched, or of the
/// whole axis.
Array assigned_late(const Array& a, const std::vector<Index>& full, const Array& value);

} // namespace troupe
