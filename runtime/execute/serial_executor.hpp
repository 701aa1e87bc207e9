// Computes in the calling thread: no workers, no actors, no copies. For small work, for tests, and to tell faults of a
// computation from faults of its distribution: kernels, order, errors and bits are those of a cluster. Thread-safe:
// threads that wait for one job take turns at it.
#pragma once

#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/execute/executor.hpp"
#include "runtime/kernels/builtin/builtin_kernels.hpp"

namespace troupe {

/// A job makes headway only while somebody is in its wait() or gather(), task by task in the order of
/// runtime/optimize/order.hpp; a chunk is let go with its last use. A task that has begun is not cut short by a
/// timeout.
class SerialExecutor final : public Executor {
public:
  /// @pre both outlive the executor's jobs
  explicit SerialExecutor(const KernelRegistry& kernels = process_kernels(), BufferPool& pool = process_pool())
      : kernels_(kernels), pool_(pool) {}

  /// @returns The job, nothing of it done yet; Errc::invalid_argument when the graph breaks an invariant.
  Result<std::shared_ptr<RunningJob>> submit(TaskGraph graph, JobOptions options = {}) override;

private:
  const KernelRegistry& kernels_;
  BufferPool& pool_;
};

} // namespace troupe
