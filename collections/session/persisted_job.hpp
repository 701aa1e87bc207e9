// The job behind persisted collections, done or not: it lives as long as an expression over its outputs, which stay with the
// workers for as long. Expressions name it among their parameters. Thread-safe.
#pragma once

#include "runtime/execute/executor.hpp"
#include "runtime/graph/expression.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace troupe {

class PersistedJob {
public:
  /// @param needs  what the tasks need to be run (again, should a worker be lost): this process's functions and memory
  /// @param made_of  jobs whose outputs the tasks take: kept until this one has ended, whoever else drops them
  static std::shared_ptr<const PersistedJob> make(std::shared_ptr<RunningJob> job, std::vector<std::shared_ptr<const void>> needs,
                                                  std::vector<std::shared_ptr<const PersistedJob>> made_of);
  ~PersistedJob();
  PersistedJob(const PersistedJob&) = delete;
  PersistedJob& operator=(const PersistedJob&) = delete;

  /// Unlike that of any other job.
  const std::string& name() const { return name_; }
  RunningJob& job() const { return *job_; }
  const std::shared_ptr<RunningJob>& shared_job() const { return job_; }

private:
  PersistedJob(std::shared_ptr<RunningJob> job, std::vector<std::shared_ptr<const void>> needs);
  std::string name_;
  std::vector<std::shared_ptr<const void>> needs_;
  std::shared_ptr<RunningJob> job_; ///< goes first
};

/// The jobs that keep what the expressions, and those below them, are made of; each once.
std::vector<std::shared_ptr<const PersistedJob>> persisted_jobs_of(std::span<const ExpressionPtr> expressions);
/// Functions and memory of this process that their tasks find by name.
std::vector<std::shared_ptr<const void>> held_by(std::span<const ExpressionPtr> expressions);

} // namespace troupe
