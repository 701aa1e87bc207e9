// The state's status, for `troupe status`.
#include "runtime/schedule/scheduler_state.hpp"

#include "runtime/graph/kernel_text.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

std::optional<TaskView> SchedulerState::find_task(const Key& key) const {
  const auto number = find(key);
  if (number == none)
    return std::nullopt;
  const auto& task = tasks_[number];
  TaskView view{task.phase, task.nbytes, {}, {}};
  if (task.phase == TaskPhase::processing)
    view.worker = workers_[task.worker].info.id;
  if (task.phase == TaskPhase::memory)
    for_each_holder(number, [&](WorkerNumber holder) { view.holders.push_back(workers_[holder].info.id); });
  return view;
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
  status.tasks_in_state = index_.size();
  for (const auto& worker : workers_) {
    if (!worker.alive)
      continue;
    status.chunks_in_memory += worker.holds.size();
    WorkerStatus of{
        .info = worker.info, .beat = worker.beat, .assigned = static_cast<std::uint32_t>(worker.processing.size())};
    of.seconds_since_beat = static_cast<double>(now - worker.last_heard) * 1e-6;
    if (worker.beat.longest_us > 0 && worker.beat.longest_layer < layers_.size())
      of.longest_kernel =
          kernel_text(layers_[worker.beat.longest_layer].kernel, layers_[worker.beat.longest_layer].params);
    of.retiring = worker.retiring;
    status.workers.push_back(std::move(of));
  }
  std::stable_sort(status.workers.begin(), status.workers.end(),
                   [](const auto& a, const auto& b) { return a.info.name < b.info.name; });
  status.jobs.assign(ended_jobs_.begin(), ended_jobs_.end());
  for (const auto& [number, job] : jobs_)
    status.jobs.push_back(status_of(job, now));
  return status;
}

} // namespace troupe
