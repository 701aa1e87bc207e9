// What the supervisor of a job writes and the client's threads read: progress and the end. Thread-safe.
// Invariant: resolved once; a later word is not heard.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/execute/executor.hpp"

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

  Progress progress() const;
  /// @returns How it ended, or Errc::timeout when it has not.
  Result<void> wait(std::chrono::milliseconds timeout);
  /// Waits for the end, then gives the outputs.
  Result<std::vector<ChunkPtr>> outputs();
  bool is_resolved() const;

private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Progress progress_;
  std::optional<Result<std::vector<ChunkPtr>>> outcome_;
};

} // namespace troupe
