// Lazy expressions on their way through an executor: one job for all of them, so that what they share is computed once.
// As thread-safe as the executor. Invariant: what the expressions hold (persisted chunks, memory, functions) lives as
// long.
#pragma once

#include "runtime/execute/executor.hpp"
#include "runtime/graph/expression.hpp"

#include <memory>
#include <span>
#include <vector>

namespace troupe {

class Submitted {
public:
  /// Begins. @returns What the executor says of the graph; the error of a persisted collection that they need and that
  /// failed.
  static Result<Submitted> make(Executor& executor, std::span<const ExpressionPtr> expressions,
                                const JobOptions& options = {});

  RunningJob& job() const { return *job_; }
  const std::shared_ptr<RunningJob>& shared_job() const { return job_; }
  /// Waits. @returns For each expression the chunks of its tasks, in order; or the job's error.
  Result<std::vector<std::vector<ChunkPtr>>> gather() const;

private:
  Submitted(std::shared_ptr<RunningJob> job, std::vector<ExpressionPtr> distinct, std::vector<std::size_t> place)
      : distinct_(std::move(distinct)), place_(std::move(place)), job_(std::move(job)) {}

  std::vector<ExpressionPtr> distinct_; ///< without those that compute the same
  std::vector<std::size_t> place_;      ///< which of them each one is
  std::shared_ptr<RunningJob> job_;     ///< goes first
};

} // namespace troupe
