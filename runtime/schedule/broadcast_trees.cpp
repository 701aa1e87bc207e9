#include "runtime/schedule/broadcast_trees.hpp"

#include <algorithm>
#include <functional>

namespace troupe::schedule {
namespace {

/// Askers that a holder serves at once: one more than its port can, so that the next is there when one is done.
constexpr int served_at_once = 2;
/// Of so many holders it is not worth remembering which are free.
constexpr std::size_t holders_remembered = 32;
constexpr WorkerNumber anyone = none - 1;

} // namespace

BroadcastTrees::Broadcast* BroadcastTrees::find(TaskNumber chunk) {
  const auto place = open_.find(chunk);
  return place == NumberMap::absent ? nullptr : &broadcasts_[place];
}

void BroadcastTrees::open(TaskNumber chunk, std::span<const WorkerNumber> holders) {
  if (has(chunk))
    return;
  std::uint32_t place;
  if (places_.empty()) {
    place = static_cast<std::uint32_t>(broadcasts_.size());
    broadcasts_.emplace_back();
  } else {
    place = places_.back();
    places_.pop_back();
  }
  open_.set(chunk, place);
  auto& broadcast = broadcasts_[place];
  broadcast.chunk = chunk;
  for (auto holder : holders.last(std::min(holders.size(), holders_remembered)))
    broadcast.free.insert(broadcast.free.end(), served_at_once, holder);
}

std::vector<TaskNumber> BroadcastTrees::close(TaskNumber chunk) {
  const auto place = open_.erase(chunk);
  if (place == NumberMap::absent)
    return {};
  std::vector<TaskNumber> waited;
  for (const auto& [tag, task] : broadcasts_[place].waiting)
    waited.push_back(task);
  broadcasts_[place] = {};
  places_.push_back(place);
  return waited;
}

bool BroadcastTrees::admits(TaskNumber chunk, WorkerNumber to) const {
  const auto place = open_.find(chunk);
  if (place == NumberMap::absent)
    return true;
  const auto& broadcast = broadcasts_[place];
  return !broadcast.free.empty() || broadcast.under_way.find(to) != NumberMap::absent;
}

WorkerNumber BroadcastTrees::begin(TaskNumber chunk, WorkerNumber to) {
  auto* broadcast = find(chunk);
  if (!broadcast)
    return none;
  if (const auto from = broadcast->under_way.find(to); from != NumberMap::absent)
    return from == anyone ? none : from;
  if (broadcast->free.empty()) {
    broadcast->under_way.set(to, anyone);
    return none;
  }
  const auto from = broadcast->free.back();
  broadcast->free.pop_back();
  broadcast->under_way.set(to, from);
  return from;
}

WorkerNumber BroadcastTrees::source(TaskNumber chunk, WorkerNumber to) const {
  const auto place = open_.find(chunk);
  const auto from = place == NumberMap::absent ? NumberMap::absent : broadcasts_[place].under_way.find(to);
  return from == NumberMap::absent || from == anyone ? none : from;
}

void BroadcastTrees::end(TaskNumber chunk, WorkerNumber to, bool made) {
  auto* broadcast = find(chunk);
  if (!broadcast)
    return;
  const auto from = broadcast->under_way.erase(to);
  if (from == NumberMap::absent && !made)
    return;
  if (from != NumberMap::absent && from != anyone)
    broadcast->free.push_back(from);
  if (made)
    broadcast->free.insert(broadcast->free.end(), served_at_once, to);
  note_change(*broadcast);
}

void BroadcastTrees::remove_holder(TaskNumber chunk, WorkerNumber holder) {
  auto* broadcast = find(chunk);
  if (!broadcast)
    return;
  std::erase(broadcast->free, holder);
  broadcast->under_way.change([&](std::uint32_t from) { return from == holder ? anyone : from; });
  note_change(*broadcast);
}

void BroadcastTrees::wait(TaskNumber chunk, Tag tag, TaskNumber task) {
  auto& waiting = find(chunk)->waiting;
  waiting.emplace_back(tag, task);
  std::push_heap(waiting.begin(), waiting.end(), std::greater<>());
}

TaskNumber BroadcastTrees::next(TaskNumber chunk) {
  auto* broadcast = find(chunk);
  if (!broadcast || broadcast->waiting.empty() || (broadcast->free.empty() && broadcast->under_way.size() > 0))
    return none;
  const auto task = broadcast->waiting.front().second;
  std::pop_heap(broadcast->waiting.begin(), broadcast->waiting.end(), std::greater<>());
  broadcast->waiting.pop_back();
  return task;
}

std::vector<TaskNumber> BroadcastTrees::take_changed() {
  for (auto chunk : changed_)
    if (auto* broadcast = find(chunk))
      broadcast->changed = false;
  return std::exchange(changed_, {});
}

void BroadcastTrees::close_if_idle(TaskNumber chunk) {
  if (const auto* broadcast = find(chunk); broadcast && broadcast->waiting.empty() && broadcast->under_way.size() == 0)
    close(chunk);
}

void BroadcastTrees::note_change(TaskNumber chunk) {
  if (auto* broadcast = find(chunk))
    note_change(*broadcast);
}

void BroadcastTrees::note_change(Broadcast& broadcast) {
  if (!std::exchange(broadcast.changed, true))
    changed_.push_back(broadcast.chunk);
}

} // namespace troupe::schedule
