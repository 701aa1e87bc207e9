// Where a ready task runs: where its bytes are, weighed against how busy each worker is. Tasks without inputs are held
// back until a worker is nearly free, so that memory stays flat; jobs take turns by how much each has running.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <limits>

namespace troupe {

using namespace schedule;

namespace {

/// Enough work to hide a round trip to the scheduler.
constexpr double lookahead_us = 2000;
constexpr double fetch_overhead_us = 200;

} // namespace

void SchedulerState::place_queued() {
  if (worker_count() == 0)
    return;
  place_inner();
  place_roots();
}

void SchedulerState::place_inner() {
  for (auto& [number, job] : jobs_)
    while (!job.queued_inner.empty()) {
      const auto task = job.queued_inner.begin()->second;
      const bool simple = config_.policy != PlacementPolicy::troupe;
      assign(task, simple ? choose_by_simple_policy(tasks_[task]) : choose_worker(tasks_[task]));
    }
}

void SchedulerState::place_roots() {
  for (;;) {
    JobRecord* next = nullptr;
    for (auto& [number, job] : jobs_)
      if (!job.queued_roots.empty() && (!next || job.processing < next->processing))
        next = &job;
    if (!next)
      return;
    const auto task = next->queued_roots.begin()->second;
    if (config_.policy != PlacementPolicy::troupe) {
      assign(task, choose_by_simple_policy(tasks_[task]));
      continue;
    }
    const auto worker = choose_idle_worker();
    if (worker == none || !takes_roots(workers_[worker], expected_us(tasks_[task])))
      return;
    assign(task, worker);
  }
}

double SchedulerState::expected_us(const TaskRecord& task) const {
  const auto measured = layers_[task.layer].duration_us;
  return measured > 0 ? measured : config_.unmeasured_us;
}

bool SchedulerState::takes_roots(const WorkerRecord& worker, double task_us) const {
  const auto deep = std::clamp(1 + lookahead_us / std::max(task_us, 1.0), 2.0, 64.0);
  return !worker.beat.paused && static_cast<double>(worker.processing.size()) < deep * worker.info.threads;
}

/// The worker that would get to a new task first; none when there is no worker, or all are short of memory.
SchedulerState::WorkerNumber SchedulerState::choose_idle_worker() const {
  WorkerNumber best = none;
  double least = std::numeric_limits<double>::infinity();
  for (WorkerNumber number = 0; number < workers_.size(); ++number) {
    const auto& worker = workers_[number];
    const auto wait = worker.backlog_us / worker.info.threads;
    if (worker.alive && !worker.beat.paused && wait < least) {
      least = wait;
      best = number;
    }
  }
  return best;
}

/// @pre there is a worker alive
SchedulerState::WorkerNumber SchedulerState::choose_worker(const TaskRecord& task) const {
  std::vector<WorkerNumber> candidates;
  for (auto input : task.inputs)
    candidates.insert(candidates.end(), tasks_[input].holders.begin(), tasks_[input].holders.end());
  if (const auto idle = choose_idle_worker(); idle != none)
    candidates.push_back(idle);
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  WorkerNumber best = none;
  double least = std::numeric_limits<double>::infinity();
  for (auto candidate : candidates) {
    double cost = workers_[candidate].backlog_us / workers_[candidate].info.threads;
    for (auto input : task.inputs)
      if (const auto& holders = tasks_[input].holders;
          std::find(holders.begin(), holders.end(), candidate) == holders.end())
        cost += fetch_overhead_us + static_cast<double>(tasks_[input].nbytes) / config_.bandwidth * 1e6;
    if (cost < least) {
      least = cost;
      best = candidate;
    }
  }
  if (best != none)
    return best;
  for (WorkerNumber number = 0; number < workers_.size(); ++number) // all are short of memory: any will do
    if (workers_[number].alive)
      return number;
  return none;
}

void SchedulerState::assign(TaskNumber number, WorkerNumber at) {
  leave_queues(number);
  move(number, TaskPhase::processing);
  auto& task = tasks_[number];
  auto& worker = workers_[at];
  task.worker = at;
  task.estimate_us = expected_us(task);
  worker.processing.emplace(task.priority, number);
  worker.backlog_us += task.estimate_us;
  for (auto job : task.jobs)
    ++jobs_.at(job).processing;
  define_layer_at(at, task.layer);
  RunTask run{task.key, task.layer, task.index, task.priority, {}};
  for (auto input : task.inputs) {
    const auto& source = tasks_[input];
    TaskInput slot{source.key, source.nbytes, {}, source.needed_by == 1 && source.wanted_by == 0};
    if (!worker.holds.contains(input)) {
      introduce_peers(at, source.holders);
      for (auto holder : source.holders)
        slot.holders.push_back(workers_[holder].info.id);
    }
    run.inputs.push_back(std::move(slot));
  }
  order(at, std::move(run));
}

void SchedulerState::unassign(TaskNumber number) {
  auto& task = tasks_[number];
  auto& worker = workers_[task.worker];
  worker.processing.erase({task.priority, number});
  worker.backlog_us = worker.processing.empty() ? 0 : std::max(0.0, worker.backlog_us - task.estimate_us);
  for (auto job : task.jobs)
    --jobs_.at(job).processing;
  task.worker = none;
}

void SchedulerState::introduce_peers(WorkerNumber worker, const std::vector<WorkerNumber>& peers) {
  for (auto peer : peers)
    if (workers_[worker].peers_known.insert(peer).second)
      order(worker, DefinePeer{workers_[peer].info.id, workers_[peer].info.address});
}

} // namespace troupe
