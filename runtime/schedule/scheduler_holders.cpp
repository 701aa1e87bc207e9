// The holders of values: the first is in the task's record, further ones in a sparse list.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

/// @pre the task is in memory
bool SchedulerState::holds(TaskNumber number, WorkerNumber worker) const {
  if (tasks_[number].worker == worker)
    return true;
  if (!tasks_[number].replicated)
    return false;
  const auto& others = replicas_.of(number);
  return std::any_of(others.begin(), others.end(), [&](const Holder& holder) { return holder.worker == worker; });
}

/// @pre the task is in memory, and not at this worker
void SchedulerState::add_holder(TaskNumber number, WorkerNumber worker) {
  auto& held = workers_[worker].holds;
  replicas_.make(number).push_back({worker, static_cast<std::uint32_t>(held.size())});
  tasks_[number].replicated = true;
  held.push_back(number);
}

/// Does nothing when the worker does not hold it. The last holder takes the value with it.
void SchedulerState::remove_holder(TaskNumber number, WorkerNumber worker) {
  auto& task = tasks_[number];
  if (task.phase != TaskPhase::memory || !holds(number, worker))
    return;
  broadcasts_.remove_holder(number, worker);
  Holder gone{task.worker, task.place};
  if (task.replicated) {
    auto& others = replicas_.make(number);
    auto at = std::find_if(others.begin(), others.end(), [&](const Holder& holder) { return holder.worker == worker; });
    if (at == others.end()) { // the first: the next takes its place
      at = others.begin();
      task.worker = at->worker;
      task.place = at->place;
    } else {
      gone = *at;
    }
    others.erase(at);
    if (others.empty()) {
      replicas_.drop(number);
      task.replicated = false;
    }
    strike_from_worker(gone.worker, gone.place);
    return;
  }
  task.worker = none;
  strike_from_worker(gone.worker, gone.place);
  value_lost(number);
}

/// Takes an entry out of what a worker holds; the last one fills the place.
void SchedulerState::strike_from_worker(WorkerNumber worker, std::uint32_t place) {
  auto& held = workers_[worker].holds;
  const auto last = held.back();
  held.pop_back();
  if (place == held.size())
    return;
  held[place] = last;
  if (tasks_[last].worker == worker) {
    tasks_[last].place = place;
    return;
  }
  for (auto& holder : replicas_.make(last))
    if (holder.worker == worker)
      holder.place = place;
}

} // namespace troupe
