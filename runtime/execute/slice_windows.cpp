#include "runtime/execute/slice_windows.hpp"

#include <algorithm>

namespace troupe {

void SliceWindows::begin(std::uint64_t transfer, std::uint64_t peer, std::int64_t priority) {
  transfers_[transfer] = {.peer = peer, .priority = priority, .asked = 0, .total = std::nullopt};
  open_.emplace(priority, transfer);
}

void SliceWindows::learn(std::uint64_t transfer, std::uint64_t total) {
  auto& known = transfers_.at(transfer);
  known.total = total;
  if (known.asked < total)
    open_.emplace(known.priority, transfer);
}

void SliceWindows::end(std::uint64_t transfer) {
  const auto at = transfers_.find(transfer);
  if (at == transfers_.end())
    return;
  open_.erase({at->second.priority, transfer});
  transfers_.erase(at);
}

bool SliceWindows::fits(std::uint64_t peer, std::uint64_t length) const {
  const auto of_peer = in_flight_from(peer);
  return (of_peer == 0 || of_peer + length <= limits_.of_peer)
         && (in_flight_ == 0 || in_flight_ + length <= limits_.in_all);
}

std::optional<SliceWindows::Ask> SliceWindows::next() {
  for (const auto& turn : open_) {
    auto& transfer = transfers_.at(turn.second);
    const auto length = transfer.total ? std::min(limits_.slice, *transfer.total - transfer.asked) : limits_.slice;
    if (!fits(transfer.peer, length))
      continue;
    const Ask ask{turn.second, transfer.peer, transfer.asked, length};
    transfer.asked += length;
    in_flight_ += length;
    peers_[transfer.peer] += length;
    if (!transfer.total || transfer.asked == *transfer.total)
      open_.erase(Turn(turn));
    return ask;
  }
  return std::nullopt;
}

void SliceWindows::answered(const Ask& ask) {
  const auto peer = peers_.find(ask.peer);
  if (peer == peers_.end())
    return;
  in_flight_ -= ask.length;
  if ((peer->second -= ask.length) == 0)
    peers_.erase(peer);
}

void SliceWindows::forget(std::uint64_t peer) {
  if (const auto at = peers_.find(peer); at != peers_.end()) {
    in_flight_ -= at->second;
    peers_.erase(at);
  }
}

std::uint64_t SliceWindows::in_flight_from(std::uint64_t peer) const {
  const auto at = peers_.find(peer);
  return at == peers_.end() ? 0 : at->second;
}

} // namespace troupe
