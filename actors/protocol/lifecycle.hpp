// Tells the thread that started an actor that the actor has joined its cluster, and that it has ended. Thread-safe.
// Invariant: each of the two is set once; later values are ignored.
#pragma once

#include "runtime/base/result.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

namespace troupe {

class Lifecycle {
public:
  /// The actor serves from now on, or never will.
  void joined(Result<void> outcome);
  /// The actor has ended, with the reason if its end was not requested. Also ends every wait for its joining.
  void ended(Result<void> outcome);
  /// Called when the actor ends, on its thread, under a lock: it only hands over. At once where the actor has ended. A
  /// second call takes the first one's place; nullptr: nobody is called from then on.
  void on_end(std::function<void()> hears);

  /// @returns The outcome of joining; Errc::timeout when it is not known in time.
  Result<void> wait_joined(std::chrono::milliseconds timeout);
  /// Blocks until it has ended. @returns Why.
  Result<void> wait_ended();
  /// True once it has ended.
  bool has_ended() const;

private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Result<void>> joined_;
  std::optional<Result<void>> ended_;
  std::function<void()> hears_end_;
};

} // namespace troupe
