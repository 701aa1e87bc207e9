// Broadcast of chunks with many consumers: a holder serves few receivers at a time, and tasks that would have to fetch
// the chunk wait until one of these has a copy and serves it.
#include "runtime/schedule/scheduler_state.hpp"

namespace troupe {

using namespace schedule;

namespace {

constexpr std::size_t few_users = 4;
/// What takes less is there before a message about it is.
constexpr double short_transfer_s = 1e-3;

} // namespace

/// A chunk that more tasks take is wanted in many places.
bool SchedulerState::has_few_users(TaskNumber chunk) const { return user_count(chunk) <= few_users; }

bool SchedulerState::is_handed_out(TaskNumber chunk) const {
  return traits_.broadcasts && !has_few_users(chunk)
         && static_cast<double>(tasks_[chunk].nbytes) > short_transfer_s * bandwidth_;
}

/// The first of the task's inputs that the worker cannot be given now; none when there is none.
SchedulerState::TaskNumber SchedulerState::first_blocked_input(TaskNumber task, WorkerNumber worker) const {
  auto waits_for = none;
  if (!broadcasts_.empty())
    for_each_input(task, [&](TaskNumber input) {
      if (waits_for == none && !broadcasts_.admits(input, worker) && !holds(input, worker))
        waits_for = input;
    });
  return waits_for;
}

/// Puts the task where it waits for such an input.
bool SchedulerState::must_wait_for_copy(TaskNumber task, WorkerNumber worker) {
  const auto waits_for = first_blocked_input(task, worker);
  if (waits_for == none)
    return false;
  broadcasts_.wait(waits_for, tag_of(task), task);
  candidates_.clear();
  return true;
}

/// @returns Whom the worker is to ask; none where that is all one. @pre the chunk is in memory, and not at the worker
SchedulerState::WorkerNumber SchedulerState::begin_copy(TaskNumber chunk, WorkerNumber to) {
  if (!is_handed_out(chunk))
    return none;
  if (!broadcasts_.has(chunk)) {
    std::vector<WorkerNumber> holders;
    for_each_holder(chunk, [&](WorkerNumber holder) { holders.push_back(holder); });
    broadcasts_.open(chunk, holders);
  }
  return broadcasts_.begin(chunk, to);
}

/// The task is at the worker no more: what was not fetched for it by now will not be.
void SchedulerState::end_copies(TaskNumber task, WorkerNumber worker) {
  if (broadcasts_.empty())
    return;
  for_each_input(task, [&](TaskNumber input) { broadcasts_.end(input, worker, false); });
}

void SchedulerState::close_broadcast(TaskNumber chunk) {
  if (broadcasts_.empty())
    return;
  for (auto task : broadcasts_.close(chunk))
    if (is_queued(task))
      ready_.emplace_back(tag_of(task), task);
}

/// Tasks whose turn has come to be placed: one of each chunk at a time, since it may turn out to wait for another, or
/// to need no copy. @returns Whether there are some.
bool SchedulerState::place_awaiting_copies() {
  if (broadcasts_.empty())
    return false;
  while (ready_.empty()) {
    const auto changed = broadcasts_.take_changed();
    if (changed.empty())
      return false;
    for (auto chunk : changed) {
      const auto task = broadcasts_.next(chunk);
      if (task == none) {
        broadcasts_.close_if_idle(chunk);
        continue;
      }
      broadcasts_.note_change(chunk);
      if (is_queued(task))
        ready_.emplace_back(tag_of(task), task);
    }
  }
  return true;
}

} // namespace troupe
