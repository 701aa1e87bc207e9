// Early copies for large joins: where the inputs would take long to come through one port, the worker is chosen while
// they are still being made, and each is copied there as soon as it is made.
#include "runtime/schedule/scheduler_state.hpp"

namespace troupe {

using namespace schedule;

namespace {

constexpr std::uint32_t many_missing = 8;

} // namespace

/// Judged by the first of its inputs that is large enough, as if all were alike. @pre the join waits, and the chunk is
/// in memory
bool SchedulerState::is_worth_gathering(TaskNumber join, TaskNumber chunk) const {
  const auto& record = tasks_[join];
  const bool begun = gathers_.find(join) != NumberMap::absent;
  if (!begun && (record.inputs_not_ready < many_missing || record.root || !traits_.gathers))
    return false;
  const auto& block = block_of(join);
  const auto all =
      static_cast<double>(block.table->inputs_of(block.at(join)).size()) * static_cast<double>(tasks_[chunk].nbytes);
  if (!begun && (all / bandwidth_ * 1e6 < config_.gather_us || constraint_of(join) != none))
    return false;
  return !tasks_[chunk].used_outside && has_few_users(chunk);
}

/// Chosen when it is first asked for, each worker in turn; none where nobody gets tasks.
SchedulerState::WorkerNumber SchedulerState::gathered_at(TaskNumber join) {
  if (const auto at = gathers_.find(join); at != NumberMap::absent && gets_tasks(at))
    return at;
  auto next = alive_.next(gathers_next_);
  if (next == NumberSet::none)
    next = alive_.first();
  if (next == NumberSet::none)
    return none;
  gathers_next_ = next + 1;
  gathers_.set(join, next);
  return next;
}

/// Where the join then runs is decided once all its inputs are there, by where they are, as always. @pre
/// is_worth_gathering()
void SchedulerState::gather(TaskNumber chunk, TaskNumber join) {
  const auto to = gathered_at(join);
  if (to == none || workers_[to].beat.paused || holds(chunk, to))
    return;
  const auto from = tasks_[chunk].worker;
  introduce(from, to);
  order(to, CopyChunk{key_of(chunk), tasks_[chunk].nbytes, {workers_[from].info.id}});
}

} // namespace troupe
