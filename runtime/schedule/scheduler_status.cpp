// What the state says of itself: status for people, invariants for tests.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

std::size_t SchedulerState::worker_count() const {
  return workers_by_id_.size();
}

JobStatus SchedulerState::status_of(const JobRecord& job, LogicalTime now) const {
  JobStatus status;
  status.job = job.id;
  status.name = job.name;
  status.phase = job.phase;
  status.detached = job.detached;
  status.progress = job.progress;
  const auto until = job.phase == JobPhase::running ? now : job.ended;
  status.seconds = static_cast<double>(until - job.started) * 1e-6;
  status.error = job.error;
  return status;
}

Result<JobStatus> SchedulerState::job_status(JobId id, LogicalTime now) const {
  if (const auto number = find_job(id); number != none)
    return status_of(jobs_.at(number), now);
  for (const auto& ended : ended_jobs_)
    if (ended.job == id)
      return ended;
  return fail(Errc::not_found, "no job " + to_string(id) + " is known to this scheduler");
}

ClusterStatus SchedulerState::cluster_status(LogicalTime now) const {
  ClusterStatus status;
  status.tasks_in_state = tasks_by_key_.size();
  for (const auto& worker : workers_) {
    if (!worker.alive)
      continue;
    status.chunks_in_memory += worker.holds.size();
    status.workers.push_back({worker.info, worker.beat, static_cast<std::uint32_t>(worker.processing.size()),
                              static_cast<double>(now - worker.last_heard) * 1e-6});
  }
  std::stable_sort(status.workers.begin(), status.workers.end(),
                   [](const auto& a, const auto& b) { return a.info.name < b.info.name; });
  status.jobs.assign(ended_jobs_.begin(), ended_jobs_.end());
  for (const auto& [number, job] : jobs_)
    status.jobs.push_back(status_of(job, now));
  return status;
}

Result<void> SchedulerState::check_task(TaskNumber number) const {
  const auto& task = tasks_[number];
  const auto refuse = [&](const std::string& what) {
    return fail(Errc::internal, "task " + to_string(task.key) + " (" + std::string(to_string(task.phase)) + "): " + what);
  };
  const bool active = task.phase == TaskPhase::waiting || task.phase == TaskPhase::queued || task.phase == TaskPhase::processing;
  if ((task.phase == TaskPhase::memory) == task.holders.empty())
    return refuse("holders and phase do not agree");
  if ((task.phase == TaskPhase::processing) == (task.worker == none))
    return refuse("worker and phase do not agree");
  if (task.phase == TaskPhase::waiting && task.missing != count_missing(number))
    return refuse("counts " + std::to_string(task.missing) + " missing inputs, has " + std::to_string(count_missing(number)));
  if (task.phase == TaskPhase::waiting && task.missing == 0)
    return refuse("waits for nothing");
  if (task.phase == TaskPhase::queued && count_missing(number) > 0)
    return refuse("is queued without its inputs");
  std::uint32_t needed = 0;
  for (auto dependent : task.dependents) {
    const auto phase = tasks_[dependent].phase;
    needed += phase == TaskPhase::waiting || phase == TaskPhase::queued || phase == TaskPhase::processing;
  }
  if (needed != task.needed_by)
    return refuse("is needed by " + std::to_string(needed) + ", counts " + std::to_string(task.needed_by));
  if ((active || task.phase == TaskPhase::memory) && task.needed_by == 0 && task.wanted_by == 0)
    return refuse("is kept though nothing needs it");
  if (task.phase == TaskPhase::idle && (task.needed_by > 0 || task.wanted_by > 0))
    return refuse("is idle though something needs it");
  if (task.jobs.empty() && task.dependents.empty())
    return refuse("is remembered though nothing refers to it");
  for (auto holder : task.holders)
    if (!workers_[holder].alive || !workers_[holder].holds.contains(number))
      return refuse("is held by a worker that does not hold it");
  return {};
}

Result<void> SchedulerState::check_workers() const {
  for (const auto& worker : workers_) {
    if (!worker.alive && (!worker.holds.empty() || !worker.processing.empty()))
      return fail(Errc::internal, "the lost worker '" + worker.info.name + "' still has tasks or chunks");
    for (const auto& [priority, task] : worker.processing)
      if (!tasks_[task].used || tasks_[task].phase != TaskPhase::processing)
        return fail(Errc::internal, "worker '" + worker.info.name + "' has a task that is not processing");
    for (auto task : worker.holds)
      if (!tasks_[task].used || tasks_[task].phase != TaskPhase::memory)
        return fail(Errc::internal, "worker '" + worker.info.name + "' holds a value that is not in memory");
  }
  return {};
}

Result<void> SchedulerState::check_invariants() const {
  for (TaskNumber number = 0; number < tasks_.size(); ++number)
    if (tasks_[number].used)
      TROUPE_CHECK(check_task(number));
  TROUPE_CHECK(check_workers());
  for (const auto& [number, job] : jobs_)
    for (const auto* queue : {&job.queued_roots, &job.queued_inner})
      for (const auto& [priority, task] : *queue)
        if (!tasks_[task].used || tasks_[task].phase != TaskPhase::queued)
          return fail(Errc::internal, "job " + to_string(job.id) + " queues a task that is not queued");
  return {};
}

} // namespace troupe
