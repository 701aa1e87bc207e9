// How much memory this process has in RAM. Thread-safe.
#pragma once

#include <cstdint>

namespace troupe {

/// @returns Bytes, from /proc/self/statm; 0 when that cannot be read.
std::uint64_t resident_memory();

} // namespace troupe
