#include "runtime/optimize/explain.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace troupe {
namespace {

TaskGraph chain(std::uint32_t tasks) {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "x", .tasks = tasks},
                  {.key = {1, 2}, .kernel = "f", .tasks = tasks, .inputs = {{0, Wiring::each()}}},
                  {.key = {1, 3}, .kernel = "sum", .tasks = 1, .inputs = {{1, Wiring::all()}}}};
  graph.outputs = {2};
  return graph;
}

TEST(Explain, ShowsTotalsEachPassAndASmallGraphTaskByTask) {
  const auto before = chain(2);
  const auto optimized = optimize(before, {.skip = {"cull"}}).value();
  EXPECT_EQ(explain(before, optimized.graph, optimized.reports), R"(optimised 3 layers, 5 tasks to 2 layers, 3 tasks
  simplify_wirings        no fewer layers or tasks
  common_subexpressions   no fewer layers or tasks
  cull                    skipped
  fuse_blockwise          3 layers, 5 tasks -> 2 layers, 3 tasks
  fuse_outputs            no fewer layers or tasks
  fuse_linear             no fewer layers or tasks

before
0      x[0]
1      x[1]
2      f[0] 0
3      f[1] 1
4    * sum[0] 2 3

after
0      fused: x > f[0]
1      fused: x > f[1]
2    * sum[0] 0 1
)");
}

TEST(Explain, TimesPassesWhereThereIsAClock) {
  LogicalTime now = 0;
  const auto before = chain(2);
  const auto optimized = optimize(before, {.clock = [&] { return now += 1500; }}).value();
  const auto text = explain(before, optimized.graph, optimized.reports);
  EXPECT_NE(text.find("fuse_blockwise          3 layers, 5 tasks -> 2 layers, 3 tasks  (1.5 ms)\n"), std::string::npos)
      << text;
}

TEST(Explain, SummarisesAMillionTasksByLayer) {
  const auto before = chain(1'000'000);
  const auto optimized = optimize(before).value();
  const auto text = explain(before, optimized.graph, optimized.reports);
  EXPECT_NE(text.find("0      fused: x > f [1,000,000 tasks]\n1    * sum [1 task] 0(all)\n"), std::string::npos)
      << text;
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 20);
}

TEST(Explain, DrawsBothGraphsSideBySide) {
  const auto before = chain(1);
  const auto optimized = optimize(before, {.skip = {"fuse_blockwise"}}).value();
  const auto text = explain_dot(before, optimized.graph, optimized.reports);
  EXPECT_TRUE(text.starts_with("digraph troupe {\n"));
  EXPECT_NE(text.find("label=\"optimised 3 layers, 3 tasks to 1 layer, 1 task\\l"), std::string::npos) << text;
  EXPECT_NE(text.find("subgraph cluster_before {\n  label=\"before\";\n  before0 [label=\"x 0\"];"), std::string::npos)
      << text;
  EXPECT_NE(text.find("after0 [label=\"fused: x > f > sum 0\", peripheries=2];"), std::string::npos) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '{'), std::count(text.begin(), text.end(), '}'));
}

} // namespace
} // namespace troupe
