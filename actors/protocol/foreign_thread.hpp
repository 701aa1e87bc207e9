// For threads that are no actor system's own and call into one: spawn, ask, publish. CAF notes the system for each such
// thread, and the system's end waits until none has it noted, so a client that ends on another thread than it was used on
// would never end. Put one on the stack of whatever a user's thread calls.
#pragma once

#include <caf/all.hpp>

namespace troupe {

class ForeignThread {
public:
  ForeignThread() = default;
  ForeignThread(const ForeignThread&) = delete;
  ForeignThread& operator=(const ForeignThread&) = delete;
  ~ForeignThread() { caf::logger::set_current_actor_system(nullptr); }
};

} // namespace troupe
