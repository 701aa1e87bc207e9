// `troupe simulate`: runs a graph on a modelled cluster, once or with many seeds, under one policy or all of them.
// Pure: the caller passes a clock and a memory gauge for rates and sizes.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/simulate/simulation.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace troupe::simulate {

struct SimulationOptions {
  std::string graph;                    ///< empty: with faults drawn from each seed, else "embarrassing"
  std::optional<std::uint32_t> workers; ///< none: 16, or with faults drawn from each seed
  std::optional<std::uint64_t> tasks;   ///< about; none: 1000, or drawn
  std::uint32_t threads = 1;            ///< of each worker, without faults
  std::uint64_t memory_limit = 0;       ///< bytes of each worker, without faults; 0: none
  std::uint64_t seed = 1;
  std::uint64_t seeds = 0; ///< how many runs, with seed, seed + 1, ...; 0: one run, reported as one
  bool faults = false;
  std::string policy = "troupe";
  std::shared_ptr<const ModelledGraph> recorded; ///< instead of a named graph: what a real cluster did
  bool compare = false;                          ///< every policy, after the one asked for
  SimulationHooks hooks;
  std::function<double()> clock; ///< seconds of the machine's time, for events_per_s
};

struct PolicyRun {
  std::string policy;
  double makespan_s = 0;
  double ratio = 0;
  std::uint64_t bytes_moved = 0;
  std::uint64_t peak_bytes = 0;
};

struct SimulationReport {
  std::string graph;
  std::uint32_t workers = 0;
  std::uint64_t tasks = 0;
  std::uint64_t seed = 0;
  std::string policy;
  bool ok = true;        ///< everything that was checked holds, in every run
  double makespan_s = 0; ///< of the last run, as all that follows
  double bound_s = 0;
  double ratio = 0; ///< makespan / bound
  std::uint64_t bytes_moved = 0;
  std::uint64_t peak_bytes = 0;
  std::uint64_t events = 0; ///< of all runs
  double events_per_s = 0;  ///< of the machine's time; 0 without a clock
  double bytes_per_task = 0;
  std::uint64_t kernels_run = 0;
  bool faulty = false;         ///< faults were drawn
  FaultCounts faults;          ///< of all runs
  std::uint64_t seeds_run = 0; ///< 0: not asked for
  std::uint64_t seeds_failed = 0;
  std::vector<PolicyRun> compared;
  std::vector<std::string> complaints; ///< of a run that failed
  std::string story;                   ///< the shortest log that shows it, of the first few that failed
};

/// @returns Errc::not_found or invalid_argument when the options name no graph or policy, or sizes that cannot be.
Result<SimulationReport> simulate(const SimulationOptions& options);

/// One object; without the story.
std::string to_json(const SimulationReport& report);
/// Lines for people.
std::string to_text(const SimulationReport& report);

} // namespace troupe::simulate
