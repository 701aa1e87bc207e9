// CAF's broker of connections to other nodes, without the state that CAF keeps for each node for ever: a program to
// which many short-lived clients connect would grow by more than a kilobyte for each. For the middleman alone.
#pragma once

#include <caf/io/basp_broker.hpp>

namespace troupe {

class TidyBroker final : public caf::io::basp_broker {
public:
  using caf::io::basp_broker::basp_broker;

  /// CAF's starts an actor for each node, through which actors are spawned over there; nobody here does.
  void learned_new_node_directly(const caf::node_id&, bool) override {}
  void learned_new_node_indirectly(const caf::node_id&) override {}

  /// The node is gone, and so it monitors nobody.
  void purge_state(const caf::node_id& node) override {
    caf::io::basp_broker::purge_state(node);
    for (auto at = monitored_actors.begin(); at != monitored_actors.end();) {
      at->second.erase(node);
      at = at->second.empty() ? forget(at) : std::next(at);
    }
  }

private:
  using Monitored = monitored_actor_map::iterator;
  Monitored forget(Monitored at) {
    demonitor(at->first);
    return monitored_actors.erase(at);
  }
};

} // namespace troupe
