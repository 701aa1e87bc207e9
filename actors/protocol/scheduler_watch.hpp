// Pings a scheduler periodically: one that is stopped, or cut off, keeps its connection open but does not answer. For
// one actor, on its thread.
// Invariant: `silent` is called at most once for each scheduler that is watched.
#pragma once

#include <caf/all.hpp>

#include <chrono>
#include <functional>

namespace troupe {

class SchedulerWatch {
public:
  static constexpr auto period = std::chrono::seconds(1);
  /// A scheduler that is alive answers between any two batches.
  static constexpr auto deadline = std::chrono::seconds(6);

  SchedulerWatch(caf::event_based_actor* self, std::function<void()> silent)
      : self_(self), silent_(std::move(silent)) {}

  /// From now on this one; an invalid handle: nobody.
  void watch(caf::actor scheduler);
  /// The owner's behaviour has it for `watch_atom`.
  void ask();

private:
  caf::event_based_actor* self_;
  std::function<void()> silent_;
  caf::actor scheduler_;
  std::uint64_t watched_ = 0; ///< how many so far: late answers are of an earlier one
  bool asking_ = false;
};

} // namespace troupe
