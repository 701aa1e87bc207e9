// The callbacks of a job supervisor's owner. They are called on the supervisor's thread, so they must only hand over.
#pragma once

#include "runtime/chunk/chunk.hpp"
#include "runtime/execute/executor.hpp"

#include <caf/all.hpp>

#include <functional>
#include <vector>

namespace troupe {

struct JobOwner {
  std::function<void(const Progress&)> progressed;
  /// Called exactly once: the outputs in the graph's order, or why there are none.
  std::function<void(const Result<std::vector<ChunkPtr>>&)> resolved;
  /// Takes the supervisor back for another job, once it is through with this one; false, or empty: it ends.
  std::function<bool(const caf::actor&)> take_back = {};
  bool retain = false; ///< the outputs stay with the workers until this actor is told to cancel, and none is fetched
  bool keep_outputs = false; ///< serve them to clients from then on, until told to exit; else end
};

} // namespace troupe
