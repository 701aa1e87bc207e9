#include "actors/system/machine.hpp"

#include "actors/system/cgroup_limits.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <thread>

#include <sched.h>
#include <unistd.h>

namespace troupe {

std::uint32_t available_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  auto cores = std::max(1u, std::thread::hardware_concurrency());
  if (::sched_getaffinity(0, sizeof(set), &set) == 0)
    cores = static_cast<std::uint32_t>(std::max(1, CPU_COUNT(&set)));
  if (const auto quota = cgroup_limits().cores; quota > 0)
    cores = std::min(cores, static_cast<std::uint32_t>(std::max(1.0, std::ceil(quota))));
  return cores;
}

std::uint64_t available_memory() {
  auto bytes =
      static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  if (const auto limit = cgroup_limits().memory; limit > 0)
    bytes = std::min(bytes, limit);
  return bytes;
}

std::string temporary_folder() {
  const char* folder = std::getenv("TMPDIR");
  return folder && *folder ? folder : "/tmp";
}

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof(name) - 1) == 0 && name[0] ? name : "localhost";
}

} // namespace troupe
