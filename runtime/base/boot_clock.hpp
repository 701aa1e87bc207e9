// CLOCK_BOOTTIME: a clock that never goes back, that nobody sets, and that counts while the machine sleeps. Readings of
// two machines cannot be compared. Thread-safe.
#pragma once

#include <cstdint>

namespace troupe {

/// Milliseconds since this machine was booted (CLOCK_BOOTTIME).
std::int64_t boot_milliseconds();

} // namespace troupe
