// Who a job supervisor answers to: callbacks, called on the supervisor's thread, so they only hand over.
#pragma once

#include "actors/protocol/peer_book.hpp"
#include "actors/protocol/scheduler_finder.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/execute/executor.hpp"

#include <functional>
#include <memory>
#include <vector>

namespace troupe {

struct JobOwner {
  std::shared_ptr<LocalDirectory> directory;   ///< of an embedded cluster; else empty
  SchedulerAddresses schedulers;               ///< where to look for one that went away; nowhere for a local one
  std::function<void(const Progress&)> progressed;
  /// Called exactly once: the outputs in the graph's order, or why there are none.
  std::function<void(const Result<std::vector<ChunkPtr>>&)> resolved;
  bool retain = false; ///< the outputs stay with the workers until this actor is told to cancel, and none is fetched
  bool keep_outputs = false; ///< serve them to clients from then on, until told to exit; else end
};

} // namespace troupe
