// Who computes: the seam between the collections and whatever runs their graphs (this thread, an embedded cluster,
// a remote one). Implementations are thread-safe.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/graph/task_graph.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace troupe {

struct Progress {
  std::uint64_t tasks_done = 0;
  std::uint64_t tasks_total = 0;
  std::uint64_t bytes_made = 0; ///< bytes of all chunks computed so far
  bool operator==(const Progress&) const = default;
};

/// A graph being computed. Dropping the last handle cancels what is not done and releases its chunks.
class RunningJob {
public:
  virtual ~RunningJob() = default;
  /// @returns Success once every output is in memory, the job's error when it failed (Errc::cancelled after
  ///          cancel()), or Errc::timeout when it is still running after `timeout`.
  virtual Result<void> wait(std::chrono::milliseconds timeout) = 0;
  virtual Progress progress() const = 0;
  virtual void cancel() = 0;
  /// Waits for the end, then fetches the outputs, in the graph's order.
  virtual Result<std::vector<ChunkPtr>> gather() = 0;
};

struct JobOptions {
  std::string name = "compute";
  bool optimize = true; ///< off: the graph runs as it was lowered, layer by layer (the same bits, slower)
  /// The outputs stay where they were made, under their keys, until the job's handle goes: other jobs may take them, and
  /// gather() brings none. For executors that retain().
  bool retain = false;
};

class Executor {
public:
  virtual ~Executor() = default;
  virtual bool retains() const { return false; }
  virtual Result<std::shared_ptr<RunningJob>> submit(TaskGraph graph, JobOptions options = {}) = 0;
};

} // namespace troupe
