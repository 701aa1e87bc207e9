// The root tasks of one job, in the job's order, and their assignment to workers. Each worker claims a run of
// neighbouring tasks and takes from it, so that the consumers of neighbours find them on one worker. A worker that has
// finished its run halves the largest that is left (as ranges are split in work-stealing loops). No worker is idle
// while there is a root task, and runs that have begun are finished first. Plain value for one thread; amortised
// constant time a task.
#pragma once

#include "runtime/schedule/number_map.hpp"
#include "runtime/schedule/number_set.hpp"
#include "runtime/schedule/scheduler_numbers.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace troupe::schedule {

class RootQueue {
public:
  RootQueue() = default;
  /// @param tasks   In the job's order; none is queued yet.
  /// @param joined  For each: it belongs with the one before it (siblings, which one task will take).
  RootQueue(std::vector<TaskNumber> tasks, std::vector<bool> joined)
      : tasks_(std::move(tasks)), joined_(std::move(joined)) {
    queued_.reserve(tasks_.size());
  }

  bool empty() const { return queued_.empty(); }
  const std::vector<TaskNumber>& tasks() const { return tasks_; }
  void insert(std::uint32_t index) { queued_.insert(index); }
  /// The first in the job's order. @pre !empty()
  TaskNumber first() const { return tasks_[queued_.first()]; }

  /// Takes the next task for a worker. @pre !empty()
  /// @param all_threads  Of all workers, this one's included: a first run is the worker's share by threads.
  TaskNumber take(WorkerNumber worker, std::uint32_t threads, std::uint32_t all_threads);

private:
  struct Run {
    std::uint32_t next = 0;
    std::uint32_t end = 0;
    std::uint32_t size() const { return end - next; }
  };

  bool claim(Run& run, std::uint32_t threads, std::uint32_t all_threads);
  bool halve_largest(std::uint32_t thief);
  std::uint32_t to_boundary(std::uint32_t at, std::uint32_t reach) const;
  void remember_size(std::uint32_t run);

  std::vector<TaskNumber> tasks_;
  std::vector<bool> joined_;
  NumberSet queued_; ///< indices
  std::vector<Run> runs_;
  NumberMap run_of_;                                             ///< worker -> its run
  std::vector<std::pair<std::uint32_t, std::uint32_t>> largest_; ///< heap of (size when it was pushed, run)
  std::uint32_t claimed_ = 0;                                    ///< what lies before is in a run
  std::uint32_t claimed_threads_ = 0;                            ///< of workers that have claimed
};

} // namespace troupe::schedule
