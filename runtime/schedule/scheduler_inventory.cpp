// Chunks that workers computed under an earlier scheduler. They are kept until the job that needs them is submitted
// again; that job finds them in memory and computes only the rest. Unclaimed ones are freed after a while.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

namespace {

constexpr std::size_t most_orphans = 10'000'000; ///< more are freed at once

} // namespace

void SchedulerState::take_inventory(WorkerNumber worker, const std::vector<HeldChunk>& inventory) {
  if (!inventory.empty())
    workers_[worker].grace_until = now_ + config_.inventory_grace_us;
  for (const auto& chunk : inventory) {
    const auto task = find(chunk.key);
    if (task != none && tasks_[task].phase != TaskPhase::idle)
      value_appeared(task, worker, chunk.nbytes);
    else
      remember_orphan(worker, chunk.key, chunk.nbytes);
  }
}

void SchedulerState::remember_orphan(WorkerNumber worker, const Key& key, std::uint64_t nbytes) {
  if (orphans_.size() >= most_orphans && !orphans_.contains(key)) {
    order(worker, FreeChunk{key});
    return;
  }
  auto& orphan = orphans_[key];
  if (orphan.holders.empty())
    orphans_expire_.emplace_back(now_ + config_.inventory_grace_us, key);
  orphan.nbytes = nbytes;
  if (std::find(orphan.holders.begin(), orphan.holders.end(), worker) == orphan.holders.end())
    orphan.holders.push_back(worker);
}

/// A wanted task's value turns out to be here. @pre it is idle
bool SchedulerState::adopt(TaskNumber task) {
  if (orphans_.empty())
    return false;
  auto found = orphans_.extract(key_of(task));
  if (found.empty())
    return false;
  bool any = false;
  for (auto holder : found.mapped().holders) {
    if (!workers_[holder].alive)
      continue;
    if (any)
      add_holder(task, holder);
    else
      become_in_memory(task, holder, found.mapped().nbytes);
    any = true;
  }
  return any;
}

void SchedulerState::expire_orphans() {
  while (!orphans_expire_.empty() && orphans_expire_.front().first <= now_) {
    const auto key = orphans_expire_.front().second;
    orphans_expire_.pop_front();
    if (const auto orphan = orphans_.extract(key); !orphan.empty())
      for (auto holder : orphan.mapped().holders)
        order(holder, FreeChunk{key});
  }
}

} // namespace troupe
