// Transfer rates between two processes of this machine without Troupe. Blocking.
#pragma once

#include <cstddef>

namespace troupe::bench {

enum class Way { tcp, unix_socket, process_vm };

/// Bytes a second for one block of `bytes` from one process's warm memory into another's; best of `passes`.
/// @returns 0 where the system does not allow that way.
double raw_transfer(Way way, std::size_t bytes, int passes = 3);
/// Seconds for 64 bytes there and back over loopback TCP; the median of many.
double raw_ping(int rounds);

} // namespace troupe::bench
