#include "runtime/schedule/handouts.hpp"

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

Handouts::Handout* Handouts::find(TaskNumber chunk) {
  const auto place = open_.find(chunk);
  return place == NumberMap::absent ? nullptr : &handouts_[place];
}

void Handouts::open(TaskNumber chunk, std::span<const WorkerNumber> holders) {
  if (has(chunk))
    return;
  std::uint32_t place;
  if (places_.empty()) {
    place = static_cast<std::uint32_t>(handouts_.size());
    handouts_.emplace_back();
  } else {
    place = places_.back();
    places_.pop_back();
  }
  open_.set(chunk, place);
  auto& handout = handouts_[place];
  handout.chunk = chunk;
  for (auto holder : holders.last(std::min(holders.size(), holders_remembered)))
    handout.free.insert(handout.free.end(), served_at_once, holder);
}

std::vector<TaskNumber> Handouts::close(TaskNumber chunk) {
  const auto place = open_.erase(chunk);
  if (place == NumberMap::absent)
    return {};
  std::vector<TaskNumber> waited;
  for (const auto& [tag, task] : handouts_[place].waiting)
    waited.push_back(task);
  handouts_[place] = {};
  places_.push_back(place);
  return waited;
}

bool Handouts::admits(TaskNumber chunk, WorkerNumber to) const {
  const auto place = open_.find(chunk);
  if (place == NumberMap::absent)
    return true;
  const auto& handout = handouts_[place];
  return !handout.free.empty() || handout.under_way.find(to) != NumberMap::absent;
}

WorkerNumber Handouts::begin(TaskNumber chunk, WorkerNumber to) {
  auto* handout = find(chunk);
  if (!handout)
    return none;
  if (const auto from = handout->under_way.find(to); from != NumberMap::absent)
    return from == anyone ? none : from;
  if (handout->free.empty()) {
    handout->under_way.set(to, anyone);
    return none;
  }
  const auto from = handout->free.back();
  handout->free.pop_back();
  handout->under_way.set(to, from);
  return from;
}

WorkerNumber Handouts::source(TaskNumber chunk, WorkerNumber to) const {
  const auto place = open_.find(chunk);
  const auto from = place == NumberMap::absent ? NumberMap::absent : handouts_[place].under_way.find(to);
  return from == NumberMap::absent || from == anyone ? none : from;
}

void Handouts::end(TaskNumber chunk, WorkerNumber to, bool made) {
  auto* handout = find(chunk);
  if (!handout)
    return;
  const auto from = handout->under_way.erase(to);
  if (from == NumberMap::absent && !made)
    return;
  if (from != NumberMap::absent && from != anyone)
    handout->free.push_back(from);
  if (made)
    handout->free.insert(handout->free.end(), served_at_once, to);
  note_change(*handout);
}

void Handouts::remove_holder(TaskNumber chunk, WorkerNumber holder) {
  auto* handout = find(chunk);
  if (!handout)
    return;
  std::erase(handout->free, holder);
  handout->under_way.change([&](std::uint32_t from) { return from == holder ? anyone : from; });
  note_change(*handout);
}

void Handouts::wait(TaskNumber chunk, Tag tag, TaskNumber task) {
  auto& waiting = find(chunk)->waiting;
  waiting.emplace_back(tag, task);
  std::push_heap(waiting.begin(), waiting.end(), std::greater<>());
}

TaskNumber Handouts::next(TaskNumber chunk) {
  auto* handout = find(chunk);
  if (!handout || handout->waiting.empty() || (handout->free.empty() && handout->under_way.size() > 0))
    return none;
  const auto task = handout->waiting.front().second;
  std::pop_heap(handout->waiting.begin(), handout->waiting.end(), std::greater<>());
  handout->waiting.pop_back();
  return task;
}

std::vector<TaskNumber> Handouts::take_changed() {
  for (auto chunk : changed_)
    if (auto* handout = find(chunk))
      handout->changed = false;
  return std::exchange(changed_, {});
}

void Handouts::close_if_idle(TaskNumber chunk) {
  if (const auto* handout = find(chunk); handout && handout->waiting.empty() && handout->under_way.size() == 0)
    close(chunk);
}

void Handouts::note_change(TaskNumber chunk) {
  if (auto* handout = find(chunk))
    note_change(*handout);
}

void Handouts::note_change(Handout& handout) {
  if (!std::exchange(handout.changed, true))
    changed_.push_back(handout.chunk);
}

} // namespace troupe::schedule
