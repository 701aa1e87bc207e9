// The job behind persisted collections, done or not: it lives as long as an expression over its outputs, which stay
// with the workers for as long. Expressions name it among their parameters. Thread-safe.
#pragma once

#include "runtime/execute/executor.hpp"
#include "runtime/graph/expression.hpp"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace troupe {

/// What tasks find in this process by name, and need to be run, and run again where a worker is lost.
struct HeldThings {
  std::vector<std::shared_ptr<const void>> functions;
  std::vector<std::shared_ptr<const void>> memory;
};

class PersistedJob {
public:
  /// @param needs  of the tasks themselves; kept as long as this
  /// @param made_of  jobs whose outputs the tasks take. Whoever else drops them, their tasks may still have to run, or
  /// run again
  ///                 after a loss: their functions are kept as long as this; they themselves, with memory that may be
  ///                 large, until this job has ended.
  static std::shared_ptr<const PersistedJob> make(std::shared_ptr<RunningJob> job, HeldThings needs,
                                                  std::vector<std::shared_ptr<const PersistedJob>> made_of);
  ~PersistedJob();
  PersistedJob(const PersistedJob&) = delete;
  PersistedJob& operator=(const PersistedJob&) = delete;

  /// Unlike that of any other job.
  const std::string& name() const { return name_; }
  RunningJob& job() const { return *job_; }
  const std::shared_ptr<RunningJob>& shared_job() const { return job_; }

private:
  PersistedJob(std::shared_ptr<RunningJob> job, HeldThings needs);
  std::string name_;
  HeldThings needs_;
  std::shared_ptr<RunningJob> job_; ///< goes first
};

/// The jobs that keep what the expressions, and those below them, are made of; each once.
std::vector<std::shared_ptr<const PersistedJob>> persisted_jobs_of(std::span<const ExpressionPtr> expressions);
/// Each once.
HeldThings held_by(std::span<const ExpressionPtr> expressions);

} // namespace troupe
