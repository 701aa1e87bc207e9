// Checks that the parts of a chunk agree, before the chunk is used: a user's function may return anything. Pure
// function; it looks at sizes, and at each text's offset.
#pragma once

#include "runtime/chunk/chunk.hpp"

namespace troupe {

/// @returns Errc::invalid_shape or Errc::invalid_argument saying what of it does not fit: "a block float64 (100,) of 24
/// bytes".
Result<void> check_sound(const Chunk& chunk);

} // namespace troupe
