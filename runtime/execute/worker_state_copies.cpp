// Copies that the scheduler ordered though no task here takes them: chunks of draining workers, inputs of later joins.
#include "runtime/execute/worker_state.hpp"

#include <algorithm>
#include <limits>

namespace troupe {

/// Fetched behind everything that a task waits for.
void WorkerState::handle(const CopyChunk& order) {
  auto& datum = data_[order.key];
  if (datum.held()) {
    revive(order.key, datum);
    return;
  }
  if (datum.fetch != Fetch::in_flight)
    datum.nbytes = std::max(datum.nbytes, order.nbytes);
  name_holders(datum, order.holders);
  if (!datum.copy)
    datum.copy = TaskRank{std::numeric_limits<std::int64_t>::max(), ++arrivals_};
  want(order.key);
}

/// Nobody wants the copy any more. Does nothing when nobody did.
void WorkerState::end_copy(const Key& key) {
  const auto found = data_.find(key);
  if (found == data_.end() || !found->second.copy)
    return;
  found->second.copy.reset();
  consumers_changed(key);
}

/// It is not to be had.
void WorkerState::fail_copy(const Key& key) {
  report(CopyFailed{key});
  end_copy(key);
}

/// Who asked for them is gone.
void WorkerState::give_up_copies() {
  std::vector<Key> copies;
  for (const auto& [key, datum] : data_)
    if (datum.copy)
      copies.push_back(key);
  std::ranges::sort(copies);
  for (const auto& key : copies)
    end_copy(key);
}

} // namespace troupe
