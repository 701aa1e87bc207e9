#include "tools/troupe/simulate_command.hpp"

#include "runtime/simulate/recorded_graph.hpp"
#include "runtime/simulate/simulate.hpp"
#include "tools/troupe/print.hpp"

#include <chrono>
#include <fstream>
#include <iostream>
#include <iterator>

#include <malloc.h>

namespace troupe::tool {
namespace {

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::uint64_t memory_in_use() {
  const auto all = ::mallinfo2();
  return all.uordblks + all.hblkhd;
}

std::vector<std::string> names_of_policies() {
  const auto names = schedule::placement_policy_names();
  return {names.begin(), names.end()};
}

std::vector<std::string> names_of_graphs() {
  const auto names = simulate::graph_names();
  return {names.begin(), names.end()};
}

std::shared_ptr<const simulate::ModelledGraph> recorded_graph(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    throw CommandFailure(ExitCode::not_found, {Errc::not_found, "cannot open '" + path + "'"});
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto record = or_fail(RunRecord::from_text(text));
  return std::make_shared<const simulate::ModelledGraph>(or_fail(simulate::graph_of(record)));
}

simulate::SimulationOptions options_of(const Invocation& invocation) {
  const auto& given = invocation.arguments;
  simulate::SimulationOptions options;
  options.graph = given.text("graph").value_or("");
  if (const auto workers = given.whole_number("workers", 1, 65'000))
    options.workers = static_cast<std::uint32_t>(*workers);
  if (const auto tasks = given.whole_number("tasks", 1, 100'000'000))
    options.tasks = static_cast<std::uint64_t>(*tasks);
  options.threads = static_cast<std::uint32_t>(given.whole_number("threads", 1, 1024).value_or(1));
  options.memory_limit = given.bytes("memory-limit").value_or(0);
  options.seed = static_cast<std::uint64_t>(given.whole_number("seed", 0, INT64_MAX).value_or(1));
  options.seeds = static_cast<std::uint64_t>(given.whole_number("seeds", 1, 1'000'000'000).value_or(0));
  options.faults = given.has("faults");
  options.policy = given.text("policy").value_or("troupe");
  options.compare = given.has("compare");
  if (const auto path = given.text("replay")) {
    if (given.has("graph") || given.has("tasks") || given.has("faults"))
      refuse("--replay brings its own graph: without --graph, --tasks and --faults");
    options.recorded = recorded_graph(*path);
  }
  options.clock = seconds_now;
  options.hooks.memory_in_use = memory_in_use;
  return options;
}

ExitCode run_simulation(Invocation& invocation) {
  no_operands(invocation);
  const auto report = or_fail(simulate::simulate(options_of(invocation)));
  print(invocation.json() ? simulate::to_json(report) + "\n" : simulate::to_text(report));
  if (invocation.json() && !report.ok)
    std::cerr << simulate::to_text(report); // the seed and the shortest run that shows it
  return report.ok ? ExitCode::ok : ExitCode::failed;
}

} // namespace

Command simulate_command() {
  Command command;
  command.name = "simulate";
  command.summary = "run a graph on a cluster that is only modelled: the real scheduler and workers, in virtual time";
  command.details =
      "Every run is checked: values, leaks, invariants, tasks run without need. It ends with 1 when anything does not "
      "hold, and then tells the shortest run that shows it.\n"
      "\n"
      "Examples:\n"
      "  troupe simulate --graph shuffle --workers 100 --tasks 10000 --compare\n"
      "  troupe simulate --faults --seeds 1000 --json\n"
      "  troupe simulate --replay run.txt --workers 64";
  command.flags = {
      {"graph", "NAME", "what is run; with --faults drawn from the seed unless given", names_of_graphs()},
      {"workers", "N", "how many workers (16)"},
      {"tasks", "N", "about how many tasks (1000)"},
      {"threads", "N", "of each worker (1)"},
      {"memory-limit", "SIZE", "of each worker (none)"},
      {"seed", "S", "what everything is drawn from (1)"},
      {"seeds", "N", "as many runs, with seeds S, S + 1, ..."},
      {"faults", "", "draw a small cluster, jobs, deaths, stalls, losses and partitions from the seed"},
      {"policy", "P", "how workers are chosen (troupe)", names_of_policies()},
      {"replay", "FILE", "what `troupe scheduler --record FILE` wrote, instead of a graph", {}, Completion::file},
      {"compare", "", "run it under every policy as well"},
      {"json", "", "print one JSON object"},
  };
  command.run = run_simulation;
  return command;
}

} // namespace troupe::tool
