// Converts arrays that are to be combined to their common type. Pure function.
#pragma once

#include "collections/array/array.hpp"

#include <vector>

namespace troupe {

/// @returns The arrays in the type that holds all of theirs, as numpy.result_type. @pre at least one, none of strings
std::vector<Array> of_one_type(const std::vector<Array>& arrays);

} // namespace troupe
