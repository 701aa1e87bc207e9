// A large value that many workers fetch at once goes along a tree: each holder gives it to the first two, and each of those,
// as soon as it has it, to two more. So a broadcast to n workers takes the time of about 2 log2(n) copies, not of n, and no
// worker's port carries more than its share. Who is told to fetch later is told to ask one that was told before; that one
// answers when it has the value, or says at once that it will not: then the holders are asked.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

namespace {

/// A smaller value is sent sooner than one finds out who has it.
constexpr std::uint64_t spread_from_bytes = std::uint64_t{1} << 20;
constexpr std::size_t children = 2;

} // namespace

/// @pre the value is in memory, and not at this worker
void SchedulerState::note_fetcher(TaskNumber value, WorkerNumber worker) {
  if (tasks_[value].nbytes < spread_from_bytes)
    return;
  auto& fetchers = fetchers_.make(value);
  if (std::find(fetchers.begin(), fetchers.end(), worker) == fetchers.end())
    fetchers.push_back(worker);
}

/// It has the value now.
void SchedulerState::forget_fetcher(TaskNumber value, WorkerNumber worker) {
  if (tasks_[value].nbytes < spread_from_bytes || fetchers_.of(value).empty())
    return;
  auto& fetchers = fetchers_.make(value);
  std::erase(fetchers, worker);
  if (fetchers.empty())
    fetchers_.drop(value);
}

/// The value is in memory no more.
void SchedulerState::forget_fetchers(TaskNumber value) {
  if (tasks_[value].nbytes >= spread_from_bytes)
    fetchers_.drop(value);
}

/// Whom the worker asks before the holders: the fetcher above it in the tree whose roots are the holders.
/// @returns none where that is a holder, or a worker that was lost
SchedulerState::WorkerNumber SchedulerState::fetcher_ahead(TaskNumber value, WorkerNumber worker) const {
  if (tasks_[value].nbytes < spread_from_bytes)
    return none;
  const auto& fetchers = fetchers_.of(value);
  const auto place = static_cast<std::size_t>(std::find(fetchers.begin(), fetchers.end(), worker) - fetchers.begin());
  std::size_t holders = 0;
  for_each_holder(value, [&](WorkerNumber) { ++holders; });
  if (place == fetchers.size() || place / children < holders)
    return none;
  const auto above = fetchers[place / children - holders];
  return workers_[above].alive ? above : none;
}

} // namespace troupe
