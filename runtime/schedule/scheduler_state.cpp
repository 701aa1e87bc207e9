// The entrance: events in, effects out.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

using namespace schedule;

std::vector<SchedulerEffect> SchedulerState::apply(const SchedulerEvent& event, LogicalTime now) {
  now_ = now;
  std::visit([this](const auto& what) { on(what); }, event);
  place_queued();
  return flush();
}

void SchedulerState::on(const CommandArrived& event) {
  if (const auto* cancel = std::get_if<CancelJob>(&event.command)) {
    if (const auto job = find_job(cancel->job); job != none)
      end_job(job, JobPhase::cancelled, {Errc::cancelled, "the job was cancelled"});
  } else if (const auto* release = std::get_if<ReleaseJob>(&event.command)) {
    if (const auto job = find_job(release->job); job != none)
      end_job(job, jobs_.at(job).phase, {});
  } else if (const auto* lost = std::get_if<OutputUnreachable>(&event.command)) {
    const auto worker = workers_by_id_.find(lost->worker);
    const auto task = tasks_by_key_.find(lost->key);
    if (worker != workers_by_id_.end() && task != tasks_by_key_.end()) {
      order(worker->second, FreeChunk{lost->key});
      remove_holder(task->second, worker->second);
    }
    // Where others hold it, or it was made again meanwhile, the supervisor may not know: it is told anew.
    if (const auto job = find_job(lost->job); job != none && jobs_.at(job).phase == JobPhase::done) {
      jobs_.at(job).phase = JobPhase::running;
      announce_if_complete(job);
    }
  }
}

void SchedulerState::on(const SchedulerTick&) {
  for (WorkerNumber number = 0; number < workers_.size(); ++number)
    if (workers_[number].alive && now_ - workers_[number].last_heard > config_.worker_timeout_us)
      lose_worker(number, "it said nothing for " + std::to_string((now_ - workers_[number].last_heard) / 1000) + " ms");
  for (auto& [number, job] : jobs_)
    if (job.phase == JobPhase::running && job.progress != job.reported) {
      job.reported = job.progress;
      notify(number, JobProgressed{job.id, job.progress});
    }
}

void SchedulerState::order(WorkerNumber worker, WorkerOrder what) {
  if (workers_[worker].alive)
    workers_[worker].outbox.push_back(std::move(what));
}

void SchedulerState::notify(JobNumber job, JobNotice what) {
  const auto id = jobs_.at(job).id;
  effects_.push_back(SendNotice{id, std::move(what)});
}

std::vector<SchedulerEffect> SchedulerState::flush() {
  for (auto& worker : workers_)
    if (!worker.outbox.empty())
      effects_.push_back(SendOrders{worker.info.id, std::exchange(worker.outbox, {})});
  return std::exchange(effects_, {});
}

const TaskRecord* SchedulerState::find_task(const Key& key) const {
  const auto at = tasks_by_key_.find(key);
  return at == tasks_by_key_.end() ? nullptr : &tasks_[at->second];
}

} // namespace troupe
