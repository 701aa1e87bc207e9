// Ports for tests. Thread-safe.
#pragma once

#include <cstdint>

namespace troupe::test {

/// @returns A TCP port of 127.0.0.1 that nobody listened on a moment ago. Another process may take it before the
///          caller does: programs that can be told port 0 and say which one they got should be.
///          Throws std::system_error when there is none.
std::uint16_t free_port();

} // namespace troupe::test
