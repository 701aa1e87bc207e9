#include "actors/worker/resident_memory.hpp"

#include <fstream>

#include <unistd.h>

namespace troupe {

std::uint64_t resident_memory() {
  std::ifstream statm("/proc/self/statm");
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  return statm >> total >> resident ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

} // namespace troupe
