#include "actors/protocol/peer_book.hpp"

#include "actors/protocol/guarded_middleman.hpp"

#include <caf/io/all.hpp>

namespace troupe {

void LocalDirectory::add(WorkerId id, caf::actor worker) {
  std::lock_guard lock(mutex_);
  workers_[id] = std::move(worker);
}

void LocalDirectory::remove(WorkerId id) {
  std::lock_guard lock(mutex_);
  workers_.erase(id);
}

caf::actor LocalDirectory::find(WorkerId id) const {
  std::lock_guard lock(mutex_);
  const auto at = workers_.find(id);
  return at == workers_.end() ? caf::actor{} : at->second;
}

void PeerBook::with(const DefinePeer& peer, Ready ready) {
  if (const auto at = known_.find(peer.id); at != known_.end()) {
    ready(at->second);
    return;
  }
  auto& waiting = waiting_[peer.id];
  waiting.push_back(std::move(ready));
  if (waiting.size() == 1)
    connect(peer);
}

void PeerBook::connect(const DefinePeer& peer) {
  const auto id = peer.id;
  const auto unreachable = [this, id, peer](const std::string& why) {
    settle(id, fail(Errc::unreachable,
                    "cannot reach worker " + to_string(id) + " at " + to_string(peer.address) + ": " + why));
  };
  if (peer.address.host.empty()) {
    const auto local = directory_ ? directory_->find(id) : caf::actor{};
    local ? settle(id, local) : unreachable("it is not in this process");
    return;
  }
  const auto network = middleman_of(self_->system());
  if (!network) {
    unreachable("this process has no network");
    return;
  }
  self_->request(network, std::chrono::seconds(5), caf::connect_atom::value, peer.address.host, peer.address.port)
      .then(
          [this, id, unreachable](const caf::node_id&, const caf::strong_actor_ptr& actor,
                                  const std::set<std::string>&) {
            actor ? settle(id, caf::actor_cast<caf::actor>(actor)) : unreachable("nobody is published there");
          },
          [this, unreachable](const caf::error& err) { unreachable(network_error(self_->system(), err).message); });
}

void PeerBook::settle(WorkerId id, Result<caf::actor> outcome) {
  if (outcome) {
    known_[id] = *outcome;
    self_->monitor(*outcome);
  }
  auto waiting = std::move(waiting_[id]);
  waiting_.erase(id);
  for (auto& ready : waiting)
    ready(outcome);
}

void PeerBook::clear() {
  // Whoever is monitored remembers its observers, and with them their memory, until it ends itself or is told
  // otherwise.
  for (const auto& [id, peer] : known_)
    self_->demonitor(peer.address());
  known_.clear();
  waiting_.clear();
}

std::vector<WorkerId> PeerBook::lost(const caf::actor_addr& address) {
  std::vector<WorkerId> gone;
  for (auto at = known_.begin(); at != known_.end();) {
    if (at->second.address() == address) {
      gone.push_back(at->first);
      at = known_.erase(at);
    } else {
      ++at;
    }
  }
  return gone;
}

} // namespace troupe
