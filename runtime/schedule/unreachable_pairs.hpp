// Pairs of workers that could not reach each other while the scheduler reached both. Plain value for one thread.
// Entries expire, so that a repaired network is used again.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/schedule/scheduler_numbers.hpp"

#include <map>
#include <utility>

namespace troupe::schedule {

class UnreachablePairs {
public:
  bool empty() const { return until_.empty(); }
  void note(WorkerNumber asker, WorkerNumber holder, LogicalTime until) { until_[{asker, holder}] = until; }
  /// @returns How long it is taken to last from now on, in microseconds; 0 when the asker is taken to reach the holder.
  LogicalTime left(WorkerNumber asker, WorkerNumber holder, LogicalTime now) const {
    const auto at = until_.find({asker, holder});
    return at == until_.end() || at->second <= now ? 0 : at->second - now;
  }
  /// The number will mean another worker.
  void forget(WorkerNumber worker) {
    std::erase_if(until_,
                  [worker](const auto& pair) { return pair.first.first == worker || pair.first.second == worker; });
  }
  void expire(LogicalTime now) {
    std::erase_if(until_, [now](const auto& pair) { return pair.second <= now; });
  }

private:
  std::map<std::pair<WorkerNumber, WorkerNumber>, LogicalTime> until_; ///< by asker and holder
};

} // namespace troupe::schedule
