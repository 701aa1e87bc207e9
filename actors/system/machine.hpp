// What this machine, or the container around the process, has. Thread-safe.
#pragma once

#include <cstdint>
#include <string>

namespace troupe {

/// Cores this process may run on, and no more than its cgroup's quota allows; at least 1.
std::uint32_t available_cores();
/// Bytes of memory: the machine's, or the cgroup's limit where that is less.
std::uint64_t available_memory();
/// "/tmp" or what TMPDIR says.
std::string temporary_folder();
std::string host_name();

} // namespace troupe
