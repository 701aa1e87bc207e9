// Phase changes of tasks. Each one passes move(), which checks it against the table of task_phase.hpp. A build for
// tests (tests/runtime/simulate/broken) has one transition wrong: TROUPE_BROKEN_TRANSITION says which.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

namespace {

#ifndef TROUPE_BROKEN_TRANSITION
#define TROUPE_BROKEN_TRANSITION 0
#endif
constexpr bool forgets_to_release = TROUPE_BROKEN_TRANSITION == 1; ///< inputs that nobody needs any more are kept
constexpr bool counts_loss_twice = TROUPE_BROKEN_TRANSITION == 2;  ///< a task at a worker misses a lost input two times

} // namespace

void SchedulerState::move(TaskNumber number, TaskPhase to) {
  auto& task = tasks_[number];
  if (!may_follow(task.phase, to))
    throw TroupeError(
        {Errc::illegal_transition, "task " + to_string(key_of(number)) + " " + refusal_of(task.phase, to)});
  if (task.phase == TaskPhase::memory && !retirements_.empty())
    for (auto& retirement : retirements_)
      retirement.moving.erase(number);
  if (task.phase == TaskPhase::waiting)
    gathers_.erase(number);
  task.phase = to;
}

void SchedulerState::count_inputs(TaskNumber number) {
  std::uint32_t missing = 0;
  std::uint32_t inputs_unassigned = 0;
  for_each_input(number, [&](TaskNumber input) {
    const auto phase = tasks_[input].phase;
    missing += phase != TaskPhase::memory;
    inputs_unassigned += phase != TaskPhase::memory && phase != TaskPhase::processing;
  });
  tasks_[number].inputs_not_ready = missing;
  tasks_[number].inputs_unassigned = inputs_unassigned;
}

/// Someone wants its value: an idle task starts to wait, and so does every input it lacks.
void SchedulerState::require(TaskNumber root) {
  to_require_.push_back(root);
  while (!to_require_.empty()) {
    const auto number = to_require_.back();
    to_require_.pop_back();
    if (tasks_[number].phase != TaskPhase::idle || adopt(number))
      continue;
    move(number, TaskPhase::waiting);
    count_inputs(number);
    for_each_input(number, [&](TaskNumber input) {
      ++tasks_[input].needed_by;
      if (tasks_[input].phase == TaskPhase::idle)
        to_require_.push_back(input);
    });
    if (tasks_[number].inputs_not_ready == 0)
      make_ready(number);
    else if (tasks_[number].inputs_unassigned == 0)
      ahead_.push_back(number);
  }
}

void SchedulerState::make_ready(TaskNumber number) {
  move(number, TaskPhase::queued);
  auto& task = tasks_[number];
  if (constraint_of(number) != none)
    return queue_constrained(number);
  if (!task.root) {
    ready_.emplace_back(tag_of(number), number);
    return;
  }
  if (task.block == submitting_)
    return;
  const bool first_time = !task.queued_once;
  task.queued_once = true;
  const auto owner = block_of(number).job;
  if (first_time && owner != none) {
    auto& roots = jobs_.at(owner).roots;
    const auto at = std::lower_bound(roots.tasks().begin(), roots.tasks().end(), number,
                                     [this](TaskNumber a, TaskNumber b) { return tag_of(a) < tag_of(b); });
    for (auto place = at; place != roots.tasks().end() && tag_of(*place) == tag_of(number); ++place)
      if (*place == number)
        roots.insert(static_cast<std::uint32_t>(place - roots.tasks().begin()));
    offer_roots(owner);
  }
  for_each_job(number, [&](JobNumber job) {
    if (!first_time || job != owner)
      push_urgent(job, number);
  });
}

/// It has a value now, first at this worker. @pre it is at no worker any more
void SchedulerState::become_in_memory(TaskNumber number, WorkerNumber worker, std::uint64_t nbytes) {
  auto& task = tasks_[number];
  const bool was_placed = task.phase == TaskPhase::processing;
  const bool held_inputs = is_active(task.phase);
  move(number, TaskPhase::memory);
  task.nbytes = nbytes;
  task.worker = worker;
  task.place = static_cast<std::uint32_t>(workers_[worker].holds.size());
  workers_[worker].holds.push_back(number);
  for_each_job(number, [&](JobNumber job) {
    auto& record = jobs_.at(job);
    record.progress.tasks_done = std::min(record.progress.tasks_done + 1, record.progress.tasks_total);
    record.progress.bytes_made += nbytes;
    if (task.wanted_by > 0)
      record.outputs_missing -= slots_of(number, job);
    note_progress(job);
  });
  for_each_user(number, [&](TaskNumber user) {
    auto& record = tasks_[user];
    if (record.phase == TaskPhase::waiting) {
      --record.inputs_not_ready;
      record.inputs_unassigned -= was_placed ? 0 : 1;
      if (record.inputs_not_ready == 0)
        make_ready(user);
      else if (!was_placed && record.inputs_unassigned == 0)
        ahead_.push_back(user);
      if (record.inputs_not_ready > 0 && is_worth_gathering(user, number))
        gather(number, user);
    } else if (record.phase == TaskPhase::processing && --record.inputs_not_ready == 0) {
      ++workers_[record.worker].runnable;
      update_load(record.worker);
    }
  });
  if (held_inputs)
    stop_needing_inputs(number);
  if (task.wanted_by > 0)
    for_each_job(number, [&](JobNumber job) { announce_if_complete(job); });
}

/// A worker says that it holds the value, whoever was to make it.
void SchedulerState::value_appeared(TaskNumber number, WorkerNumber worker, std::uint64_t nbytes) {
  auto& task = tasks_[number];
  switch (task.phase) {
  case TaskPhase::idle:
  case TaskPhase::erred:
    order(worker, FreeChunk{key_of(number)});
    return;
  case TaskPhase::memory:
    if (!holds(number, worker))
      add_holder(number, worker);
    return;
  case TaskPhase::processing:
    if (const auto other = task.worker; other != worker) {
      order(other, CancelTask{key_of(number)});
      recall_users(number, other);
    }
    unassign(number);
    break;
  case TaskPhase::waiting:
  case TaskPhase::queued:
    break;
  }
  become_in_memory(number, worker, nbytes);
}

void SchedulerState::fail_task(TaskNumber number, const Error& error) {
  const auto worker = tasks_[number].worker;
  unassign(number);
  move(number, TaskPhase::erred);
  leave_users(number, worker);
  stop_needing_inputs(number);
  fail_jobs_of(number, error);
}

/// Its worker cannot do it, or is gone: it waits for what it lacks, and goes elsewhere.
void SchedulerState::give_back(TaskNumber number) {
  const auto worker = tasks_[number].worker;
  unassign(number);
  move(number, TaskPhase::waiting);
  leave_users(number, worker);
  wait_again(number);
}

void SchedulerState::wait_again(TaskNumber number) {
  count_inputs(number);
  std::vector<TaskNumber> lacking;
  for_each_input(number, [&](TaskNumber input) {
    if (tasks_[input].phase == TaskPhase::idle)
      lacking.push_back(input);
  });
  for (auto input : lacking)
    require(input);
  if (tasks_[number].phase != TaskPhase::waiting)
    return; // an input was here after all
  if (tasks_[number].inputs_not_ready == 0)
    make_ready(number);
  else if (tasks_[number].inputs_unassigned == 0)
    ahead_.push_back(number);
}

/// It is made at that worker no more: tasks that were sent there ahead of it come back, and no other is sent.
void SchedulerState::leave_users(TaskNumber number, WorkerNumber worker) {
  for_each_user(number, [&](TaskNumber user) {
    if (tasks_[user].phase == TaskPhase::waiting)
      ++tasks_[user].inputs_unassigned;
  });
  recall_users(number, worker);
}

void SchedulerState::recall_users(TaskNumber number, WorkerNumber worker) {
  std::vector<TaskNumber> sent;
  for_each_user(number, [&](TaskNumber user) {
    if (tasks_[user].phase == TaskPhase::processing && tasks_[user].worker == worker)
      sent.push_back(user);
  });
  for (auto user : sent) {
    if (tasks_[user].phase != TaskPhase::processing || tasks_[user].worker != worker)
      continue; // it takes the value twice, or came back with another
    order(worker, CancelTask{key_of(user)});
    give_back(user);
  }
}

void SchedulerState::stop_needing_inputs(TaskNumber number) {
  for_each_input(number, [&](TaskNumber input) {
    --tasks_[input].needed_by;
    if (!forgets_to_release)
      settle(input);
  });
}

void SchedulerState::drop_value(TaskNumber number) {
  close_broadcast(number);
  for_each_holder(number, [&](WorkerNumber holder) { order(holder, FreeChunk{key_of(number)}); });
  inline_results_.erase(number);
  auto& task = tasks_[number];
  strike_from_worker(task.worker, task.place);
  task.worker = none;
  if (!task.replicated)
    return;
  const auto others = replicas_.of(number);
  task.replicated = false;
  replicas_.drop(number);
  for (const auto& holder : others)
    strike_from_worker(holder.worker, holder.place);
}

/// The last copy is gone. Whoever still needs it makes it wait again, from its lineage. @pre nobody holds it
void SchedulerState::value_lost(TaskNumber number) {
  move(number, TaskPhase::idle);
  inline_results_.erase(number);
  close_broadcast(number);
  std::vector<TaskNumber> queued;
  for_each_user(number, [&](TaskNumber user) {
    auto& record = tasks_[user];
    if (record.phase == TaskPhase::queued) {
      queued.push_back(user);
    } else if (record.phase == TaskPhase::waiting) {
      ++record.inputs_not_ready;
      ++record.inputs_unassigned;
    } else if (record.phase == TaskPhase::processing && record.inputs_not_ready++ == 0) {
      --workers_[record.worker].runnable;
      record.inputs_not_ready += counts_loss_twice ? 1 : 0;
      update_load(record.worker);
    }
  });
  for (auto user : queued) {
    if (tasks_[user].phase == TaskPhase::queued)
      move(user, TaskPhase::waiting);
    count_inputs(user);
  }
  if (tasks_[number].wanted_by > 0)
    for_each_job(number, [&](JobNumber job) {
      auto& record = jobs_.at(job);
      if (const auto slots = slots_of(number, job); slots > 0) {
        record.outputs_missing += slots;
        record.phase = JobPhase::running;
      }
    });
  if (tasks_[number].needed_by > 0 || tasks_[number].wanted_by > 0)
    require(number);
}

/// If nothing needs its value any more: the value is freed, whatever is under way for it ends, and so on for inputs
/// that only it needed.
void SchedulerState::settle(TaskNumber root) {
  std::vector<TaskNumber> more;
  for (auto number = root;;) {
    auto& task = tasks_[number];
    if (task.needed_by == 0 && task.wanted_by == 0 && task.phase != TaskPhase::idle) {
      const bool held_inputs = is_active(task.phase);
      if (task.phase == TaskPhase::memory) {
        drop_value(number);
      } else if (task.phase == TaskPhase::processing) {
        order(task.worker, CancelTask{key_of(number)});
        unassign(number);
      }
      move(number, TaskPhase::idle);
      if (held_inputs)
        for_each_input(number, [&](TaskNumber input) {
          --tasks_[input].needed_by;
          more.push_back(input);
        });
    }
    if (more.empty())
      return;
    number = more.back();
    more.pop_back();
  }
}

} // namespace troupe
