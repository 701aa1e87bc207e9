// Ring buffer of the last placements, for `troupe explain-task`. Its records are reused: remembering a placement
// allocates nothing once the ring is full. Plain value for one thread.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"
#include "runtime/schedule/scheduler_numbers.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace troupe::schedule {

struct WeighedWorker {
  WorkerNumber worker = none;
  double wait_us = 0;
  double move_us = 0;
  std::uint64_t move_bytes = 0;
};

struct RememberedDecision {
  Key key;
  LogicalTime when = 0;
  std::string_view rule; ///< of static duration
  double expected_us = 0;
  std::vector<WeighedWorker> candidates;
  WorkerNumber winner = none;
};

class PlacementHistory {
public:
  explicit PlacementHistory(std::size_t most) : most_(most) {}

  std::size_t most() const { return most_; }
  /// The record to be written over: of the oldest where the ring is full. @pre most() > 0
  RememberedDecision& next() {
    if (ring_.size() < most_)
      return ring_.emplace_back();
    begin_ = (begin_ + 1) % most_;
    return ring_[(begin_ + most_ - 1) % most_];
  }
  /// The newest about the task; nullptr when none is remembered. Looks at all.
  const RememberedDecision* find(const Key& key) const {
    for (std::size_t back = 1; back <= ring_.size(); ++back)
      if (const auto& one = ring_[(begin_ + ring_.size() - back) % ring_.size()]; one.key == key)
        return &one;
    return nullptr;
  }

  /// The number will mean another worker.
  void forget(WorkerNumber worker) {
    for (auto& one : ring_) {
      std::erase_if(one.candidates, [worker](const WeighedWorker& candidate) { return candidate.worker == worker; });
      if (one.winner == worker)
        one.key = {}; // of no task
    }
  }

private:
  std::size_t most_ = 0;
  std::size_t begin_ = 0; ///< of the oldest
  std::vector<RememberedDecision> ring_;
};

} // namespace troupe::schedule
