// Assembles the chunks of one array. Pure function.
#pragma once

#include "collections/array/layout.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/chunk/chunk_grid.hpp"

#include <span>

namespace troupe {

/// @param chunks  blocks in the grid's order, each with as many elements as its place in the grid
/// @returns The whole array in C order; of a single chunk a view of its memory, not a copy. Errors name the chunk that
///          is of another kind (Errc::invalid_argument), type (Errc::invalid_dtype) or size (Errc::invalid_shape).
Result<Block> assemble(const ChunkGrid& grid, DType dtype, std::span<const ChunkPtr> chunks,
                       BufferPool& pool = process_pool());

/// How the array is cut, found by its chunks where that was not known before. Errors name the chunk that does not lie
/// beside the others. @param chunks in the layout's order
Result<ChunkGrid> grid_of(const Layout& layout, std::span<const ChunkPtr> chunks);
/// The same from the chunks' shapes.
Result<ChunkGrid> grid_of(const Layout& layout, std::span<const Shape> shapes);

} // namespace troupe
