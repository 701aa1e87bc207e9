// Common first steps of functions with an `axis`: the chosen axis, with the others kept. Pure functions.
#pragma once

#include "collections/array/array.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace troupe {

/// The axis's number, negative ones counted from the end. Thrown as TroupeError when there is none such.
std::size_t axis_of(const Array& array, int axis);

/// That the array's extents are not known, and how they become known.
Error unknown_extents(const Array& array);
/// How the axis is cut. Thrown as TroupeError where that is not known.
const std::vector<std::int64_t>& extents_along(const Array& array, std::size_t axis);
/// Of all chunks, the same.
std::int64_t length_along(const Array& array, std::size_t axis);
/// The same of all axes, bounds where they are not known: for functions that leave such axes as they are.
std::vector<std::vector<std::int64_t>> bounds_of(const Array& array);

/// "(5, 4)"; "(?, 4)" where the first extent is not known.
std::string extents_text(const Array& array);

/// x(all, ..., part, ...): what `part` picks along the axis. @pre axis < array.ndim()
Array along(const Array& array, std::size_t axis, const Index& part);

/// The same tasks seen as chunks of other extents: what a kernel makes that changes the blocks' shapes.
/// @pre as many chunks as the expression has tasks
Array relaid(const ExpressionPtr& expression, std::vector<std::vector<std::int64_t>> extents, DType dtype);

} // namespace troupe
