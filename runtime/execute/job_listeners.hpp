// Callbacks for a job's progress and end. Thread-safe; callbacks are called without a lock held.
// Invariant: each callback for the end is called exactly once, on the thread that ends the job or on the one that
// registers it after the end.
#pragma once

#include "runtime/execute/executor.hpp"

#include <functional>
#include <mutex>
#include <vector>

namespace troupe {

class JobListeners {
public:
  void on_end(std::function<void()> callback);
  void on_progress(std::function<void(const Progress&)> callback);

  void progressed(const Progress& progress);
  /// Also when it was said before.
  void ended();

private:
  std::mutex mutex_;
  bool ended_ = false;
  std::vector<std::function<void()>> for_end_;
  std::vector<std::function<void(const Progress&)>> for_progress_;
};

} // namespace troupe
