// The transpose of a generated array, generated transposed, so that nothing is transposed in memory: in `x +
// x.transpose()` of a random x no chunk of x ever exists. Pure function.
#pragma once

#include "collections/array/array.hpp"

#include <optional>

namespace troupe {

/// @param order  axis i of the result is axis order[i]
/// @returns Nothing when the array is not one of Troupe's own generators.
Result<std::optional<Array>> transposed_source(const Array& array, const std::vector<std::int64_t>& order);

/// The same array with axes of extent 1 put in (-1 in `order`) or left out. @pre order is rising where it is not -1;
/// grid is its
/// @returns None where the kernel does not number its elements in C order.
Result<std::optional<Array>> source_with_ones(const Array& array, const std::vector<std::int64_t>& order,
                                              const ChunkGrid& grid);

} // namespace troupe
