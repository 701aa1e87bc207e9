// How a ready task's worker is chosen: an interface, so that policies can be compared in the simulator and run on a
// real cluster (`--policy NAME`). The list of all is placement_policies.def. A policy belongs to one scheduler and one
// thread. It is pure: the same calls give the same choices.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/schedule/scheduler_numbers.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::schedule {

/// What a worker would cost a task.
struct PlacementCost {
  double wait_us = 0;
  double move_us = 0;
  std::uint64_t move_bytes = 0;
  double total() const { return wait_us + move_us; }
  static constexpr double fetch_overhead_us = 200; ///< of each chunk that is moved, beside its bytes
};

/// A task that is ready, and the workers, as a policy sees them. Valid within one call.
class PlacementView {
public:
  virtual ~PlacementView() = default;
  virtual TaskNumber task() const = 0;
  /// Who holds inputs of the task, in the order of the inputs; some may get no tasks now.
  virtual std::span<const WorkerNumber> holders() const = 0;
  virtual std::uint64_t held_bytes(WorkerNumber worker) const = 0; ///< of the task's inputs
  virtual bool holds_any(WorkerNumber worker) const = 0;           ///< of the task's inputs
  virtual bool gets_tasks(WorkerNumber worker) const = 0;          ///< it is alive and not being retired
  virtual bool has_memory(WorkerNumber worker) const = 0;          ///< it gets tasks, and its memory is not short
  virtual bool is_idle(WorkerNumber worker) const = 0;             ///< one of its threads has nothing to run
  virtual WorkerNumber least_loaded() const = 0;                   ///< of those with memory; none where there is none
  virtual bool are_sources_queued() const = 0;                     ///< whoever becomes idle would take one
  /// Until the task could begin at the worker. Whoever is asked about is shown by `troupe explain-task`.
  virtual PlacementCost cost(WorkerNumber worker) const = 0;
  virtual bool is_cut_off(WorkerNumber worker) const = 0; ///< it does not reach the holder of some input
  /// Of those that get tasks the first from this number on; none where there is none. Numbers are below
  /// `worker_numbers()`.
  virtual WorkerNumber next_worker(WorkerNumber from) const = 0;
  virtual std::uint32_t worker_numbers() const = 0;
};

/// What the scheduler does beside choosing workers for tasks that are ready.
struct PlacementTraits {
  bool holds_back_sources = false; ///< tasks without inputs go to workers as these become free
  bool sends_ahead = false;        ///< tasks go to workers before their inputs are made there
  bool short_tasks_first = false;
  bool broadcasts = false; ///< chunks that many workers take go along a tree
  bool gathers = false;    ///< inputs of large joins are copied to one worker as they are made
  bool steals = false;     ///< workers without work get tasks of busy ones
};

class PlacementPolicy {
public:
  virtual ~PlacementPolicy() = default;
  /// @pre some worker gets tasks. @returns One that does.
  virtual WorkerNumber choose(const PlacementView& view) = 0;
  virtual std::string_view rule() const = 0; ///< for `troupe explain-task`: "the cheapest worker"
  virtual PlacementTraits traits() const { return {}; }
};

/// The names of all, the usual one first.
std::vector<std::string_view> placement_policy_names();
/// @param seed  of those that draw. @returns Errc::invalid_argument naming the policies that there are.
Result<std::unique_ptr<PlacementPolicy>> make_placement_policy(std::string_view name, std::uint64_t seed);

/// The worker at or after that number, counted round: for policies that take workers in turn. @pre some worker gets
/// tasks
WorkerNumber worker_in_turn(const PlacementView& view, std::uint64_t turn);

} // namespace troupe::schedule
