// The transpose of an array that is made rather than read: made transposed in the first place, so that nothing is turned,
// and in `x + x.transpose()` of a random x no chunk of x ever exists. Pure function.
#pragma once

#include "collections/array/array.hpp"

#include <optional>

namespace troupe {

/// @param order  axis i of the result is axis order[i]
/// @returns Nothing when the array is not one of Troupe's own generators.
Result<std::optional<Array>> transposed_source(const Array& array, const std::vector<std::int64_t>& order);

} // namespace troupe
