// The interface between the collections and what runs their graphs (this thread, an embedded cluster, a remote one).
// Implementations are thread-safe.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/graph/task_graph.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
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
  /// nullopt while it runs, else what wait() returns; never waits.
  virtual std::optional<Result<void>> outcome() const = 0;
  virtual Progress progress() const = 0;
  virtual void cancel() = 0;
  /// Waits for the end, then fetches the outputs, in the graph's order.
  virtual Result<std::vector<ChunkPtr>> gather() = 0;

  /// False where it makes headway only while somebody is in wait() or gather().
  virtual bool runs_by_itself() const { return true; }
  /// Waits until the scheduler has the job, so that later jobs find its outputs, or until the job has ended.
  /// @returns Errc::timeout when neither has happened
  virtual Result<void> wait_accepted(std::chrono::milliseconds) { return {}; }
  /// Called once when it has ended, at once where it has already. On whichever thread ends it: hand over, do not work
  /// there.
  virtual void on_end(std::function<void()> callback) = 0;
  /// Called with every count that becomes known, from then on. The same.
  virtual void on_progress(std::function<void(const Progress&)> callback) = 0;
};

struct JobOptions {
  std::string name = "compute";
  bool optimize = true; ///< off: the graph runs as it was lowered, layer by layer (the same bits, slower)
  /// The outputs stay where they were made, under their keys, until the job's handle goes: other jobs may take them,
  /// and gather() brings none. For executors that retain().
  bool retain = false;
};

class Executor {
public:
  virtual ~Executor() = default;
  virtual bool retains() const { return false; }
  /// Ids of the workers that tasks may be restricted to (Annotations::workers); none where there are no workers.
  virtual Result<std::vector<std::string>> workers() { return std::vector<std::string>(); }
  virtual Result<std::shared_ptr<RunningJob>> submit(TaskGraph graph, JobOptions options = {}) = 0;
};

} // namespace troupe
