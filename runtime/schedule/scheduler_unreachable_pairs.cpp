// Pairs of workers that cannot reach each other while the scheduler reaches both: tasks that would have to fetch from
// one to the other run elsewhere for a while; then the connection is tried again.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <limits>

namespace troupe {

using namespace schedule;

namespace {

/// Longer than a connection is waited for (five seconds), so that most tasks do not wait for one in vain.
constexpr LogicalTime cut_for_us = 30'000'000;

} // namespace

/// @returns Those of the named workers that are part of the cluster.
std::vector<SchedulerState::WorkerNumber> SchedulerState::note_cut(WorkerNumber asker,
                                                                   const std::vector<WorkerId>& unreached) {
  std::vector<WorkerNumber> beyond;
  for (const auto& id : unreached) {
    const auto holder = workers_by_id_.find(id);
    if (holder == workers_by_id_.end() || holder->second == asker)
      continue;
    beyond.push_back(holder->second);
    cut_.note(asker, holder->second, now_ + cut_for_us);
  }
  return beyond;
}

/// What the task would wait at the worker for inputs of which it reaches no holder. Linear in the inputs while anybody
/// is cut off.
double SchedulerState::cut_us(TaskNumber task, WorkerNumber at) const {
  if (cut_.empty())
    return 0;
  LogicalTime most = 0;
  for_each_input(task, [&](TaskNumber input) {
    if (tasks_[input].phase != TaskPhase::memory || holds(input, at))
      return;
    auto least = std::numeric_limits<LogicalTime>::max();
    for_each_holder(input, [&](WorkerNumber holder) { least = std::min(least, cut_.left(at, holder, now_)); });
    most = std::max(most, least);
  });
  return static_cast<double>(most);
}

} // namespace troupe
