// The bodies of SchedulerState's walks over what belongs to a task: inputs, consumers, holders, jobs. Included by
// scheduler_state.hpp, which declares them; costs what is visited.
#pragma once

#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <cstddef>

namespace troupe {

template <class Visit>
void SchedulerState::for_each_input(TaskNumber task, Visit&& visit) const {
  const auto& block = block_of(task);
  for (auto input : block.table->inputs_of(block.at(task)))
    visit(block.input_base + input);
}

/// Those that are not forgotten; one that takes the task twice comes twice.
template <class Visit>
void SchedulerState::for_each_user(TaskNumber task, Visit&& visit) const {
  const auto& block = block_of(task);
  const auto at = block.at(task);
  for (auto i = block.user_begins[at]; i < block.user_begins[at + 1]; ++i)
    if (const auto user = block.users[i]; tasks_[user].block != schedule::none)
      visit(user);
  if (tasks_[task].used_outside)
    for (auto user : outside_users_.of(task))
      visit(user);
}

/// @pre the task is in memory
template <class Visit>
void SchedulerState::for_each_holder(TaskNumber task, Visit&& visit) const {
  visit(tasks_[task].worker);
  if (tasks_[task].replicated)
    for (const auto& holder : replicas_.of(task))
      visit(holder.worker);
}

/// At most `most` of the holders, those from number `from` on, the first after the last.
template <class Visit>
void SchedulerState::visit_some_holders(TaskNumber chunk, std::size_t most, std::size_t from, Visit&& visit) const {
  if (!tasks_[chunk].replicated)
    return visit(tasks_[chunk].worker);
  const auto& others = replicas_.of(chunk);
  const auto all = others.size() + 1;
  for (std::size_t i = 0; i < std::min(most, all); ++i) {
    const auto at = (from + i) % all;
    visit(at == 0 ? tasks_[chunk].worker : others[at - 1].worker);
  }
}

template <class Visit>
void SchedulerState::for_each_job(TaskNumber task, Visit&& visit) const {
  if (const auto owner = block_of(task).job; owner != schedule::none)
    visit(owner);
  if (tasks_[task].shared)
    for (auto job : more_jobs_.of(task))
      visit(job);
}

} // namespace troupe
