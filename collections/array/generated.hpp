// A layer without inputs, with a task for each chunk: the basis of generated arrays. Internal to this room. Pure
// functions.
#pragma once

#include "collections/array/array.hpp"
#include "collections/array/chunks.hpp"

#include <string>

namespace troupe {

/// The kernel makes the grid again from the parameters `shape` and `chunks`, which are set here.
/// @returns Errc::invalid_shape for a shape or cut that is none.
Result<Array> generated(const std::string& kernel, Params params, const Shape& shape, const Chunks& chunks,
                        DType dtype = DType::float64);
/// The same, cut into chunks of these extents. @pre `grid` is the shape cut by them
Result<Array> generated_in(const std::string& kernel, Params params, const ChunkGrid& grid, const Shape& chunks,
                           DType dtype);

/// The parameter `dtype`.
Params typed(DType dtype);

} // namespace troupe
