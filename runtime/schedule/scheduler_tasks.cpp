// How tasks go from phase to phase. Every change of phase passes move(), which holds it to the table of task_phase.hpp.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <stdexcept>

namespace troupe {

using namespace schedule;

void SchedulerState::move(TaskNumber number, TaskPhase to) {
  auto& task = tasks_[number];
  if (!may_follow(task.phase, to))
    throw TroupeError({Errc::illegal_transition, "task " + to_string(task.key) + " cannot go from " +
                                                   std::string(to_string(task.phase)) + " to " + std::string(to_string(to))});
  task.phase = to;
}

std::uint32_t SchedulerState::count_missing(TaskNumber number) const {
  const auto& inputs = tasks_[number].inputs;
  return static_cast<std::uint32_t>(
    std::count_if(inputs.begin(), inputs.end(), [&](auto input) { return tasks_[input].phase != TaskPhase::memory; }));
}

/// Someone wants its value: an idle task starts to wait, and so does every input it lacks.
void SchedulerState::require(TaskNumber root) {
  to_require_.push_back(root);
  while (!to_require_.empty()) {
    const auto number = to_require_.back();
    to_require_.pop_back();
    auto& task = tasks_[number];
    if (task.phase != TaskPhase::idle)
      continue;
    move(number, TaskPhase::waiting);
    task.missing = count_missing(number);
    for (auto input : task.inputs) {
      ++tasks_[input].needed_by;
      if (tasks_[input].phase == TaskPhase::idle)
        to_require_.push_back(input);
    }
    if (task.missing == 0)
      make_ready(number);
  }
}

void SchedulerState::make_ready(TaskNumber number) {
  move(number, TaskPhase::queued);
  const auto& task = tasks_[number];
  for (auto job : task.jobs) {
    auto& record = jobs_.at(job);
    (task.inputs.empty() ? record.queued_roots : record.queued_inner).emplace(task.priority, number);
  }
}

void SchedulerState::leave_queues(TaskNumber number) {
  const auto& task = tasks_[number];
  for (auto job : task.jobs) {
    auto& record = jobs_.at(job);
    (task.inputs.empty() ? record.queued_roots : record.queued_inner).erase({task.priority, number});
  }
}

void SchedulerState::task_in_memory(TaskNumber number, WorkerNumber worker, std::uint64_t nbytes) {
  move(number, TaskPhase::memory);
  auto& task = tasks_[number];
  task.nbytes = nbytes;
  task.holders = {worker};
  workers_[worker].holds.insert(number);
  for (auto job : task.jobs) {
    auto& record = jobs_.at(job);
    record.progress.tasks_done = std::min(record.progress.tasks_done + 1, record.progress.tasks_total);
    record.progress.bytes_made += nbytes;
    record.outputs_missing.erase(number);
  }
  for (auto dependent : task.dependents)
    if (tasks_[dependent].phase == TaskPhase::waiting && --tasks_[dependent].missing == 0)
      make_ready(dependent);
  stop_needing_inputs(number);
  const auto jobs = tasks_[number].jobs;
  for (auto job : jobs)
    announce_if_complete(job);
}

void SchedulerState::stop_needing_inputs(TaskNumber number) {
  const auto inputs = tasks_[number].inputs;
  for (auto input : inputs) {
    --tasks_[input].needed_by;
    settle(input);
  }
}

void SchedulerState::drop_value(TaskNumber number) {
  auto& task = tasks_[number];
  for (auto holder : task.holders) {
    workers_[holder].holds.erase(number);
    order(holder, FreeChunk{task.key});
  }
  task.holders.clear();
}

/// Its worker cannot do it, or is gone: it waits for what it lacks, and goes elsewhere.
void SchedulerState::give_back(TaskNumber number) {
  unassign(number);
  wait_again(number);
}

void SchedulerState::wait_again(TaskNumber number) {
  move(number, TaskPhase::waiting);
  tasks_[number].missing = count_missing(number);
  const auto inputs = tasks_[number].inputs;
  for (auto input : inputs)
    require(input);
  if (tasks_[number].missing == 0)
    make_ready(number);
}

void SchedulerState::remove_holder(TaskNumber number, WorkerNumber worker) {
  auto& holders = tasks_[number].holders;
  const auto at = std::find(holders.begin(), holders.end(), worker);
  if (at == holders.end())
    return;
  holders.erase(at);
  workers_[worker].holds.erase(number);
  if (holders.empty())
    value_lost(number);
}

/// The last copy is gone. Whoever still needs it makes it wait again, from its lineage.
void SchedulerState::value_lost(TaskNumber number) {
  move(number, TaskPhase::idle);
  auto& task = tasks_[number];
  for (auto dependent : task.dependents) {
    if (tasks_[dependent].phase == TaskPhase::queued) {
      leave_queues(dependent);
      move(dependent, TaskPhase::waiting);
    }
    if (tasks_[dependent].phase == TaskPhase::waiting)
      tasks_[dependent].missing = count_missing(dependent);
  }
  if (task.wanted_by > 0)
    for (auto job : task.jobs) {
      auto& record = jobs_.at(job);
      if (std::find(record.outputs.begin(), record.outputs.end(), number) != record.outputs.end()) {
        record.outputs_missing.insert(number);
        record.phase = JobPhase::running;
      }
    }
  if (task.needed_by > 0 || task.wanted_by > 0)
    require(number);
}

/// If nothing needs its value any more: the value is freed, whatever is under way for it ends, and so on for inputs
/// that only it needed.
void SchedulerState::settle(TaskNumber root) {
  std::vector<TaskNumber> stack{root};
  while (!stack.empty()) {
    const auto number = stack.back();
    stack.pop_back();
    auto& task = tasks_[number];
    if (task.needed_by > 0 || task.wanted_by > 0 || task.phase == TaskPhase::idle)
      continue;
    const bool held_inputs = task.phase != TaskPhase::memory && task.phase != TaskPhase::erred;
    if (task.phase == TaskPhase::memory) {
      drop_value(number);
    } else if (task.phase == TaskPhase::queued) {
      leave_queues(number);
    } else if (task.phase == TaskPhase::processing) {
      order(task.worker, CancelTask{task.key});
      unassign(number);
    }
    move(number, TaskPhase::idle);
    if (held_inputs)
      for (auto input : task.inputs) {
        --tasks_[input].needed_by;
        stack.push_back(input);
      }
  }
}

/// A record lives while a job has it in its graph or another record lists it as an input. @pre settled
void SchedulerState::forget_if_unreferenced(TaskNumber root) {
  std::vector<TaskNumber> doomed{root};
  while (!doomed.empty()) {
    const auto number = doomed.back();
    doomed.pop_back();
    auto& task = tasks_[number];
    if (!task.used || !task.jobs.empty() || !task.dependents.empty())
      continue;
    settle(number);
    tasks_by_key_.erase(task.key);
    for (auto input : task.inputs) {
      auto& dependents = tasks_[input].dependents;
      dependents.erase(std::find(dependents.begin(), dependents.end(), number));
      doomed.push_back(input);
    }
    release_layer(task.layer);
    task = {};
    free_tasks_.push_back(number);
  }
}

} // namespace troupe
