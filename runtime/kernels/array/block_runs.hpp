// A part of a block as contiguous byte ranges of the block's own memory, each a block of its own, in C order. The data
// is not copied until the part is joined elsewhere. Pure functions; thread-safe.
#pragma once

#include "runtime/chunk/chunk.hpp"

#include <cstdint>
#include <span>

namespace troupe {

/// Elements [first, first + count) along one axis.
struct BlockRange {
  std::int64_t first = 0;
  std::int64_t count = 0;
};

/// The part as a ChunkList of blocks of equal shape, extents of 1 where its stretches follow each other: a (3, 5) out
/// of the middle of a (9, 9) is three (1, 5). They share the block's memory.
/// @returns nullptr where there are so many stretches, or such short ones, that copying them costs less.
/// @pre a range for each axis, within the block, none empty
ChunkPtr block_runs(const Block& block, std::span<const BlockRange> part);

/// The blocks of such a list. @returns Errc::invalid_argument when they are not of one dtype and shape.
Result<const Block*> first_run(const ChunkList& list);

} // namespace troupe
