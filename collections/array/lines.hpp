// Tasks that take all chunks along one axis, for functions that cannot be combined from partial results. Pure
// functions.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

/// The axis in one chunk, the others cut finer, so that chunks stay as large as they were.
Array whole_lines(const Array& a, std::size_t axis);

/// One task for each line of chunks along `axis`, its inputs those chunks in order; makes one chunk of extent `extent`
/// there, at most that where `chosen` says what chose so many. @pre axis < array.ndim()
Result<Array> along_lines(const Array& array, std::size_t axis, const std::string& kernel, const Params& params,
                          std::int64_t extent, DType dtype, std::optional<Key> chosen = std::nullopt);

/// Where the chunks begin along each axis, as the kernels' parameters s0, s1, ... have it.
Params with_starts(Params params, const ChunkGrid& grid);
/// What the `most` best of an axis of unknown extents are known by.
Key best_of(const Key& chosen, std::int64_t most);

/// The list in which each task of an array cut as `grid` but for one chunk along `axis` takes the chunks along it.
Wiring line_wiring(const ChunkGrid& grid, std::size_t axis);
/// The other way round: each chunk of `grid` takes the task of its line.
Wiring own_line_wiring(const ChunkGrid& grid, std::size_t axis);

} // namespace troupe
