// Concatenates the parts of one table, or of one bag, in order. Pure functions.
#pragma once

#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"

#include <span>

namespace troupe {

/// @returns One table of all rows; or Errc::invalid_argument, Errc::invalid_dtype naming the part and column that is
///          not like the first part's. A single part is returned as it is, without a copy. @pre parts is not empty
Result<Table> concatenate_tables(std::span<const ChunkPtr> parts, BufferPool& pool = process_pool());
Result<BagPart> concatenate_bags(std::span<const ChunkPtr> parts, BufferPool& pool = process_pool());

/// Columns of one name and type end to end. @pre columns is not empty
Result<Column> concatenate_columns(std::span<const Column* const> columns, BufferPool& pool = process_pool());

} // namespace troupe
