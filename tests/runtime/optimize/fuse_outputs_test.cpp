#include "runtime/optimize/fuse_outputs.hpp"

#include "tests/support/symbolic_run.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

Layer layer(const std::string& kernel, std::uint32_t tasks, std::vector<LayerInput> inputs = {}) {
  KeyHasher hasher;
  return {.key = hasher.text(kernel).finish(), .kernel = kernel, .tasks = tasks, .inputs = std::move(inputs)};
}

/// x, its sum and its spread chunk by chunk, and the totals of both.
TaskGraph two_reductions() {
  TaskGraph graph;
  graph.layers = {layer("x", 4), layer("sums", 4, {{0, Wiring::each()}}), layer("total", 1, {{1, Wiring::all()}}),
                  layer("moments", 4, {{0, Wiring::each()}}), layer("spread", 1, {{3, Wiring::all()}})};
  graph.outputs = {2, 4};
  return graph;
}

TEST(FuseOutputs, WhatTwoLayersShareIsMadeWithBothInOneTask) {
  const auto graph = two_reductions();
  const auto fused = fuse_outputs(graph);
  ASSERT_EQ(fused.layers.size(), 5u);
  EXPECT_EQ(fused.layers[0].kernel, "fused");
  EXPECT_EQ(fused.layers[0].params.list("steps")->size(), 3u);
  EXPECT_EQ(fused.layers[0].params.integers("outputs").value(), (Params::Ints{1, 2}));
  EXPECT_EQ(fused.layers[1].kernel, output_kernel);
  EXPECT_EQ(fused.layers[1].key, graph.layers[1].key) << "the content is the same";
  EXPECT_EQ(fused.layers[2].key, graph.layers[3].key);
  EXPECT_EQ(test::run_symbolically(fused), test::run_symbolically(graph));
  EXPECT_EQ(fuse_outputs(fused), fused);
}

TEST(FuseOutputs, AnOutputThatAnotherStepTakesIsBoth) {
  TaskGraph graph;
  graph.layers = {layer("x", 3), layer("a", 3, {{0, Wiring::each()}}),
                  layer("b", 3, {{0, Wiring::each()}, {1, Wiring::each()}})};
  graph.outputs = {1, 2};
  const auto fused = fuse_outputs(graph);
  ASSERT_EQ(fused.layers.size(), 3u);
  EXPECT_EQ(fused.layers[0].params.integers("outputs").value(), (Params::Ints{1, 2}));
  EXPECT_EQ(test::run_symbolically(fused), test::run_symbolically(graph));
  graph.outputs = {2};
  const auto one = fuse_outputs(graph);
  ASSERT_EQ(one.layers.size(), 1u) << "b alone is wanted";
  EXPECT_EQ(one.layers[0].key, graph.layers[2].key);
  EXPECT_EQ(test::run_symbolically(one), test::run_symbolically(graph));
}

TEST(FuseOutputs, WhatFeedsASharedLayerAndItsConsumersJoinsThem) {
  TaskGraph graph;
  graph.layers = {layer("x", 3), layer("y", 3, {{0, Wiring::each()}}), layer("a", 3, {{1, Wiring::each()}}),
                  layer("b", 3, {{0, Wiring::each()}, {1, Wiring::each()}})};
  graph.outputs = {2, 3};
  const auto fused = fuse_outputs(graph);
  ASSERT_EQ(fused.layers.size(), 3u);
  EXPECT_TRUE(fused.layers[0].inputs.empty()) << "x is a step as well";
  EXPECT_EQ(test::run_symbolically(fused), test::run_symbolically(graph));
}

TEST(FuseOutputs, LeavesAConsumerThatWaitsForTheOther) {
  // x - mean(x): the second consumer of x needs all of the first.
  TaskGraph graph;
  graph.layers = {layer("x", 4), layer("sums", 4, {{0, Wiring::each()}}), layer("mean", 1, {{1, Wiring::all()}}),
                  layer("minus", 4, {{0, Wiring::each()}, {2, Wiring::one(0)}})};
  graph.outputs = {3};
  EXPECT_EQ(fuse_outputs(graph), graph);
}

TEST(FuseOutputs, LeavesWhatHasAReasonToStay) {
  const auto stays = [](const TaskGraph& graph, const char* why) { EXPECT_EQ(fuse_outputs(graph), graph) << why; };
  auto graph = two_reductions();
  graph.outputs.push_back(0);
  stays(graph, "x is an output");
  graph = two_reductions();
  graph.layers[3].annotations.priority = 1;
  stays(graph, "one consumer is to run in another way");
  graph = two_reductions();
  graph.layers[1].blockwise = false;
  stays(graph, "one consumer looks at more than its inputs");
  graph = two_reductions();
  graph.layers[0].blockwise = false;
  stays(graph, "x is not made chunk by chunk");
  graph = two_reductions();
  for (auto id : {0u, 1u, 3u})
    graph.layers[id].tasks = 1;
  stays(graph, "branches of single tasks run beside each other");
}

TEST(FuseOutputs, PutsLayersInOrderWhereItMovesOne) {
  // The total of the first consumer lies between the two that become one task.
  const auto graph = two_reductions();
  const auto fused = fuse_outputs(graph);
  EXPECT_TRUE(fused.check());
  EXPECT_EQ(fused.layers[3].kernel, "total");
}

} // namespace
} // namespace troupe
