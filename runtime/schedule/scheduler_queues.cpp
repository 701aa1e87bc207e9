// Chooses the next task. Tasks with inputs are assigned as soon as possible, also to the worker that is making their
// last inputs. Root tasks are throttled until a worker is nearly free, so that memory stays flat; jobs take turns by
// the work that was assigned for each, by weight (start-time fair queueing, Goyal, Vin, Cheng 1996).
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace troupe {

using namespace schedule;

namespace {

/// Root tasks at a worker beyond its threads, as dask.distributed's worker-saturation.
constexpr double saturation = 1.1;
/// Enough work to hide a round trip to the scheduler.
constexpr double lookahead_us = 2000;
constexpr double ahead_us = 10'000;
constexpr double deepest = 256; ///< tasks a thread, however short

} // namespace

void SchedulerState::place_queued() {
  if (alive_.empty())
    return;
  do {
    do
      place_inner();
    while (place_awaiting_copies());
    place_constrained();
    place_ahead();
  } while (place_roots());
  steal_for_idle();
}

bool SchedulerState::place_inner() {
  if (ready_.empty())
    return false;
  if (ready_.size() > 1)
    std::sort(ready_.begin(), ready_.end());
  for (const auto& [tag, task] : ready_) {
    if (!is_queued(task) || is_free_root(task))
      continue;
    if (constraint_of(task) != none) // it waited for a copy
      queue_constrained(task);
    else if (const auto choice = choose_worker(task); !must_wait_for_copy(task, choice.worker))
      assign(task, choice, policy_->rule());
  }
  ready_.clear();
  return true;
}

/// A task whose inputs are all held or being made on one worker goes there before they are finished: the worker begins
/// it at once when they are, without asking.
bool SchedulerState::place_ahead() {
  if (ahead_.empty())
    return false;
  for (std::size_t i = 0; i < ahead_.size(); ++i) { // grows by those that may follow
    const auto task = ahead_[i];
    const auto worker = worker_ahead(task);
    if (worker == none)
      continue;
    if (takes_ahead(workers_[worker], expected_us(task))) {
      assign(task, {worker, {.wait_us = wait_us(workers_[worker])}}, "ahead of its inputs");
    } else if (!tasks_[task].in_ahead_queue) {
      tasks_[task].in_ahead_queue = true;
      workers_[worker].ahead_queue.push_back(task);
    }
  }
  ahead_.clear();
  return true;
}

/// Something ended at the worker: tasks that it had no room for are looked at again, and those struck off that went
/// their way otherwise.
void SchedulerState::retry_ahead(WorkerNumber number) {
  auto& queue = workers_[number].ahead_queue;
  for (int tries = 0; tries < 2 && !queue.empty(); ++tries) {
    const auto task = queue.back();
    const bool there = tasks_.contains(task) && tasks_[task].block != none;
    const bool waits = there && tasks_[task].phase == TaskPhase::waiting && tasks_[task].inputs_unassigned == 0;
    if (waits && !takes_ahead(workers_[number], expected_us(task)))
      return;
    queue.pop_back();
    if (there)
      tasks_[task].in_ahead_queue = false;
    if (waits)
      ahead_.push_back(task);
  }
}

bool SchedulerState::place_constrained() {
  bool any = false;
  while (!changed_constraints_.empty()) {
    const auto number = changed_constraints_.back();
    auto& constraint = constraints_[number];
    changed_constraints_.pop_back();
    constraint.changed = false;
    auto& queue = constraint.queue;
    while (!queue.empty()) {
      const auto task = queue.front().second;
      if (is_queued(task) && constraint_of(task) == number) {
        const auto choice = choose_eligible(task, constraint);
        if (choice.worker == none)
          break;
        any = true;
        if (!must_wait_for_copy(task, choice.worker))
          assign(task, choice, "the cheapest of those allowed");
      }
      std::pop_heap(queue.begin(), queue.end(), std::greater<>());
      queue.pop_back();
    }
  }
  return any;
}

bool SchedulerState::place_roots() {
  if (!traits_.holds_back_sources)
    return place_all_roots();
  bool any = false;
  for (auto given = RootGiven::yes; given == RootGiven::yes;) {
    const auto worker = by_runnable_.least();
    given = worker == none ? RootGiven::no : give_root(worker);
    any = any || given == RootGiven::yes;
    if (given != RootGiven::waits_for_copy)
      continue;
    // The others that are idle lack that chunk too; who has just ended something has it, and goes on.
    for (std::size_t i = 0; i < idle_.size(); ++i)
      while (by_runnable_.contains(idle_[i]) && give_root(idle_[i]) == RootGiven::yes)
        any = true;
  }
  return any;
}

/// The next root task to this worker, if it takes one.
SchedulerState::RootGiven SchedulerState::give_root(WorkerNumber worker) {
  for (auto job = next_root_job(); job != none; job = next_root_job()) {
    if (!takes_roots(workers_[worker], jobs_.at(job).root_us))
      return RootGiven::no;
    const auto task = take_root(job, worker);
    if (task == none)
      continue;
    jobs_.at(job).root_us = measured_us(task);
    if (first_blocked_input(task, worker) != none) { // somebody fetches it: when that ends, this is looked at again
      push_urgent(job, task);
      return RootGiven::waits_for_copy;
    }
    assign(task, {worker, {.wait_us = wait_us(workers_[worker])}}, "the least busy worker takes the next of its run");
    return RootGiven::yes;
  }
  return RootGiven::no;
}

bool SchedulerState::place_all_roots() {
  bool any = false;
  for (auto job = next_root_job(); job != none; job = next_root_job())
    if (const auto task = take_root(job, alive_.first()); task != none) {
      any = true;
      assign(task, choose_worker(task), policy_->rule());
    }
  return any;
}

/// The job whose turn it is; none when no job has root tasks queued.
SchedulerState::JobNumber SchedulerState::next_root_job() {
  while (!root_jobs_.empty()) {
    auto entry = root_jobs_.extract(root_jobs_.begin());
    const auto number = ~std::get<2>(entry.value());
    auto& job = jobs_.at(number);
    while (!job.urgent.empty() && !is_free_root(job.urgent.front().second)) {
      std::pop_heap(job.urgent.begin(), job.urgent.end(), std::greater<>());
      job.urgent.pop_back();
    }
    if (job.urgent.empty() && job.roots.empty()) {
      job.has_roots = false;
      continue;
    }
    const auto next = job.urgent.empty() ? job.roots.first() : job.urgent.front().second;
    const auto priority = tasks_[next].block == none ? job.priority : layers_[layer_of(next)].priority;
    const bool stands = job.charged_us == 0 && priority == job.priority;
    job.served_us += job.charged_us;
    job.charged_us = 0;
    job.priority = priority;
    entry.value() = {-std::int64_t{priority}, job.served_us, ~number};
    root_jobs_.insert(std::move(entry));
    if (stands) {
      served_us_ = std::max(served_us_, job.served_us);
      return number;
    }
  }
  return none;
}

/// none when what was queued was cancelled meanwhile. @pre the job has some queued
SchedulerState::TaskNumber SchedulerState::take_root(JobNumber number, WorkerNumber worker) {
  auto& job = jobs_.at(number);
  if (!job.urgent.empty()) {
    const auto task = job.urgent.front().second;
    std::pop_heap(job.urgent.begin(), job.urgent.end(), std::greater<>());
    job.urgent.pop_back();
    return is_free_root(task) ? task : none;
  }
  const auto task = job.roots.take(worker, workers_[worker].info.threads, all_threads_);
  return is_free_root(task) ? task : none;
}

void SchedulerState::push_urgent(JobNumber number, TaskNumber task) {
  auto& urgent = jobs_.at(number).urgent;
  urgent.emplace_back(tag_of(task), task);
  std::push_heap(urgent.begin(), urgent.end(), std::greater<>());
  offer_roots(number);
}

/// Puts the job among those whose turn may come. Time in which it had nothing to give out gives it no claim.
void SchedulerState::offer_roots(JobNumber number) {
  auto& job = jobs_.at(number);
  if (job.has_roots || (job.roots.empty() && job.urgent.empty()))
    return;
  job.has_roots = true;
  job.served_us = std::max(job.served_us, served_us_);
  root_jobs_.emplace(-std::int64_t{job.priority}, job.served_us, ~number);
}

/// @param task_us  0 when it is not known
bool SchedulerState::takes_roots(const WorkerRecord& worker, double task_us) const {
  const double threads = worker.info.threads;
  const auto deep = task_us > 0 ? std::min(1 + lookahead_us / task_us, deepest) : 1;
  return worker.runnable < std::max(std::ceil(saturation * threads), std::floor(deep * threads));
}

/// As long as the worker has little to do, or few such tasks: where its queue is long, asking costs no waiting.
bool SchedulerState::takes_ahead(const WorkerRecord& worker, double task_us) const {
  const auto deep = std::clamp(1 + ahead_us / std::max(task_us, 1.0), 2.0, deepest);
  return static_cast<double>(worker.processing.size()) < deep * worker.info.threads
         || worker.processing.size() - worker.runnable < worker.info.threads;
}

} // namespace troupe
