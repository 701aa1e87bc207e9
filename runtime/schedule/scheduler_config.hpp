// Parameters of the scheduler's decisions. Plain values.
#pragma once

#include "runtime/base/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace troupe {

struct SchedulerConfig {
  LogicalTime worker_timeout_us = 10'000'000; ///< a worker silent for so long is lost
  LogicalTime task_timeout_us = 0; ///< a task that runs for longer has failed, unless annotated otherwise; 0: none
  std::uint8_t deaths_allowed = 3; ///< a task that saw so many workers die is failed
  double bandwidth = 1e9;          ///< bytes a second between workers, until measured
  double unmeasured_us = 1000;     ///< what a task of an unmeasured layer is taken to last
  double gather_us = 150'000;      ///< inputs that take longer to come to one worker are copied there as they are made
  LogicalTime inventory_grace_us = 60'000'000; ///< how long chunks of an earlier scheduler's time wait for their job
  /// How long jobs wait for persisted data that nobody has offered: after the scheduler's beginning, and after the
  /// submission.
  LogicalTime persisted_wait_us = 10'000'000;
  LogicalTime persisted_pause_us = 3'000'000;
  std::size_t decisions_remembered = 0; ///< placements kept for explain_task(); none unless asked for
  std::size_t jobs_remembered = 1000;   ///< ended jobs kept for `troupe status`
  std::string policy = "troupe";        ///< how a ready task's worker is chosen: one of placement_policy_names()
  std::uint64_t seed = 0;               ///< of policies that draw
};

} // namespace troupe
