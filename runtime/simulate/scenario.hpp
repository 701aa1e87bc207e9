// All inputs of a run: the cluster, the jobs and the faults. Plain values; two runs of one scenario are identical to
// the last event, on every machine.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/schedule/scheduler_state.hpp"
#include "runtime/simulate/faults.hpp"
#include "runtime/simulate/workload.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace troupe::simulate {

struct ClusterModel {
  std::uint32_t workers = 16;
  std::uint32_t threads = 1;      ///< of each worker
  std::uint64_t memory_limit = 0; ///< bytes of each worker; 0: none
  double bandwidth = 1.25e9;      ///< bytes a second of each port, each way
  double disk_bandwidth = 1e9;    ///< bytes a second of each worker's disk
  LogicalTime latency_us = 100;   ///< one way, of every message
  LogicalTime heartbeat_us = 500'000;
  LogicalTime tick_us = 200'000; ///< of the scheduler
  LogicalTime fetch_timeout_us = 1'000'000;
};

struct JobPlan {
  std::string graph = "embarrassing";
  std::uint64_t tasks = 1000;
  std::uint32_t width = 16;     ///< see make_graph
  std::uint64_t graph_seed = 0; ///< two jobs of one graph and seed have their tasks in common
  double speed = 1;             ///< kernels take 1 / speed of the graph's times
  LogicalTime submit_at = 0;
  std::optional<LogicalTime> cancel_at;
  bool poisoned = false;                                   ///< one of its tasks always fails
  std::shared_ptr<const ModelledGraph> recorded = nullptr; ///< instead of a named graph
  bool operator==(const JobPlan&) const = default;
};

struct Scenario {
  std::uint64_t seed = 0;
  ClusterModel cluster;
  SchedulerConfig scheduler;
  std::vector<JobPlan> jobs;
  std::vector<Fault> faults;
  /// Packets may be lost, so every line to a worker is a ReliableLink; without, messages are handed over directly.
  bool lossy = false;
  /// Outputs are brought to a client, as a job's supervisor does; without, they are looked at where they lie.
  bool collect = true;
  /// Every how many events the invariants of the states are checked; 0: never.
  std::uint32_t check_every = 1;
};

/// A small cluster, one to three jobs and some faults, all drawn from the seed.
/// @param graph  of its first job; empty: drawn too
Scenario draw_scenario(std::uint64_t seed, const std::string& graph = {});

/// A line for the cluster, one for each job and each fault.
std::string to_string(const Scenario& scenario);

} // namespace troupe::simulate
