// Workers that only hold: a client's process that hands out the memory of its program. They run what is restricted to them by
// name, and nothing else is given to them. Pure.
#pragma once

#include "runtime/schedule/worker_messages.hpp"

#include <algorithm>

namespace troupe {

/// Among a worker's resources it says so.
inline constexpr const char* holds_only_resource = "holds only";

inline bool holds_only(const WorkerInfo& info) {
  return std::any_of(info.resources.begin(), info.resources.end(), [](const Resource& resource) { return resource.name == holds_only_resource; });
}

} // namespace troupe
