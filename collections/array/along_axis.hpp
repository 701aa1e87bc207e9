// One axis of an array looked at, the others as they are: what functions with an `axis` begin with. Pure functions.
#pragma once

#include "collections/array/array.hpp"

#include <cstddef>
#include <vector>

namespace troupe {

/// The axis's number, negative ones counted from the end. Thrown as TroupeError when there is none such.
std::size_t axis_of(const Array& array, int axis);

/// x(all, ..., part, ...): what `part` picks along the axis. @pre axis < array.ndim()
Array along(const Array& array, std::size_t axis, const Index& part);

/// The same tasks seen as chunks of other extents: what a kernel makes that changes the blocks' shapes.
/// @pre as many chunks as the expression has tasks
Array relaid(const ExpressionPtr& expression, std::vector<std::vector<std::int64_t>> extents, DType dtype);

} // namespace troupe
