// A clock for what must not be told wrong by the time of day: it never goes back, nobody sets it, and it counts while the
// machine sleeps. Each machine has its own; readings of two machines have nothing to do with each other. Thread-safe.
#pragma once

#include <cstdint>

namespace troupe {

/// Milliseconds since this machine was booted (CLOCK_BOOTTIME).
std::int64_t boot_milliseconds();

} // namespace troupe
