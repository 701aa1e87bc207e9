// What every pass promises, on graphs from seeds: the outputs keep their values, the graph its invariants, and a second
// run changes nothing.
#include "runtime/optimize/pipeline.hpp"

#include "runtime/graph/dump.hpp"
#include "tests/support/random_graph.hpp"
#include "tests/support/symbolic_run.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

constexpr std::uint64_t seeds = 4000;

void expect_same_values(const TaskGraph& before, const TaskGraph& after, const std::string& what) {
  const auto valid = after.check();
  ASSERT_TRUE(valid) << what << ": " << valid.error().message << "\n" << to_text(before) << "->\n" << to_text(after);
  ASSERT_EQ(test::run_symbolically(before), test::run_symbolically(after)) << what << "\n"
                                                                           << to_text(before) << "->\n"
                                                                           << to_text(after);
}

TEST(Passes, EachAloneKeepsEveryOutputsValue) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto graph = test::RandomGraph(seed).make();
    for (const auto& pass : passes())
      ASSERT_NO_FATAL_FAILURE(
          expect_same_values(graph, pass.run(graph), std::string(pass.name) + " of seed " + std::to_string(seed)));
  }
}

TEST(Passes, EachAloneChangesNothingTheSecondTime) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto graph = test::RandomGraph(seed).make();
    for (const auto& pass : passes()) {
      const auto once = pass.run(graph);
      ASSERT_EQ(pass.run(once), once) << pass.name << " of seed " << seed << "\n"
                                      << to_text(once) << "->\n"
                                      << to_text(pass.run(once));
    }
  }
}

TEST(Passes, NoneMakesMoreTasks) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto graph = test::RandomGraph(seed).make();
    for (const auto& pass : passes()) {
      const auto after = pass.run(graph);
      EXPECT_LE(after.task_count(), graph.task_count()) << pass.name << " of seed " << seed;
      EXPECT_LE(after.layers.size(), graph.layers.size()) << pass.name << " of seed " << seed;
    }
  }
}

TEST(Optimize, AllTogetherKeepEveryOutputsValue) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto graph = test::RandomGraph(seed).make();
    const auto optimized = optimize(graph, {.verify = true});
    ASSERT_TRUE(optimized) << seed << ": " << optimized.error().message;
    ASSERT_NO_FATAL_FAILURE(expect_same_values(graph, optimized->graph, "seed " + std::to_string(seed)));
  }
}

TEST(Optimize, WithAnyPassesLeftOutKeepsEveryOutputsValue) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto graph = test::RandomGraph(seed).make();
    OptimizeOptions options{.verify = true};
    for (std::size_t pass = 0; pass < passes().size(); ++pass)
      if (seed >> pass & 1)
        options.skip.emplace_back(passes()[pass].name);
    const auto optimized = optimize(graph, options);
    ASSERT_TRUE(optimized) << seed << ": " << optimized.error().message;
    ASSERT_NO_FATAL_FAILURE(expect_same_values(graph, optimized->graph, "seed " + std::to_string(seed)));
  }
}

TEST(Optimize, ChangesNothingTheSecondTime) {
  for (std::uint64_t seed = 0; seed < seeds; ++seed) {
    const auto once = optimize(test::RandomGraph(seed).make()).value().graph;
    const auto twice = optimize(once).value().graph;
    ASSERT_EQ(once, twice) << seed << "\n" << to_text(once) << "->\n" << to_text(twice);
  }
}

} // namespace
} // namespace troupe
