// Tasks that take all chunks along one axis: for what cannot be put together from partial results. Pure functions.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

/// The axis in one chunk, the others cut finer, so that chunks stay as large as they were.
Array whole_lines(const Array& a, std::size_t axis);

/// One task for each line of chunks along `axis`, its inputs those chunks in order; makes one chunk of extent `extent`
/// there. @pre axis < array.ndim()
Result<Array> along_lines(const Array& array, std::size_t axis, const std::string& kernel, const Params& params,
                          std::int64_t extent, DType dtype);

/// The list in which each task of an array cut as `grid` but for one chunk along `axis` takes the chunks along it.
Wiring line_wiring(const ChunkGrid& grid, std::size_t axis);
/// The other way round: each chunk of `grid` takes the task of its line.
Wiring own_line_wiring(const ChunkGrid& grid, std::size_t axis);

} // namespace troupe
