// The record of one placement: why a task went to its worker, as `troupe explain-task` shows it. Plain values.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace troupe {

/// A worker that could have got the task, and what that would have cost.
struct PlacementCandidate {
  WorkerId worker;
  std::string name;
  double wait_us = 0; ///< for what it has to do before
  double move_us = 0; ///< for the inputs that it does not hold
  std::uint64_t move_bytes = 0;
  double cost_us() const { return wait_us + move_us; }
  bool operator==(const PlacementCandidate&) const = default;
};

struct PlacementDecision {
  Key key;
  LogicalTime when = 0;
  std::string rule;       ///< "the cheapest worker", "the next of its worker's run", "ahead of its inputs", ...
  double expected_us = 0; ///< of the task itself
  std::vector<PlacementCandidate> candidates; ///< in the order in which they were weighed
  WorkerId winner;
  bool operator==(const PlacementDecision&) const = default;
};

} // namespace troupe
