// Tasks that run for longer than they may: each fails with its name, and is told to stop. One that does not return then
// holds a thread that nothing but the end of the process can free.
#include "runtime/execute/worker_state.hpp"

#include "runtime/base/number_text.hpp"
#include "runtime/graph/kernel_text.hpp"

namespace troupe {

/// As exact as ticks and measurements of memory come.
void WorkerState::check_deadlines() {
  for (const auto& [rank, key] : running_) {
    auto& task = tasks_.at(key);
    const auto limit = task.layer->timeout_us;
    if (limit <= 0 || now_ - task.started <= limit)
      continue;
    const auto name = "task " + std::to_string(task.index) + " of kernel '" +
                      kernel_text(task.layer->definition->kernel, task.layer->definition->params) + "'";
    const auto seconds = format_seconds(static_cast<double>(limit) * 1e-6);
    if (!std::exchange(task.overdue, true)) {
      task.overdue_since = now_;
      if (!std::exchange(task.cancelled, true)) {
        report(TaskFailed{key, {Errc::timeout, name + " did not return within its timeout of " + seconds}});
        effects_.push_back(StopTask{key});
      }
    } else if (config_.stuck_after_us >= 0 && now_ - task.overdue_since > config_.stuck_after_us && !std::exchange(leaving_, true)) {
      effects_.push_back(Leave{name + " did not return within its timeout of " + seconds + ", nor when it was told to stop", Leave::Why::stuck});
    }
  }
}

void WorkerState::find_longest(Heartbeat& beat) const {
  for (const auto& [rank, key] : running_) {
    const auto& task = tasks_.at(key);
    const auto ran = static_cast<std::uint64_t>(std::max<LogicalTime>(now_ - task.started, 1));
    if (ran > beat.longest_us) {
      beat.longest_us = ran;
      beat.longest_layer = task.layer->number;
    }
  }
}

} // namespace troupe
