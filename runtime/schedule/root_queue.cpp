#include "runtime/schedule/root_queue.hpp"

#include <algorithm>

namespace troupe::schedule {

TaskNumber RootQueue::take(WorkerNumber worker, std::uint32_t threads, std::uint32_t all_threads) {
  auto mine = run_of_.find(worker);
  if (mine == NumberMap::absent) {
    mine = static_cast<std::uint32_t>(runs_.size());
    runs_.emplace_back();
    run_of_.set(worker, mine);
  }
  auto index = NumberSet::none;
  for (;;) {
    index = queued_.next(runs_[mine].next);
    if (index < runs_[mine].end)
      break;
    runs_[mine].next = runs_[mine].end;
    if (!claim(runs_[mine], threads, all_threads) && !halve_largest(mine)) {
      index = queued_.first(); // queued late, behind everybody's place
      break;
    }
    remember_size(mine);
  }
  queued_.erase(index);
  if (index >= runs_[mine].next && index < runs_[mine].end)
    runs_[mine].next = index + 1;
  return tasks_[index];
}

/// The worker's share of what nobody has claimed, up to where siblings end.
bool RootQueue::claim(Run& run, std::uint32_t threads, std::uint32_t all_threads) {
  const auto size = static_cast<std::uint32_t>(tasks_.size());
  if (claimed_ >= size)
    return false;
  const std::uint64_t sharers = std::max(threads, all_threads - std::min(all_threads, claimed_threads_));
  const auto share = static_cast<std::uint32_t>((std::uint64_t{size - claimed_} * threads + sharers - 1) / sharers);
  run.next = claimed_;
  run.end = to_boundary(std::min(size, claimed_ + share), share / 2);
  claimed_ = run.end;
  claimed_threads_ += threads;
  return true;
}

/// Gives the back half of the largest run to another; all of it when that is one task.
bool RootQueue::halve_largest(std::uint32_t thief) {
  while (!largest_.empty()) {
    std::pop_heap(largest_.begin(), largest_.end());
    const auto [size, victim] = largest_.back();
    largest_.pop_back();
    auto& run = runs_[victim];
    if (victim == thief || run.size() == 0)
      continue;
    if (run.size() < size && !largest_.empty() && run.size() < largest_.front().first) {
      remember_size(victim); // it has been worked on: it goes back to where it belongs
      continue;
    }
    const auto middle = std::min(run.end - 1, to_boundary(run.next + run.size() / 2, run.size() / 4));
    runs_[thief] = {middle, run.end};
    run.end = middle;
    remember_size(victim);
    return true;
  }
  return false;
}

/// The first place at or after `at`, at most `reach` on, where siblings are not parted; `at` when there is none.
std::uint32_t RootQueue::to_boundary(std::uint32_t at, std::uint32_t reach) const {
  const auto size = static_cast<std::uint32_t>(tasks_.size());
  for (auto place = at; place <= at + reach; ++place)
    if (place >= size || !joined_[place])
      return std::min(place, size);
  return at;
}

void RootQueue::remember_size(std::uint32_t run) {
  if (runs_[run].size() == 0)
    return;
  largest_.emplace_back(runs_[run].size(), run);
  std::push_heap(largest_.begin(), largest_.end());
}

} // namespace troupe::schedule
