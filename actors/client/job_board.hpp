// Progress and end of a job: written by its supervisor, read by the client's threads. Thread-safe.
// Invariant: resolved once; later results are ignored, except that retained chunks are released.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/execute/executor.hpp"
#include "runtime/execute/job_listeners.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <vector>

namespace troupe {

class JobBoard {
public:
  void publish(const Progress& progress);
  void resolve(const Result<std::vector<ChunkPtr>>& outcome);

  /// What the job had made is not kept any more: from now on it has ended so.
  void revoke(const Error& why);

  Progress progress() const;
  /// @returns How it ended, or Errc::timeout when it has not.
  Result<void> wait(std::chrono::milliseconds timeout);
  /// Waits for the end, then gives the outputs.
  Result<std::vector<ChunkPtr>> outputs();
  bool is_resolved() const;
  /// nullopt until it is resolved.
  std::optional<Result<void>> outcome() const;
  /// Until the scheduler has said that it has the job, or it ended; Errc::timeout when neither has happened.
  Result<void> wait_accepted(std::chrono::milliseconds timeout);
  JobListeners& listeners() { return listeners_; }

private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Progress progress_;
  bool accepted_ = false;
  JobListeners listeners_;
  std::optional<Result<std::vector<ChunkPtr>>> outcome_;
};

} // namespace troupe
