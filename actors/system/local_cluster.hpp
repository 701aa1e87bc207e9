// A whole cluster inside one process: a scheduler and workers as actors, no sockets. For one owner.
// Invariant: stop() has been called before the actor system goes.
#pragma once

#include "actors/protocol/lifecycle.hpp"
#include "actors/protocol/peer_book.hpp"
#include "actors/system/local_options.hpp"
#include "runtime/base/result.hpp"

#include <caf/all.hpp>

#include <memory>
#include <vector>

namespace troupe {

/// The options with every default made definite: cores and memory shared among the workers.
LocalOptions plan_local_cluster(LocalOptions options);

class LocalCluster {
public:
  /// @pre options came from plan_local_cluster()
  static Result<LocalCluster> start(caf::actor_system& system, const LocalOptions& options);

  const caf::actor& scheduler() const { return scheduler_; }
  const std::shared_ptr<LocalDirectory>& directory() const { return directory_; }
  /// Ends all its actors. Returns at once.
  void stop();

private:
  caf::actor scheduler_;
  std::vector<caf::actor> workers_;
  std::shared_ptr<LocalDirectory> directory_;
};

} // namespace troupe
