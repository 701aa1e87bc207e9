#include "runtime/simulate/simulation.hpp"

#include <gtest/gtest.h>

#include <string>

namespace troupe::simulate {
namespace {

Scenario quiet(std::string graph, std::uint64_t tasks, std::uint32_t workers) {
  Scenario scenario;
  scenario.seed = 5;
  scenario.cluster.workers = workers;
  scenario.jobs.push_back({.graph = std::move(graph), .tasks = tasks, .width = workers});
  return scenario;
}

class QuietCluster : public testing::TestWithParam<std::string_view> {};

TEST_P(QuietCluster, RunsEveryTaskOnceAndLeavesNothingBehind) {
  for (const bool collect : {false, true}) {
    auto scenario = quiet(std::string(GetParam()), 200, 5);
    scenario.collect = collect;
    const auto outcome = Simulation(scenario).run();
    EXPECT_TRUE(outcome.ok()) << outcome.complaints.front();
    EXPECT_EQ(outcome.kernels_run, outcome.tasks);
    EXPECT_GE(static_cast<double>(outcome.makespan_us), outcome.bound_us);
  }
}

TEST_P(QuietCluster, SpillsWhatDoesNotFit) {
  auto scenario = quiet(std::string(GetParam()), 150, 3);
  scenario.cluster.memory_limit = 40'000'000;
  const auto outcome = Simulation(scenario).run();
  EXPECT_TRUE(outcome.ok()) << outcome.complaints.front();
  EXPECT_EQ(outcome.kernels_run, outcome.tasks);
}

INSTANTIATE_TEST_SUITE_P(Graphs, QuietCluster, testing::ValuesIn(graph_names().begin(), graph_names().end()),
                         [](const auto& shape) { return std::string(shape.param); });

TEST(Simulation, OfOneScenarioIsTheSameToTheLastEvent) {
  const auto log_of = [](std::uint64_t seed) {
    std::string log;
    SimulationHooks hooks;
    hooks.log = [&](const std::string& line) { log += line + "\n"; };
    Simulation(draw_scenario(seed), hooks).run();
    return log;
  };
  EXPECT_FALSE(log_of(3).empty());
  EXPECT_EQ(log_of(3), log_of(3));
  EXPECT_NE(log_of(3), log_of(4));
}

/// One chunk, and long tasks that all take it: one for each worker.
std::shared_ptr<const ModelledGraph> broadcast(std::uint32_t workers, std::uint64_t nbytes, double duration_us) {
  auto modelled = std::make_shared<ModelledGraph>();
  Layer source{.key = Key{17, 0}, .kernel = "source", .tasks = 1};
  Layer users{.key = Key{17, 1}, .kernel = "user", .tasks = workers, .inputs = {{0, Wiring::one(0)}}};
  source.params.set("salt", std::int64_t{0});
  users.params.set("salt", std::int64_t{1});
  modelled->graph.layers = {source, users};
  modelled->graph.outputs = {1};
  modelled->models = {{.duration_us = 1000, .nbytes = nbytes}, {.duration_us = duration_us, .nbytes = 8}};
  return modelled;
}

TEST(Simulation, ABroadcastGoesOnFromCopyToCopyAndNotThroughOnePort) {
  constexpr std::uint32_t workers = 64;
  constexpr double duration_us = 200e3; // longer than a copy takes, so that nobody who has one takes many tasks
  auto scenario = quiet("embarrassing", 1, workers);
  scenario.jobs.front().recorded = broadcast(workers, 100'000'000, duration_us);
  scenario.collect = false;
  const auto outcome = Simulation(scenario).run();
  ASSERT_TRUE(outcome.ok()) << outcome.complaints.front();
  const double copy_us = 100e6 / scenario.cluster.bandwidth * 1e6;
  EXPECT_GT(outcome.bytes_moved, 32 * std::uint64_t{100'000'000});
  // One port alone would send for half a hundred copies before the last task begins. Nothing is known of the tasks'
  // durations at first, so that whoever has a copy is given some tasks more.
  EXPECT_LT(static_cast<double>(outcome.makespan_us), 32 * copy_us);
}

TEST(Simulation, OneTaskTakesItsTimeAndFourMessages) {
  const auto scenario = quiet("embarrassing", 1, 1);
  const auto outcome = Simulation(scenario).run();
  ASSERT_TRUE(outcome.ok());
  // The order, the report and the notice to the client; the bound is the task's own time.
  EXPECT_EQ(outcome.makespan_us, static_cast<LogicalTime>(outcome.bound_us) + 3 * scenario.cluster.latency_us);
}

TEST(Simulation, APoisonedJobFailsAndLeavesTheOthersAlone) {
  auto scenario = quiet("tree", 50, 3);
  scenario.jobs.push_back({.graph = "stencil", .tasks = 60, .width = 3, .poisoned = true});
  std::string log;
  SimulationHooks hooks;
  hooks.log = [&](const std::string& line) { log += line + "\n"; };
  const auto outcome = Simulation(scenario, hooks).run();
  EXPECT_TRUE(outcome.ok()) << outcome.complaints.front();
  EXPECT_NE(log.find("job 1 has ended: task_failed"), std::string::npos);
  EXPECT_NE(log.find("job 0 has ended\n"), std::string::npos);
}

} // namespace
} // namespace troupe::simulate
