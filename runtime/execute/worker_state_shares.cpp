// Chunks that share memory, as pieces share that of their chunk: the whole is counted once, until the last of them has
// left it, and they are spilled together.
#include "runtime/execute/worker_state.hpp"

#include <utility>

namespace troupe {

/// The memory in which `of` lies, in which `more` lies, too, from now on; nullptr when `of` is not in memory (any
/// more).
std::shared_ptr<WorkerState::SharedMemory> WorkerState::shared_memory(const Key& of, const Key& more) {
  const auto found = data_.find(of);
  if (found == data_.end() || (found->second.place != Place::memory && found->second.place != Place::spilling))
    return nullptr;
  auto& datum = found->second;
  if (!datum.lies_in) {
    const bool spilling = datum.place == Place::spilling;
    datum.lies_in = std::make_shared<SharedMemory>(SharedMemory{datum.nbytes, {of}, spilling ? 1u : 0u, spilling});
  }
  datum.lies_in->chunks.insert(more);
  recount(*datum.lies_in);
  return datum.lies_in;
}

/// @pre it is in memory, or being spilled
void WorkerState::leave_memory(const Key& key, Datum& datum) {
  if (datum.place == Place::spilling)
    stop_leaving(datum);
  if (const auto shared = std::exchange(datum.lies_in, nullptr)) {
    shared->chunks.erase(key);
    recount(*shared);
    if (shared->chunks.empty())
      ledger_.release(shared->nbytes);
  } else {
    ledger_.release(datum.nbytes);
  }
}

void WorkerState::start_leaving(Datum& datum) {
  datum.place = Place::spilling;
  ++spilling_;
  if (!datum.lies_in) {
    ledger_.begin_spill(datum.nbytes);
    return;
  }
  ++datum.lies_in->spilling;
  recount(*datum.lies_in);
}

/// @pre it is being spilled
void WorkerState::stop_leaving(Datum& datum) {
  datum.place = Place::memory;
  --spilling_;
  if (!datum.lies_in) {
    ledger_.end_spill(datum.nbytes);
    return;
  }
  --datum.lies_in->spilling;
  recount(*datum.lies_in);
}

/// Memory is on its way to disk once all that lies in it is.
void WorkerState::recount(SharedMemory& shared) {
  const bool all = !shared.chunks.empty() && shared.spilling == shared.chunks.size();
  if (all == std::exchange(shared.all_spill, all))
    return;
  if (all)
    ledger_.begin_spill(shared.nbytes);
  else
    ledger_.end_spill(shared.nbytes);
}

/// What lies in the same memory and is not in use goes to disk, too: one alone would give nothing back.
void WorkerState::spill_with(const Key& key) {
  const auto shared = data_.at(key).lies_in;
  if (!shared)
    return;
  for (const auto& other : shared->chunks)
    if (const auto found = data_.find(other);
        found != data_.end() && found->second.place == Place::memory && found->second.users == 0)
      begin_spill(other, found->second);
}

} // namespace troupe
