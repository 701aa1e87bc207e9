// The life of a chunk on this worker: held, spilled, lost, dropped.
#include "runtime/execute/worker_state.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// A few, so that the disk is busy and little is on its way there that would have been freed anyway.
constexpr std::size_t spills_at_once = 4;

} // namespace

/// The chunk is here now. @pre it was not
void WorkerState::hold(const Key& key, std::uint64_t nbytes, std::shared_ptr<SharedMemory> lies_in) {
  auto& datum = data_[key];
  datum.place = Place::memory;
  datum.nbytes = nbytes;
  datum.used = ++uses_;
  datum.asked = 0;
  datum.copy.reset();
  ++held_;
  datum.lies_in = std::move(lies_in);
  if (!datum.lies_in)
    ledger_.hold(nbytes);
  set_usable(datum, true);
  offer_to_spill(key, datum);
}

/// The chunk is gone. Tasks that wait to use it look for another copy. @pre it was held
void WorkerState::forget(const Key& key) {
  auto& datum = data_.at(key);
  if (datum.users > 0) // running tasks have their own handles
    for (const auto& [rank, running] : running_)
      std::erase(tasks_.at(running).pinned, key);
  if (datum.place == Place::disk)
    ledger_.take_off_disk(datum.bytes_on_disk);
  else
    leave_memory(key, datum);
  --held_;
  spillable_.withdraw(key);
  if (datum.usable())
    set_usable(datum, false);
  Datum rest;
  rest.nbytes = datum.nbytes;
  rest.consumers = std::move(datum.consumers);
  rest.holders = std::move(datum.holders);
  datum = std::move(rest);
  if (datum.consumers.empty())
    data_.erase(key);
  else
    want(key);
}

/// A chunk that was to be dropped is needed after all; the scheduler has struck it off its list.
void WorkerState::revive(const Key& key, Datum& datum) {
  datum.doomed = false;
  datum.promised = datum.taken;
  report(ReplicaMade{key, datum.nbytes, 0});
}

/// A chunk that the scheduler counts on is gone. Running tasks that needed it are not to blame if they fail.
void WorkerState::lose(const Key& key) {
  report(ChunkLost{key});
  for (const auto& [rank, running] : running_) {
    auto& task = tasks_.at(running);
    if (std::ranges::find(task.pinned, key) != task.pinned.end())
      task.lost.push_back(key);
  }
  drop(key);
}

/// Its memory counts until it is free: other tasks would otherwise be let in beside it. @pre it is held
void WorkerState::drop(const Key& key) {
  const auto before = ledger_.in_memory();
  effects_.push_back(DropChunk{key});
  const auto at = effects_.size() - 1;
  forget(key);
  const auto freed = before - ledger_.in_memory();
  if (config_.counted_drop == 0 || freed < config_.counted_drop)
    return;
  std::get<DropChunk>(effects_[at]).nbytes = freed;
  ledger_.begin_drop(freed);
}

void WorkerState::on(const DropEnded& event) { ledger_.end_drop(event.nbytes); }

/// Tells the tasks that take the chunk and do not run. @pre it was not so before
void WorkerState::set_usable(Datum& datum, bool usable) {
  for (const auto& [rank, consumer] : datum.consumers) {
    auto& task = tasks_.at(consumer);
    if (!usable && task.missing++ == 0)
      make_waiting(task);
    else if (usable && --task.missing == 0)
      make_ready(task);
  }
}

/// A task began or ceased to use the data, or the chunk was freed: what nothing here needs is let go.
void WorkerState::consumers_changed(const Key& key) {
  const auto found = data_.find(key);
  if (found == data_.end())
    return;
  auto& datum = found->second;
  if (datum.wanted()) {
    if (datum.fetch == Fetch::queued)
      queue_fetch(key, datum);
    offer_to_spill(key, datum);
    return;
  }
  if (datum.fetch != Fetch::none)
    leave_fetch(key, datum);
  if (!datum.held()) {
    data_.erase(found);
  } else if (datum.doomed && datum.users == 0) {
    drop(key);
  } else {
    datum.holders.clear();
    offer_to_spill(key, datum);
  }
}

void WorkerState::offer_to_spill(const Key& key, const Datum& datum) {
  if (ledger_.limit() == 0)
    return; // nothing ever has to go
  if (datum.place != Place::memory || datum.users > 0 || datum.nbytes == 0)
    spillable_.withdraw(key);
  else if (datum.consumers.empty())
    spillable_.offer(key, datum.used, std::nullopt);
  else
    spillable_.offer(key, datum.used, datum.consumers.begin()->first);
}

void WorkerState::spill() {
  const auto wanted = std::max(task_short_of_, fetch_short_of_);
  while (ledger_.must_spill(wanted) && spilling_ < spills_at_once && now_ >= no_spill_before_) {
    const auto key = spillable_.next();
    if (!key)
      return;
    begin_spill(*key, data_.at(*key));
    spill_with(*key);
  }
}

void WorkerState::begin_spill(const Key& key, Datum& datum) {
  start_leaving(datum);
  spillable_.withdraw(key);
  effects_.push_back(SpillChunk{key});
}

} // namespace troupe
