// The time of day, for what processes and restarts must agree on: leases. Everything within one process measures with
// a steady clock instead, because this one may be set back. Thread-safe.
#pragma once

#include <cstdint>

namespace troupe {

/// Milliseconds since 1970-01-01 00:00 UTC.
std::int64_t wall_milliseconds();

} // namespace troupe
