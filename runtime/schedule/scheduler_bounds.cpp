// Bounds the state's tables: slots of long-lost workers are reused, and unused names of resources are forgotten
// once there are many.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

using namespace schedule;

namespace {

constexpr std::size_t dead_remembered = 256; ///< lost workers whose names and ids can still be told
constexpr std::size_t resources_kept = 256;

} // namespace

/// For a worker that joins.
SchedulerState::WorkerNumber SchedulerState::worker_place() {
  if (dead_.size() <= dead_remembered) {
    workers_.emplace_back();
    return static_cast<WorkerNumber>(workers_.size() - 1);
  }
  const auto number = dead_.front();
  dead_.pop_front();
  for (auto& [key, orphan] : orphans_)
    std::erase(orphan.holders, number);
  cut_.forget(number);
  decisions_.forget(number);
  for (auto& worker : workers_)
    if (number / 64 < worker.peers_known.size())
      worker.peers_known[number / 64] &= ~(std::uint64_t{1} << (number % 64));
  workers_[number] = {};
  return number;
}

/// To be called before numbers of resources are taken: they change.
void SchedulerState::forget_unused_resources() {
  if (resource_names_.size() < std::max(resources_kept, resources_limit_))
    return;
  std::vector<bool> used(resource_names_.size());
  for (const auto& constraint : constraints_)
    for (const auto& [number, amount] : constraint.takes)
      used[number] = true;
  for (const auto& [id, number] : workers_by_id_)
    for (const auto& resource : workers_[number].info.resources)
      used[resource_number(resource.name)] = true;
  std::vector<std::uint32_t> now(used.size(), none);
  std::vector<std::string> names;
  for (std::size_t old = 0; old < used.size(); ++old)
    if (used[old]) {
      now[old] = static_cast<std::uint32_t>(names.size());
      names.push_back(std::move(resource_names_[old]));
    }
  for (auto& constraint : constraints_)
    for (auto& [number, amount] : constraint.takes)
      number = now[number];
  for (auto& worker : workers_) {
    const auto before =
        std::exchange(worker.resources_free, std::vector<std::uint32_t>(worker.alive ? names.size() : 0));
    for (std::size_t old = 0; worker.alive && old < before.size(); ++old)
      if (now[old] != none)
        worker.resources_free[now[old]] = before[old];
  }
  resource_names_ = std::move(names);
  resources_limit_ = 2 * resource_names_.size();
}

SchedulerTableSizes SchedulerState::table_sizes() const {
  return {.workers = workers_.size(),
          .kernels = layers_.kernels(),
          .resources = resource_names_.size(),
          .layers = layers_.size(),
          .constraints = constraints_.size(),
          .blocks = blocks_.size(),
          .task_pages = tasks_.pages(),
          .tasks = index_.size(),
          .running_jobs = jobs_.size(),
          .ended_jobs = ended_jobs_.size(),
          .orphans = orphans_.size()};
}

} // namespace troupe
