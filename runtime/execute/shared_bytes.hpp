// Tells whether a chunk that a kernel made shares memory with one of its inputs. Pure functions; thread-safe.
#pragma once

#include "runtime/chunk/chunk.hpp"

#include <cstddef>
#include <span>

namespace troupe {

/// The memory of a block, to be asked for before a kernel may give it up; of anything else none.
std::span<const std::byte> block_bytes(const ChunkPtr& chunk);

/// True when it is a block, or a list that begins with one, and that lies in those bytes.
bool lies_in(const Chunk& made, std::span<const std::byte> bytes);

} // namespace troupe
