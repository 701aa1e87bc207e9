// The invariants of chunk.hpp, checked on what came from a peer or a file. Private to this room. Pure functions.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/chunk.hpp"

namespace troupe::wire {

/// @returns Errc::corrupt naming what does not fit. No extent, length or offset is believed before it was checked.
Result<void> check_block(const Block& block);
Result<void> check_column(const Column& column);

} // namespace troupe::wire
