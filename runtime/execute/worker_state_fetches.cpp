// Where a chunk comes from that is not here: a task of our own, or a peer; else its tasks are given back.
#include "runtime/execute/worker_state.hpp"

namespace troupe {

void WorkerState::resolve_wanted() {
  for (std::size_t i = 0; i < wanted_.size(); ++i) // grows: what is given back was wanted by others
    resolve(Key(wanted_[i]));
  wanted_.clear();
}

void WorkerState::resolve(const Key& key) {
  const auto found = data_.find(key);
  if (found == data_.end() || found->second.held() || found->second.fetch != Fetch::none || tasks_.contains(key))
    return;
  auto& datum = found->second;
  if (next_holder(datum)) {
    queue_fetch(key, datum);
    return;
  }
  const auto waiting = datum.consumers; // the last one takes the datum with it
  for (const auto& [rank, consumer] : waiting)
    give_back(consumer);
  if (const auto left = data_.find(key); left != data_.end() && left->second.copy)
    fail_copy(key);
}

/// True when the chunk is here or may yet come: the negation is what a task is given back for.
bool WorkerState::obtainable(const Key& key) const {
  const auto& datum = data_.at(key);
  return datum.held() || datum.fetch != Fetch::none || tasks_.contains(key) || next_holder(datum) != nullptr;
}

/// The best holder that was not asked in vain and is not lost; nullptr when there is none.
const WorkerState::Peer* WorkerState::next_holder(const Datum& datum) const {
  for (auto at = datum.asked; at < datum.holders.size(); ++at) {
    const auto peer = peers_.find(datum.holders[at]);
    if (datum.holders[at] != config_.self && peer != peers_.end() && !peer->second.lost)
      return &peer->second;
  }
  return nullptr;
}

/// Puts the fetch where its first waiting task says it belongs, from wherever it was queued.
void WorkerState::queue_fetch(const Key& key, Datum& datum) {
  auto number = datum.turn.second;
  if (datum.fetch == Fetch::queued)
    fetch_queue_.erase(datum.turn);
  else
    number = ++wishes_;
  datum.fetch = Fetch::queued;
  datum.turn = {datum.rank(), number};
  fetch_queue_.emplace(datum.turn, key);
}

/// In order of need: a large chunk that does not fit beside the others waits, and what comes after it too.
void WorkerState::start_fetches() {
  fetch_short_of_ = 0;
  while (!fetch_queue_.empty() && in_flight_.size() < config_.fetches_at_once) {
    const auto key = fetch_queue_.begin()->second;
    auto& datum = data_.at(key);
    const auto* from = next_holder(datum);
    if (from && !in_flight_.empty() && ledger_.in_flight() + datum.nbytes > config_.fetch_bytes_at_once)
      return;
    if (from && !ledger_.fits(datum.nbytes)) {
      if (room_may_come(nullptr)) {
        fetch_short_of_ = std::max<std::uint64_t>(datum.nbytes, 1);
        return;
      }
      if (const auto error = refusal("chunk " + to_string(key), datum.nbytes, datum.nbytes)) {
        if (datum.consumers.empty())
          fail_copy(Key(key));
        else
          refuse(Key(datum.consumers.begin()->second), *error);
        continue;
      }
    } else if (from && task_short_of_ > 0) {
      return; // the room that is being made is for a task that has all it needs
    }
    fetch_queue_.erase(fetch_queue_.begin());
    datum.fetch = Fetch::none;
    if (from)
      start_fetch(key, datum, *from);
    else
      want(key); // its holders were lost meanwhile
  }
}

void WorkerState::start_fetch(const Key& key, Datum& datum, const Peer& from) {
  while (datum.holders[datum.asked] != from.address.id)
    ++datum.asked;
  datum.fetch = Fetch::in_flight;
  datum.fetch_number = ++fetches_begun_;
  datum.fetch_begun = now_;
  in_flight_.emplace(datum.fetch_number, key);
  ledger_.begin_fetch(datum.nbytes);
  effects_.push_back(StartFetch{key, from.address, datum.nbytes});
}

void WorkerState::leave_fetch(const Key& key, Datum& datum) {
  if (datum.fetch == Fetch::queued) {
    fetch_queue_.erase(datum.turn);
  } else {
    in_flight_.erase(datum.fetch_number);
    ledger_.end_fetch(datum.nbytes);
    effects_.push_back(StopFetch{key});
  }
  datum.fetch = Fetch::none;
}

} // namespace troupe
