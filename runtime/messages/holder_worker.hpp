// Workers that only hold data: a client's process that serves its program's memory. They run only tasks that are
// restricted to them by name. Pure.
#pragma once

#include "runtime/messages/worker_messages.hpp"

#include <algorithm>

namespace troupe {

/// Among a worker's resources it says so.
inline constexpr const char* holds_only_resource = "holds only";

inline bool holds_only(const WorkerInfo& info) {
  return std::any_of(info.resources.begin(), info.resources.end(),
                     [](const Resource& resource) { return resource.name == holds_only_resource; });
}

} // namespace troupe
