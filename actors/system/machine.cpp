#include "actors/system/machine.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <thread>

#include <sched.h>
#include <unistd.h>

namespace troupe {
namespace {

/// The number in a file such as memory.max; 0 when there is none ("max", or no such file).
std::uint64_t number_in(const char* path) {
  std::ifstream file(path);
  std::uint64_t value = 0;
  return file >> value ? value : 0;
}

/// "200000 100000" means two cores; "max 100000" no limit, which is 0.
double quota_cores() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  double quota = 0;
  double period = 0;
  if (file >> quota >> period && period > 0)
    return quota / period;
  const auto old_quota = number_in("/sys/fs/cgroup/cpu/cpu.cfs_quota_us");
  const auto old_period = number_in("/sys/fs/cgroup/cpu/cpu.cfs_period_us");
  return old_period > 0 ? static_cast<double>(old_quota) / static_cast<double>(old_period) : 0;
}

} // namespace

std::uint32_t available_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  auto cores = std::max(1u, std::thread::hardware_concurrency());
  if (::sched_getaffinity(0, sizeof(set), &set) == 0)
    cores = static_cast<std::uint32_t>(std::max(1, CPU_COUNT(&set)));
  if (const auto quota = quota_cores(); quota > 0)
    cores = std::min(cores, static_cast<std::uint32_t>(std::max(1.0, std::ceil(quota))));
  return cores;
}

std::uint64_t available_memory() {
  auto bytes = static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  for (const auto* path : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"})
    if (const auto limit = number_in(path); limit > 0)
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
