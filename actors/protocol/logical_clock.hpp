// The clock from which shells take the time that they pass to the pure states. Thread-safe.
#pragma once

#include "runtime/base/ids.hpp"

#include <chrono>

namespace troupe {

/// Microseconds of the steady clock.
inline LogicalTime logical_now() {
  const auto since_start = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since_start).count();
}

} // namespace troupe
