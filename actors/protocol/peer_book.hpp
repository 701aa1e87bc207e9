// Connections to actors of other processes: one for each address, direct (a handle that came through a third node would
// die with that node), without blocking the owner. For one actor, on its thread.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/base/result.hpp"
#include "runtime/messages/worker_messages.hpp"

#include <caf/all.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace troupe {

/// Workers of this very process (an embedded cluster), found without a socket. Thread-safe.
class LocalDirectory {
public:
  void add(WorkerId id, caf::actor worker);
  void remove(WorkerId id);
  caf::actor find(WorkerId id) const; ///< an invalid handle when there is none

private:
  mutable std::mutex mutex_;
  std::unordered_map<WorkerId, caf::actor> workers_;
};

class PeerBook {
public:
  using Ready = std::function<void(Result<caf::actor>)>;

  PeerBook(caf::event_based_actor* self, std::shared_ptr<LocalDirectory> directory)
      : self_(self), directory_(std::move(directory)) {}

  /// Calls `ready` with the peer's actor, now or when the connection stands; or with Errc::unreachable after five
  /// seconds. The peer is monitored by the owner from then on.
  void with(const DefinePeer& peer, Ready ready);

  /// Called from the owner's down handler. @returns The peers at that address, now forgotten.
  std::vector<WorkerId> lost(const caf::actor_addr& address);

  /// Drops all handles when the owner ends: otherwise two workers of one process that know each other are never
  /// destroyed.
  void clear();

private:
  void connect(const DefinePeer& peer);
  void settle(WorkerId id, Result<caf::actor> outcome);

  caf::event_based_actor* self_;
  std::shared_ptr<LocalDirectory> directory_;
  std::map<WorkerId, caf::actor> known_;
  std::map<WorkerId, std::vector<Ready>> waiting_;
};

} // namespace troupe
