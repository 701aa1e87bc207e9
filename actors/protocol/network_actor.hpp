// Base of actors that mostly exchange messages with other processes. They handle messages from the network on the
// network thread, and their answers leave from there: a hand-over to another thread and back costs more than the work
// for one message. Messages from within the process are handled on CAF's pool. Spawned detached, as in an embedded
// cluster, such an actor has a thread of its own instead.
// Invariant for derived classes: no handler takes long, or waits.
#pragma once

#include <caf/all.hpp>

namespace troupe {

class NetworkActor : public caf::event_based_actor {
public:
  using caf::event_based_actor::event_based_actor;
  /// CAF's multiplexer runs what is of this kind by itself, and hands the rest to the pool.
  subtype_t subtype() const override { return io_actor; }
};

} // namespace troupe
