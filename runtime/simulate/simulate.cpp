#include "runtime/simulate/simulate.hpp"

#include "runtime/schedule/placement_policy.hpp"
#include "runtime/simulate/failure_story.hpp"

#include <algorithm>
#include <utility>

namespace troupe::simulate {
namespace {

/// Above so many tasks invariants are looked at now and then, since looking walks everything.
constexpr std::uint64_t checked_throughout = 400;

Scenario plain_scenario(const SimulationOptions& options, std::uint64_t seed) {
  Scenario scenario;
  scenario.seed = seed;
  scenario.cluster.workers = options.workers.value_or(16);
  scenario.cluster.threads = options.threads;
  scenario.cluster.memory_limit = options.memory_limit;
  scenario.collect = false;
  JobPlan job;
  job.graph = options.graph.empty() ? "embarrassing" : options.graph;
  job.tasks = options.tasks.value_or(1000);
  job.width = scenario.cluster.workers * scenario.cluster.threads;
  job.graph_seed = seed;
  if (options.recorded) {
    job.graph = "recorded";
    job.tasks = options.recorded->graph.task_count();
    job.recorded = options.recorded;
  }
  scenario.jobs.push_back(std::move(job));
  return scenario;
}

Scenario faulty_scenario(const SimulationOptions& options, std::uint64_t seed) {
  auto scenario = draw_scenario(seed, options.graph);
  if (options.workers) {
    scenario.cluster.workers = *options.workers;
    for (auto& fault : scenario.faults)
      if (fault.kind != Fault::Kind::partition)
        fault.worker %= *options.workers;
  }
  if (options.tasks)
    scenario.jobs.front().tasks = *options.tasks;
  return scenario;
}

Scenario scenario_of(const SimulationOptions& options, std::uint64_t seed) {
  auto scenario = options.faults ? faulty_scenario(options, seed) : plain_scenario(options, seed);
  scenario.scheduler.seed = seed;
  std::uint64_t tasks = 0;
  for (const auto& job : scenario.jobs)
    tasks += job.tasks;
  if (tasks > checked_throughout)
    scenario.check_every = static_cast<std::uint32_t>(4 * tasks); // so looking costs each event the same, however many
  return scenario;
}

/// Of so many failed runs the one is told whose story is shortest.
constexpr int stories_tried = 5;

void tell(SimulationReport& report, const SimulationOutcome& outcome, std::string story) {
  const auto lines = [](const std::string& text) { return std::count(text.begin(), text.end(), '\n'); };
  if (!report.story.empty() && lines(report.story) <= lines(story))
    return;
  report.complaints = outcome.complaints;
  report.story = std::move(story);
}

double seconds(double us) { return us * 1e-6; }

void take(SimulationReport& report, const Scenario& scenario, const SimulationOutcome& outcome) {
  report.graph = scenario.jobs.front().graph;
  report.workers = scenario.cluster.workers;
  report.tasks = outcome.tasks;
  report.makespan_s = seconds(static_cast<double>(outcome.makespan_us));
  report.bound_s = seconds(outcome.bound_us);
  report.ratio = report.bound_s > 0 ? report.makespan_s / report.bound_s : 0;
  report.bytes_moved = outcome.bytes_moved;
  report.peak_bytes = outcome.peak_bytes;
  report.events += outcome.events;
  report.bytes_per_task = outcome.bytes_per_task;
  report.kernels_run = outcome.kernels_run;
  report.faults.add(outcome.faults);
}

Result<void> check(const SimulationOptions& options) {
  if (options.workers && (*options.workers == 0 || *options.workers > 65'000))
    return fail(Errc::invalid_argument, "from 1 to 65000 workers can be simulated");
  if (options.threads == 0)
    return fail(Errc::invalid_argument, "a worker has at least one thread");
  if (!options.graph.empty() || options.tasks)
    TROUPE_CHECK(make_graph(options.graph.empty() ? "embarrassing" : options.graph, 1, 1, 1));
  return {};
}

void compare(SimulationReport& report, const SimulationOptions& options) {
  for (const auto& policy : schedule::placement_policy_names()) {
    auto scenario = scenario_of(options, options.seed);
    scenario.scheduler.policy = policy;
    const auto outcome = Simulation(scenario).run();
    PolicyRun run{std::string(policy), seconds(static_cast<double>(outcome.makespan_us)), 0, outcome.bytes_moved,
                  outcome.peak_bytes};
    run.ratio = outcome.bound_us > 0 ? static_cast<double>(outcome.makespan_us) / outcome.bound_us : 0;
    if (!outcome.ok() && std::exchange(report.ok, false))
      report.complaints = outcome.complaints;
    report.compared.push_back(std::move(run));
  }
}

} // namespace

Result<SimulationReport> simulate(const SimulationOptions& options) {
  TROUPE_CHECK(check(options));
  TROUPE_TRY(known, schedule::make_placement_policy(options.policy, options.seed));
  static_cast<void>(known);
  SimulationReport report;
  report.seed = options.seed;
  report.policy = options.policy;
  report.faulty = options.faults;
  int stories_left = stories_tried;
  const auto begun = options.clock ? options.clock() : 0;
  for (std::uint64_t i = 0; i < std::max<std::uint64_t>(options.seeds, 1); ++i) {
    auto scenario = scenario_of(options, options.seed + i);
    scenario.scheduler.policy = options.policy;
    const auto outcome = Simulation(scenario, options.hooks).run();
    take(report, scenario, outcome);
    report.seeds_run += options.seeds > 0 ? 1 : 0;
    if (outcome.ok())
      continue;
    report.seeds_failed += options.seeds > 0 ? 1 : 0;
    if (std::exchange(report.ok, false))
      report.complaints = outcome.complaints;
    if (outcome.tasks <= checked_throughout && stories_left-- > 0)
      tell(report, outcome, story_of(scenario, options.hooks));
  }
  if (options.clock)
    report.events_per_s = static_cast<double>(report.events) / std::max(options.clock() - begun, 1e-9);
  if (options.compare)
    compare(report, options);
  return report;
}

} // namespace troupe::simulate
