// Work stealing: a worker that has run out of work gets a task that waits at a busy one, where moving the inputs costs
// less than the waiting. The busy worker is asked to return the task, and does unless it has started. A task is moved
// once.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

namespace {

constexpr std::uint32_t victims_looked_at = 3;
constexpr std::size_t tasks_looked_at = 16; ///< of a victim: those that it was given last
constexpr std::size_t neighbours_looked_at =
    64; ///< a task with more consumers stays where it is; with more inputs it is weighed once
constexpr double least_gain_us = 500; ///< less is not worth the messages

} // namespace

void SchedulerState::steal_for_idle() {
  if (traits_.steals)
    for (auto worker : idle_)
      steal_for(worker);
  idle_.clear();
}

/// @returns Whether a task was asked for.
bool SchedulerState::steal_for(WorkerNumber thief) {
  const auto& worker = workers_[thief];
  if (!gets_tasks(thief) || worker.beat.paused || worker.runnable + worker.incoming >= worker.info.threads)
    return false;
  bool asked = false;
  by_backlog_.visit_most(victims_looked_at,
                         [&](WorkerNumber victim) { return asked = victim != thief && ask_back(victim, thief); });
  return asked;
}

/// Of the tasks that a worker was given last those that have not begun and may move, the most urgent first.
std::vector<SchedulerState::TaskNumber> SchedulerState::movable_at(WorkerNumber victim) const {
  const auto& from = workers_[victim];
  std::vector<std::pair<Tag, TaskNumber>> queue;
  const auto first = from.processing.size() - std::min(from.processing.size(), tasks_looked_at);
  for (auto at = first; at < from.processing.size(); ++at)
    if (const auto task = from.processing[at]; tasks_[task].inputs_not_ready == 0)
      queue.emplace_back(tag_at_worker(task), task);
  std::sort(queue.begin(), queue.end());
  std::vector<TaskNumber> movable;
  for (std::size_t i = first == 0 ? from.info.threads : 0; i < queue.size(); ++i)
    if (may_move(queue[i].second))
      movable.push_back(queue[i].second);
  return movable;
}

/// Until a task that waits at the worker would begin there. What has run for longer than all was expected to take is
/// expected to run for as long again; with other threads than its own, these take what waits.
double SchedulerState::wait_behind_others_us(TaskNumber task) const {
  const auto& at = workers_[tasks_[task].worker];
  const auto given = (at.backlog_us - expected_us(task)) / at.info.threads;
  return at.info.threads > 1 ? given : std::max(given, static_cast<double>(at.beat.longest_us));
}

/// Asks for the task that gains most of those that were given last; among equals for the most urgent. One of many
/// inputs is weighed where none before it will do, and once: so that costs each input a constant, however many workers
/// ask. It waits for that until asking for all its inputs takes less than it would wait.
bool SchedulerState::ask_back(WorkerNumber victim, WorkerNumber thief) {
  const auto& from = workers_[victim];
  if (from.runnable <= from.info.threads)
    return false;
  auto best = none;
  double most = least_gain_us;
  for (const auto task : movable_at(victim)) {
    const bool many = input_count(task) > neighbours_looked_at;
    const auto wait = wait_behind_others_us(task);
    if (many && (best != none || Cost::fetch_overhead_us * static_cast<double>(input_count(task)) >= wait))
      continue;
    tasks_[task].weighed_anew = many;
    if (const auto gain = wait - weighed(task, thief).cost.total(); gain > most) {
      most = gain;
      best = task;
      if (many)
        break;
    }
  }
  if (best == none)
    return false;
  tasks_[best].asked_back = true;
  asked_for_.set(best, thief);
  ++workers_[thief].incoming;
  order(victim, ReturnTask{key_of(best)});
  return true;
}

/// A task that waits for nothing and was never moved. What was sent ahead on its strength comes back with it.
bool SchedulerState::may_move(TaskNumber task) const {
  const auto& record = tasks_[task];
  if (record.inputs_not_ready > 0 || record.asked_back || record.moved || record.weighed_anew
      || constraint_of(task) != none)
    return false;
  return user_count(task) <= neighbours_looked_at && !record.used_outside;
}

/// The task is at its worker no more, one way or the other.
void SchedulerState::end_asking(TaskNumber task) {
  if (!tasks_[task].asked_back)
    return;
  tasks_[task].asked_back = false;
  const auto thief = asked_for_.erase(task);
  if (workers_[thief].alive)
    --workers_[thief].incoming;
}

} // namespace troupe
