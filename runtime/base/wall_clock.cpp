#include "runtime/base/wall_clock.hpp"

#include <chrono>

namespace troupe {

std::int64_t wall_milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

} // namespace troupe
