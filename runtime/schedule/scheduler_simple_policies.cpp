// The placement policies for comparison: they ignore how busy a worker is, do not throttle root tasks, send nothing
// ahead and steal nothing.
#include "runtime/schedule/scheduler_state.hpp"

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
SchedulerState::WorkerNumber SchedulerState::choose_by_simple_policy(TaskNumber task) {
  if (config_.policy == PlacementPolicy::locality)
    if (const auto best = holder_of_most_bytes(task); best != none)
      return best;
  const auto turn = config_.policy == PlacementPolicy::random ? draw(policy_state_) : policy_state_++;
  const auto at = alive_.next(static_cast<std::uint32_t>(turn % workers_.size()));
  return at == none ? alive_.first() : at;
}

/// none when the task has no inputs.
SchedulerState::WorkerNumber SchedulerState::holder_of_most_bytes(TaskNumber task) {
  weigh_inputs(task);
  auto best = none;
  for (auto worker : weighed_workers_)
    if (gets_tasks(worker) && (best == none || held_bytes_[worker] > held_bytes_[best]
        || (held_bytes_[worker] == held_bytes_[best] && worker < best)))
      best = worker;
  return best;
}

} // namespace troupe
