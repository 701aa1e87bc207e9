#include "runtime/optimize/fuse_blockwise.hpp"

#include "runtime/optimize/fuse_groups.hpp"

#include "tests/support/symbolic_run.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using Ints = Params::Ints;

Layer layer(const std::string& kernel, std::uint32_t tasks, std::vector<LayerInput> inputs = {}) {
  KeyHasher hasher;
  return {.key = hasher.text(kernel).finish(), .kernel = kernel, .tasks = tasks, .inputs = std::move(inputs)};
}

struct Step {
  std::string kernel;
  Ints inputs;
  bool operator==(const Step&) const = default;
};

std::vector<Step> steps_of(const Layer& fused) {
  std::vector<Step> steps;
  for (const auto& step : *fused.params.list("steps"))
    steps.push_back({step.text("kernel").value(), step.integers("inputs").value()});
  return steps;
}

TEST(FuseBlockwise, AChainBecomesOneLayerWithTheLastOnesKey) {
  TaskGraph graph;
  graph.layers = {layer("random", 6), layer("add", 6, {{0, Wiring::each()}}), layer("sum", 6, {{1, Wiring::each()}}),
                  layer("total", 1, {{2, Wiring::all()}})};
  graph.outputs = {3};
  const auto fused = fuse_blockwise(graph);
  ASSERT_EQ(fused.layers.size(), 2u);
  EXPECT_EQ(fused.layers[0].kernel, "fused");
  EXPECT_EQ(fused.layers[0].key, graph.layers[2].key);
  EXPECT_EQ(steps_of(fused.layers[0]), (std::vector<Step>{{"random", {}}, {"add", {-1}}, {"sum", {-2}}}));
  EXPECT_TRUE(fused.layers[0].inputs.empty());
  EXPECT_EQ(fused.layers[1].inputs, (std::vector<LayerInput>{{0, Wiring::all()}}));
}

TEST(FuseBlockwise, AProducerUsedTwiceIsOneStepAndAnInputUsedTwiceIsSentOnce) {
  TaskGraph graph;
  graph.layers = {layer("x", 4), layer("a", 4, {{0, Wiring::each()}}),
                  layer("b", 4, {{1, Wiring::each()}, {0, Wiring::each()}}),
                  layer("c", 4, {{2, Wiring::each()}, {1, Wiring::each()}, {2, Wiring::each()}})};
  graph.outputs = {3, 0}; // x is wanted itself, so it stays
  const auto fused = fuse_blockwise(graph);
  ASSERT_EQ(fused.layers.size(), 2u);
  EXPECT_EQ(steps_of(fused.layers[1]), (std::vector<Step>{{"a", {0}}, {"b", {-1, 0}}, {"c", {-2, -1, -2}}}));
  EXPECT_EQ(fused.layers[1].inputs, (std::vector<LayerInput>{{0, Wiring::each()}}));
}

TEST(FuseBlockwise, ABroadcastIsAnInputOfTheFusedTask) {
  TaskGraph graph;
  graph.layers = {layer("m", 1), layer("x", 4), layer("sub", 4, {{1, Wiring::each()}, {0, Wiring::one(0)}}),
                  layer("div", 4, {{2, Wiring::each()}, {0, Wiring::one(0)}})};
  graph.outputs = {3};
  const auto fused = fuse_blockwise(graph);
  ASSERT_EQ(fused.layers.size(), 2u);
  EXPECT_EQ(steps_of(fused.layers[1]), (std::vector<Step>{{"x", {}}, {"sub", {-1, 0}}, {"div", {-2, 0}}}));
}

TEST(FuseBlockwise, WhatTakesAVaryingNumberOfInputsMayBeTheFirstStepOnly) {
  TaskGraph graph;
  graph.layers = {layer("part", 9), layer("combine", 2, {{0, Wiring::tree(8)}}),
                  layer("root", 2, {{1, Wiring::each()}})};
  graph.outputs = {2};
  const auto fused = fuse_blockwise(graph);
  ASSERT_EQ(fused.layers.size(), 2u);
  EXPECT_EQ(steps_of(fused.layers[1]), (std::vector<Step>{{"combine", {fused_all_inputs}}, {"root", {-1}}}));
  EXPECT_EQ(fused.layers[1].inputs, (std::vector<LayerInput>{{0, Wiring::tree(8)}}));
}

TEST(FuseBlockwise, LeavesWhatHasAReasonToStay) {
  const auto stays = [](TaskGraph graph, const char* why) { EXPECT_EQ(fuse_blockwise(graph), graph) << why; };
  TaskGraph graph;
  graph.layers = {layer("x", 4), layer("y", 4, {{0, Wiring::each()}})};
  graph.outputs = {1, 0};
  stays(graph, "x is an output");
  graph.outputs = {1};
  graph.layers[1].blockwise = false;
  stays(graph, "y looks at more than its inputs");
  graph.layers[1].blockwise = true;
  graph.layers[0].blockwise = false;
  stays(graph, "x looks at more than its inputs");
  graph.layers[0].blockwise = true;
  graph.layers[0].kept = {1, 2};
  graph.layers[1].kept = {1};
  stays(graph, "more of x is kept than y takes");
  graph.layers[0].kept = graph.layers[1].kept = {};
  graph.layers[1].inputs[0].wiring = Wiring::list({0, 1, 2, 3, 4}, {1, 0, 3, 2});
  stays(graph, "y takes others than its own");
  graph.layers = {layer("x", 4), layer("y", 4, {{0, Wiring::each()}}), layer("z", 1, {{0, Wiring::all()}})};
  graph.outputs = {1, 2};
  stays(graph, "two groups take x");
  graph.layers = {layer("x", 1), layer("y", 1), layer("add", 1, {{0, Wiring::each()}, {1, Wiring::each()}})};
  graph.outputs = {2};
  stays(graph, "branches of single tasks run beside each other");
}

TEST(FuseBlockwise, SplicesWhatIsFusedAlready) {
  TaskGraph graph;
  graph.layers = {layer("x", 4), layer("a", 4, {{0, Wiring::each()}}), layer("b", 4, {{1, Wiring::each()}})};
  graph.outputs = {2, 0};
  auto once = fuse_blockwise(graph);
  const auto expected = test::run_symbolically(graph);
  once.layers.push_back(layer("c", 4, {{1, Wiring::each()}, {0, Wiring::each()}}));
  once.outputs = {2, 0};
  const auto twice = fuse_blockwise(once);
  ASSERT_EQ(twice.layers.size(), 2u);
  EXPECT_EQ(steps_of(twice.layers[1]), (std::vector<Step>{{"a", {0}}, {"b", {-1}}, {"c", {-2, 0}}}));
  EXPECT_EQ(test::run_symbolically(twice), test::run_symbolically(once));
}

TEST(FuseBlockwise, NestsAFusedLayerWhoseStepsItCannotRead) {
  TaskGraph graph;
  graph.layers = {layer("x", 2), layer("fused", 2, {{0, Wiring::each()}})};
  graph.layers[1].params.set(
      "steps", Params::Value(Params::List{Params{}.set("kernel", "k").set("inputs", Params::Value(Ints{7}))}));
  graph.outputs = {1};
  const auto fused = fuse_blockwise(graph);
  ASSERT_EQ(fused.layers.size(), 1u);
  EXPECT_EQ(steps_of(fused.layers[0]), (std::vector<Step>{{"x", {}}, {"fused", {-1}}}));
}

TEST(FuseGroups, AreNamedByTheirLastLayer) {
  TaskGraph graph;
  graph.layers = {layer("x", 4), layer("a", 4, {{0, Wiring::each()}}), layer("b", 4, {{0, Wiring::each()}}),
                  layer("c", 4, {{1, Wiring::each()}, {2, Wiring::each()}}), layer("d", 1, {{3, Wiring::all()}})};
  graph.outputs = {4};
  EXPECT_EQ(fuse_groups(graph), (std::vector<std::uint32_t>{3, 3, 3, 3, 4}));
}

TEST(FuseGroups, BarAVaryingFirstStepWhereAnotherTakesInputsToo) {
  TaskGraph graph;
  graph.layers = {layer("x", 4), layer("y", 2), layer("combine", 2, {{0, Wiring::tree(2)}}),
                  layer("add", 2, {{2, Wiring::each()}, {1, Wiring::each()}})};
  graph.outputs = {3, 1};
  EXPECT_EQ(fuse_groups(graph), (std::vector<std::uint32_t>{0, 1, 2, 3}));
}

} // namespace
} // namespace troupe
