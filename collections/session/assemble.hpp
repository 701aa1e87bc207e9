// Chunks of one array put together. Pure function.
#pragma once

#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/chunk/chunk_grid.hpp"

#include <span>

namespace troupe {

/// @param chunks  blocks in the grid's order, each with as many elements as its place in the grid
/// @returns The whole array in C order; of a single chunk a view of its memory, not a copy. Errors name the chunk that
///          is of another kind (Errc::invalid_argument), type (Errc::invalid_dtype) or size (Errc::invalid_shape).
Result<Block> assemble(const ChunkGrid& grid, DType dtype, std::span<const ChunkPtr> chunks, BufferPool& pool = process_pool());

} // namespace troupe
