// An actor that is mostly told what it does by other processes, and mostly tells others: what comes from the network it takes on
// the network's own thread, and what it answers leaves from there. A hand-over to another thread and back costs more than
// all that it does for one message. What comes from within the process it takes on CAF's pool. Spawned detached, as in an
// embedded cluster, it has a thread of its own, and none of this holds.
// Invariant for those that derive from it: nothing they do for one message takes long, or waits.
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
