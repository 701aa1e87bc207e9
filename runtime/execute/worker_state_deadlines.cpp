// Tasks past their timeout: each fails with its name, and is told to stop. One that does not return then, or after it
// was cancelled, holds a thread that only the end of the process frees. The worker then asks to be retired, gets no
// more tasks, and its chunks are copied to others. It leaves when the scheduler lets it go, at once where nobody could
// take over, or after a while; its nanny starts another.
#include "runtime/execute/worker_state.hpp"

#include "runtime/base/number_text.hpp"
#include "runtime/graph/kernel_text.hpp"

namespace troupe {

namespace {

std::string name_of(std::uint32_t index, const LayerDefinition& layer) {
  return "task " + std::to_string(index) + " of kernel '" + kernel_text(layer.kernel, layer.params) + "'";
}

std::string seconds(LogicalTime microseconds) { return format_seconds(static_cast<double>(microseconds) * 1e-6); }

} // namespace

/// As exact as ticks and measurements of memory come.
void WorkerState::check_deadlines() {
  for (const auto& [rank, key] : running_) {
    auto& task = tasks_.at(key);
    check_deadline(task);
    check_return(task);
  }
  if (!stuck_.empty() && now_ - stuck_since_ > config_.drain_us)
    leave_as_stuck();
}

/// What nobody has taken over is lost, and made again.
void WorkerState::leave_as_stuck() {
  if (!std::exchange(leaving_, true))
    effects_.push_back(Leave{stuck_, Leave::Why::stuck});
}

void WorkerState::check_deadline(Task& task) {
  const auto limit = task.layer->timeout_us;
  if (limit <= 0 || task.overdue || now_ - task.started <= limit)
    return;
  task.overdue = true;
  const bool awaited = !task.cancelled;
  if (awaited)
    report(TaskFailed{task.key,
                      {Errc::timeout, name_of(task.index, *task.layer->definition)
                                          + " did not return within its timeout of " + seconds(limit)}});
  tell_to_stop(task);
}

/// Counts from the last time it was told.
void WorkerState::tell_to_stop(Task& task) {
  task.told_to_stop = now_;
  if (!std::exchange(task.cancelled, true))
    effects_.push_back(StopTask{task.key});
}

void WorkerState::check_return(const Task& task) {
  const auto patience = task.overdue ? config_.stuck_after_us : config_.deaf_after_us;
  if (!task.cancelled || !stuck_.empty() || config_.stuck_after_us < 0 || now_ - task.told_to_stop <= patience)
    return;
  const auto name = name_of(task.index, *task.layer->definition);
  give_up_on(task.overdue ? name + " did not return within its timeout of " + seconds(task.layer->timeout_us)
                                + ", nor when it was told to stop"
                          : name + " did not return within " + seconds(patience) + " of being cancelled");
}

/// What was ordered anew and waits for its own earlier run to end is not waited for.
void WorkerState::give_up_on(const std::string& reason) {
  stuck_ = reason;
  stuck_since_ = now_;
  effects_.push_back(AskToRetire{reason});
  for (const auto& [rank, key] : running_)
    if (auto& task = tasks_.at(key); task.again) {
      task.again.reset();
      report(TaskReturned{key});
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
