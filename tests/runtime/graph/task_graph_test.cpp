#include "runtime/graph/task_graph.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

ExpressionPtr node(const std::string& kernel, std::uint32_t tasks, std::vector<ExpressionInput> inputs = {}) {
  return Expression::make({.kernel = kernel, .tasks = tasks, .inputs = std::move(inputs)}).value();
}

/// x (4 tasks) -> y (4, each) -> sum (1, all)
TaskGraph three_layers() {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "x", .tasks = 4},
                  {.key = {1, 2}, .kernel = "y", .tasks = 4, .inputs = {{0, Wiring::each()}}},
                  {.key = {1, 3}, .kernel = "sum", .tasks = 1, .inputs = {{1, Wiring::all()}}}};
  graph.outputs = {2};
  return graph;
}

void expect_refused(const TaskGraph& graph, const std::string& part) {
  const auto checked = graph.check();
  ASSERT_FALSE(checked) << "expected: " << part;
  EXPECT_EQ(checked.error().code, Errc::invalid_argument);
  EXPECT_NE(checked.error().message.find(part), std::string::npos) << checked.error().message;
}

TEST(Lower, WritesInputsBeforeWhatTakesThem) {
  const auto x = node("x", 4);
  const auto y = node("y", 4, {{x, Wiring::each()}});
  const ExpressionPtr outputs[] = {node("sum", 1, {{y, Wiring::all()}, {x, Wiring::all()}}), y};
  const auto graph = lower(outputs);
  ASSERT_TRUE(graph.check());
  ASSERT_EQ(graph.layers.size(), 3u);
  EXPECT_EQ(graph.layers[0].kernel, "x");
  EXPECT_EQ(graph.layers[1].kernel, "y");
  EXPECT_EQ(graph.layers[2].inputs, (std::vector<LayerInput>{{1, Wiring::all()}, {0, Wiring::all()}}));
  EXPECT_EQ(graph.outputs, (std::vector<std::uint32_t>{2, 1}));
  EXPECT_EQ(graph.layers[1].key, y->key());
}

TEST(Lower, ExpressionsBuiltApartAreOneLayer) {
  const auto build = [] { return node("f", 2, {{node("x", 2), Wiring::each()}}); };
  const ExpressionPtr outputs[] = {build(), build(), build()};
  const auto graph = lower(outputs);
  EXPECT_EQ(graph.layers.size(), 2u);
  EXPECT_EQ(graph.outputs, (std::vector<std::uint32_t>{1, 1, 1}));
  EXPECT_TRUE(lower({}).layers.empty());
}

TEST(TaskGraph, HasNoHeldLayerThatCouldBecomeAStepOfAnother) {
  auto graph = three_layers();
  graph.layers[0].params.set("held", "something");
  expect_refused(graph, "layer 0 ('x') is held, and yet blockwise");
  graph.layers[0].blockwise = false;
  EXPECT_TRUE(graph.check());
}

TEST(TaskGraph, CountsKeptTasks) {
  auto graph = three_layers();
  EXPECT_EQ(graph.task_count(), 9u);
  graph.layers[1].kept = {0, 2};
  graph.layers[2].inputs[0].wiring = Wiring::list({0, 2}, {0, 2});
  EXPECT_EQ(graph.task_count(), 7u);
  EXPECT_TRUE(graph.check());
}

TEST(TaskGraph, CheckNamesTheLayerThatBreaksAnInvariant) {
  EXPECT_TRUE(three_layers().check());
  auto graph = three_layers();
  graph.layers[1].kernel.clear();
  expect_refused(graph, "layer 1 ('') names no kernel");
  graph = three_layers();
  graph.layers[2].key = graph.layers[0].key;
  expect_refused(graph, "layer 2 ('sum') has the key of an earlier layer");
  graph = three_layers();
  graph.layers[1].inputs[0].layer = 1;
  expect_refused(graph, "does not come before it");
  graph = three_layers();
  graph.layers[1].inputs[0].layer = 7;
  expect_refused(graph, "does not come before it");
  graph = three_layers();
  graph.layers[1].tasks = 5;
  expect_refused(graph, "joins layers of 4 and 5");
  graph = three_layers();
  graph.outputs = {3};
  expect_refused(graph, "output 3 names no layer");
}

TEST(TaskGraph, CheckWantsKeptTasksRisingAndTheirInputsKept) {
  auto graph = three_layers();
  graph.layers[1].kept = {1, 0};
  expect_refused(graph, "out of order or range");
  graph.layers[1].kept = {1, 1};
  expect_refused(graph, "out of order or range");
  graph.layers[1].kept = {4};
  expect_refused(graph, "keeps task 4 of 4");
  graph.layers[1].kept = {0, 1, 2}; // but sum takes all four
  expect_refused(graph, "layer 2 ('sum') takes task 3 of layer 1, which is not kept");
}

TEST(TaskGraph, CheckRefusesMoreTasksOrInputsThanCanBeNumbered) {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "x", .tasks = 1u << 31}, {.key = {1, 2}, .kernel = "x", .tasks = 1}};
  expect_refused(graph, "at most 2^31");
  graph.layers = {{.key = {1, 1}, .kernel = "x", .tasks = 1u << 17},
                  {.key = {1, 2}, .kernel = "y", .tasks = 1u << 17, .inputs = {{0, Wiring::all()}}}};
  expect_refused(graph, "at most 2^32 - 1");
}

} // namespace
} // namespace troupe
