// CPUs and memory of this machine, or of the container around the process. Thread-safe.
#pragma once

#include <cstdint>
#include <string>

namespace troupe {

/// Cores this process may run on, and no more than the quotas of its control groups allow; at least 1.
std::uint32_t available_cores();
/// Bytes of memory: the machine's, or the least limit of the process's control groups (cgroup_limits.hpp) where that is
/// less. Of the whole: processes that share the machine or the group are each told the same.
std::uint64_t available_memory();
/// "/tmp" or what TMPDIR says.
std::string temporary_folder();
std::string host_name();

} // namespace troupe
