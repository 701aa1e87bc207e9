// Serves the program's own memory to a cluster's workers: a worker in the client's process that runs only the tasks
// over chunks held by this process (runtime/kernels/held_chunks.hpp), so that workers fetch from it as from each other.
// Started when a graph first needs it, and again when it was lost. Thread-safe.
#pragma once

#include "actors/system/node.hpp"
#include "runtime/base/result.hpp"
#include "runtime/graph/task_graph.hpp"

#include <memory>
#include <mutex>
#include <string>

namespace troupe {

class MemoryHolder {
public:
  /// @param options  how to reach the cluster. An empty host: the address from which the scheduler is reached.
  explicit MemoryHolder(WorkerOptions options);

  /// Restricts the tasks over held memory to this process. @returns What Node::worker() says.
  Result<void> serve(TaskGraph& graph);

private:
  Result<void> start();

  std::mutex mutex_;
  WorkerOptions options_;
  std::unique_ptr<Node> node_;
};

} // namespace troupe
