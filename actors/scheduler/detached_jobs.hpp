// The jobs that outlive their clients, until newer ones displace them: their metadata, and the outputs that their
// supervisors have collected. Plain value; not thread-safe.
// Invariant: at most `remembered` ended jobs are kept, oldest forgotten first; running ones always.
#pragma once

#include "runtime/base/error.hpp"
#include "runtime/base/ids.hpp"
#include "runtime/messages/job_messages.hpp"

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace troupe {

class DetachedJobs {
public:
  explicit DetachedJobs(std::size_t remembered = 100) : remembered_(remembered) {}

  void add(JobId job, Params meta);
  /// A job that ended under an earlier scheduler.
  std::vector<JobId> restore(JobStatus status);
  /// Such a one; nullptr for all others.
  const JobStatus* find_restored(JobId job) const;
  const std::map<JobId, JobStatus>& restored() const { return restored_; }

  /// The outputs are with the supervisor, in the graph's order; or collecting them failed.
  /// @returns The jobs that are forgotten for it: their supervisors may go.
  std::vector<JobId> collected(JobId job, std::vector<Key> outputs);
  std::vector<JobId> failed(JobId job, Error error);

  /// What the scheduler's state says of a job, made whole: meta, outputs, and `running` until they are collected.
  JobStatus complete(JobStatus status) const;

private:
  struct Record {
    Params meta;
    std::optional<std::vector<Key>> outputs;
    std::optional<Error> error;
  };

  std::vector<JobId> end(JobId job);

  std::size_t remembered_;
  std::map<JobId, Record> jobs_;
  std::map<JobId, JobStatus> restored_;
  std::deque<JobId> ended_;
};

} // namespace troupe
