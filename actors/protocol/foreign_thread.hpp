// Registers a thread of the user with an actor system for the time of a call (spawn, ask, publish), and deregisters it
// after. CAF notes the system for each such thread, and the system's destructor waits until no thread has it noted. A
// client that is destroyed on another thread than it was used on would otherwise wait for ever. Put one on the stack of
// every public function.
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
