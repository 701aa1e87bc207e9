// Finds the source of a missing chunk: a task of this worker, or a peer; otherwise the tasks that need it are given
// back.
#include "runtime/execute/worker_state.hpp"

#include <algorithm>

namespace troupe {

/// Whoever is named anew is asked anew, though the connection to it was lost: the network between the two may be whole
/// again, and the scheduler names nobody whom it knows to be gone.
void WorkerState::name_holders(Datum& datum, const std::vector<WorkerId>& named) {
  for (const auto& holder : named) {
    if (std::ranges::find(datum.holders, holder) == datum.holders.end())
      datum.holders.push_back(holder);
    if (const auto peer = peers_.find(holder); peer != peers_.end())
      peer->second.lost = false;
  }
}

/// Adds those of its holders that are not reached.
void WorkerState::note_unreached(const Key& key, std::vector<WorkerId>& unreached) const {
  for (const auto& holder : data_.at(key).holders)
    if (const auto peer = peers_.find(holder); peer != peers_.end() && peer->second.lost)
      if (std::ranges::find(unreached, holder) == unreached.end())
        unreached.push_back(holder);
}

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

/// Of the holders that were not asked in vain and are not lost the one that least is being fetched from, else the
/// first; nullptr when there is none.
const WorkerState::Peer* WorkerState::next_holder(const Datum& datum) const {
  const Peer* best = nullptr;
  for (auto at = datum.asked; at < datum.holders.size(); ++at) {
    const auto peer = peers_.find(datum.holders[at]);
    const bool there = datum.holders[at] != config_.self && peer != peers_.end() && !peer->second.lost;
    if (there && (!best || peer->second.busy < best->busy))
      best = &peer->second;
  }
  return best;
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
  const auto next = datum.holders.begin() + static_cast<std::ptrdiff_t>(datum.asked);
  const auto chosen = std::find(next, datum.holders.end(), from.address.id);
  std::rotate(next, chosen, chosen + 1); // the others keep their order
  peers_.at(from.address.id).busy += datum.nbytes + 1;
  datum.fetch = Fetch::in_flight;
  datum.fetch_number = ++fetches_begun_;
  datum.fetch_begun = now_;
  in_flight_.emplace(datum.fetch_number, key);
  ledger_.begin_fetch(datum.nbytes);
  effects_.push_back(StartFetch{key, from.address, datum.nbytes, datum.turn.first.priority});
}

void WorkerState::leave_fetch(const Key& key, Datum& datum) {
  if (datum.fetch == Fetch::queued) {
    fetch_queue_.erase(datum.turn);
  } else {
    settle_fetch(datum);
    effects_.push_back(StopFetch{key});
  }
  datum.fetch = Fetch::none;
}

/// It is under way no more. @pre it was
void WorkerState::settle_fetch(const Datum& datum) {
  in_flight_.erase(datum.fetch_number);
  ledger_.end_fetch(datum.nbytes);
  peers_.at(datum.holders[datum.asked]).busy -= datum.nbytes + 1;
}

} // namespace troupe
