#include "runtime/simulate/simulate.hpp"

#include "runtime/schedule/placement_policy.hpp"

#include <gtest/gtest.h>

namespace troupe::simulate {
namespace {

TEST(Simulate, ReportsTheRun) {
  SimulationOptions options;
  options.graph = "tree";
  options.workers = 4;
  options.tasks = 100;
  options.seed = 3;
  const auto report = simulate(options);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->ok);
  EXPECT_EQ(report->graph, "tree");
  EXPECT_EQ(report->workers, 4u);
  EXPECT_EQ(report->kernels_run, report->tasks);
  EXPECT_NEAR(report->ratio, report->makespan_s / report->bound_s, 1e-12);
  EXPECT_GE(report->ratio, 1);
}

TEST(Simulate, WritesOneObjectWithEveryField) {
  SimulationOptions options;
  options.faults = true;
  options.seeds = 3;
  auto tick = 0.0;
  options.clock = [&] { return tick += 1; };
  const auto report = simulate(options);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->seeds_run, 3u);
  EXPECT_EQ(report->seeds_failed, 0u);
  EXPECT_DOUBLE_EQ(report->events_per_s, static_cast<double>(report->events)); // one second between the two looks
  const auto json = to_json(*report);
  for (const auto* field :
       {"graph", "workers", "tasks", "seed", "policy", "ok", "makespan_s", "bound_s", "ratio", "bytes_moved",
        "peak_bytes", "events", "events_per_s", "bytes_per_task", "seeds_run", "seeds_failed"})
    EXPECT_NE(json.find("\"" + std::string(field) + "\":"), std::string::npos) << field;
}

TEST(Simulate, ComparesThePolicies) {
  SimulationOptions options;
  options.graph = "stencil";
  options.workers = 4;
  options.tasks = 200;
  options.compare = true;
  const auto report = simulate(options);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->ok) << report->complaints.front();
  ASSERT_EQ(report->compared.size(), schedule::placement_policy_names().size());
  EXPECT_EQ(report->compared[0].policy, "troupe");
  EXPECT_DOUBLE_EQ(report->compared[0].makespan_s, report->makespan_s);
}

/// Eight leaves and their combination are made on one worker: what moves lies at the borders of the workers' runs.
TEST(Simulate, SiblingsAreMadeTogetherSoThatTheirReductionMovesNearlyNothing) {
  SimulationOptions options;
  options.graph = "tree";
  options.workers = 10;
  options.tasks = 8000;
  options.compare = true;
  const auto report = simulate(options);
  ASSERT_TRUE(report.ok());
  ASSERT_EQ(report->compared[2].policy, "round_robin");
  EXPECT_LT(50 * report->bytes_moved, report->compared[2].bytes_moved);
  EXPECT_LT(report->bytes_moved, 10u * 4 * 7 * 8'000'000); // a worker, a level, a combination of chunks
}

TEST(Simulate, SaysWhatFailed) {
  SimulationOptions options;
  options.tasks = 20;
  options.workers = 2;
  options.hooks.apply_scheduler = [](SchedulerState& state, const SchedulerEvent& event, LogicalTime now) {
    auto effects = state.apply(event, now);
    for (auto& effect : effects) // frees nothing
      if (auto* send = std::get_if<SendOrders>(&effect))
        std::erase_if(send->orders, [](const auto& order) { return std::holds_alternative<FreeChunk>(order); });
    return effects;
  };
  const auto report = simulate(options);
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->ok);
  EXPECT_NE(report->complaints.at(0).find("still has"), std::string::npos);
  EXPECT_NE(report->story.find("COMPLAINT"), std::string::npos);
}

TEST(Simulate, RefusesWhatThereIsNot) {
  SimulationOptions options;
  options.graph = "torus";
  EXPECT_EQ(simulate(options).error().code, Errc::not_found);
  options.graph = "tree";
  options.policy = "best";
  EXPECT_EQ(simulate(options).error().code, Errc::invalid_argument);
  options.policy = "troupe";
  options.workers = 0;
  EXPECT_EQ(simulate(options).error().code, Errc::invalid_argument);
}

} // namespace
} // namespace troupe::simulate
