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
