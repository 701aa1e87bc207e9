// The placement policies that are there to be compared with: no look at how busy a worker is, no holding back.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

namespace {

/// SplitMix64 (Steele, Lea, Flood 2014): one step of the sequence.
std::uint64_t draw(std::uint64_t& state) {
  auto z = state += 0x9E3779B97F4A7C15ull;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

} // namespace

/// @pre there is a worker alive
SchedulerState::WorkerNumber SchedulerState::choose_by_simple_policy(const TaskRecord& task) {
  if (config_.policy == PlacementPolicy::locality)
    if (const auto best = holder_of_most_bytes(task); best != none)
      return best;
  std::vector<WorkerNumber> alive;
  for (WorkerNumber number = 0; number < workers_.size(); ++number)
    if (workers_[number].alive)
      alive.push_back(number);
  const auto turn = config_.policy == PlacementPolicy::random ? draw(policy_state_) : policy_state_++;
  return alive[turn % alive.size()];
}

/// none when the task has no inputs.
SchedulerState::WorkerNumber SchedulerState::holder_of_most_bytes(const TaskRecord& task) const {
  WorkerNumber best = none;
  std::uint64_t most = 0;
  for (auto input : task.inputs)
    for (auto candidate : tasks_[input].holders) {
      std::uint64_t bytes = 1; // a holder of empty chunks is still better than none
      for (auto other : task.inputs)
        if (const auto& holders = tasks_[other].holders; std::find(holders.begin(), holders.end(), candidate) != holders.end())
          bytes += tasks_[other].nbytes;
      if (bytes > most || (bytes == most && candidate < best)) {
        most = bytes;
        best = candidate;
      }
    }
  return best;
}

} // namespace troupe
