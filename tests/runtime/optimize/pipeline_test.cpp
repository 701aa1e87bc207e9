#include "runtime/optimize/pipeline.hpp"

#include <gtest/gtest.h>

#include <set>

namespace troupe {
namespace {

TaskGraph chain_and_sum() {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "unwanted", .tasks = 5},
                  {.key = {1, 2}, .kernel = "x", .tasks = 3},
                  {.key = {1, 3}, .kernel = "f", .tasks = 3, .inputs = {{1, Wiring::list({0, 1, 2, 3}, {0, 1, 2})}}},
                  {.key = {1, 4}, .kernel = "sum", .tasks = 1, .inputs = {{2, Wiring::all()}}}};
  graph.outputs = {3};
  return graph;
}

TEST(Pipeline, PassesHaveNamesOfTheirOwnAndAPurpose) {
  std::set<std::string_view> names;
  for (const auto& pass : passes()) {
    EXPECT_TRUE(names.insert(pass.name).second);
    EXPECT_FALSE(pass.purpose.empty());
  }
  EXPECT_TRUE(names.contains("cull"));
  EXPECT_TRUE(names.contains("fuse_blockwise"));
}

TEST(Pipeline, ReportsWhatEachPassDid) {
  LogicalTime now = 0;
  const auto optimized = optimize(chain_and_sum(), {.clock = [&] { return now += 10; }}).value();
  ASSERT_EQ(optimized.reports.size(), passes().size());
  for (std::size_t i = 0; i < passes().size(); ++i) {
    EXPECT_EQ(optimized.reports[i].pass, passes()[i].name);
    EXPECT_EQ(optimized.reports[i].micros, 10);
    EXPECT_FALSE(optimized.reports[i].skipped);
    EXPECT_EQ(optimized.reports[i].tasks_before, i > 0 ? optimized.reports[i - 1].tasks_after : 12u);
  }
  EXPECT_EQ(optimized.graph.task_count(), 4u); // three fused ones and the sum
  EXPECT_EQ(optimized.graph.layers.size(), 2u);
}

TEST(Pipeline, SkipsWhatItIsToldTo) {
  const auto optimized =
      optimize(chain_and_sum(), {.skip = {"cull", "fuse_blockwise", "fuse_outputs", "fuse_linear"}}).value();
  EXPECT_EQ(optimized.graph.layers.size(), 4u);
  EXPECT_EQ(optimized.graph.layers[2].inputs[0].wiring, Wiring::each());
  for (const auto& report : optimized.reports)
    EXPECT_EQ(report.skipped, report.pass == "cull" || report.pass.starts_with("fuse"));
}

TEST(Pipeline, RefusesAnUnknownPassAndSuggestsTheNearest) {
  const auto refused = optimize(chain_and_sum(), {.skip = {"kull"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::invalid_argument);
  EXPECT_NE(refused.error().message.find("did you mean 'cull'"), std::string::npos) << refused.error().message;
}

TEST(Pipeline, RefusesAGraphThatBreaksAnInvariant) {
  auto graph = chain_and_sum();
  graph.layers[2].inputs[0].layer = 2;
  EXPECT_EQ(optimize(graph).error().code, Errc::invalid_argument);
}

TEST(Pipeline, OfNothingIsNothing) { EXPECT_TRUE(optimize({}).value().graph.layers.empty()); }

} // namespace
} // namespace troupe
