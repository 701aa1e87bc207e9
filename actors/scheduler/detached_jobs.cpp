#include "actors/scheduler/detached_jobs.hpp"

namespace troupe {

void DetachedJobs::add(JobId job, Params meta) { jobs_[job].meta = std::move(meta); }

std::vector<JobId> DetachedJobs::collected(JobId job, std::vector<Key> outputs) {
  const auto at = jobs_.find(job);
  if (at == jobs_.end())
    return {};
  at->second.outputs = std::move(outputs);
  return end(job);
}

std::vector<JobId> DetachedJobs::failed(JobId job, Error error) {
  const auto at = jobs_.find(job);
  if (at == jobs_.end())
    return {};
  at->second.error = std::move(error);
  return end(job);
}

std::vector<JobId> DetachedJobs::restore(JobStatus status) {
  const auto job = status.job;
  restored_[job] = std::move(status);
  return end(job);
}

const JobStatus* DetachedJobs::find_restored(JobId job) const {
  const auto at = restored_.find(job);
  return at == restored_.end() ? nullptr : &at->second;
}

std::vector<JobId> DetachedJobs::end(JobId job) {
  ended_.push_back(job);
  std::vector<JobId> forgotten;
  while (ended_.size() > remembered_) {
    forgotten.push_back(ended_.front());
    jobs_.erase(ended_.front());
    restored_.erase(ended_.front());
    ended_.pop_front();
  }
  return forgotten;
}

JobStatus DetachedJobs::complete(JobStatus status) const {
  const auto at = jobs_.find(status.job);
  if (at == jobs_.end())
    return status;
  const auto& record = at->second;
  status.meta = record.meta;
  if (record.outputs) {
    status.phase = JobPhase::done;
    status.outputs = *record.outputs;
  } else if (record.error) {
    status.phase = record.error->code == Errc::cancelled ? JobPhase::cancelled : JobPhase::failed;
    status.error = *record.error;
  } else if (status.phase == JobPhase::done) {
    status.phase = JobPhase::running; // its outputs are on their way
  }
  return status;
}

} // namespace troupe
