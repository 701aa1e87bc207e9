// Assignment by masks and positions that are lazy arrays themselves. Internal to assignment.cpp; errors are thrown as
// TroupeError.
#pragma once

#include "collections/array/array.hpp"
#include "collections/array/index.hpp"

#include <vector>

namespace troupe {

/// @param full   one index for each axis, one of them a lazy array, none a new axis
/// @param value  of the array's type
Array assigned_lazily(const Array& array, const std::vector<Index>& full, const Array& value);

} // namespace troupe
