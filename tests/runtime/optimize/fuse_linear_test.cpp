#include "runtime/optimize/fuse_linear.hpp"

#include "runtime/optimize/linear_groups.hpp"
#include "runtime/optimize/pipeline.hpp"

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

TEST(FuseLinear, TheLastCombineJoinsWhatIsSolvedFromItAndFromItsInputs) {
  TaskGraph graph;
  graph.layers = {layer("part", 3), layer("combine", 1, {{0, Wiring::all()}}),
                  layer("solve", 1, {{1, Wiring::each()}, {0, Wiring::all()}})};
  graph.outputs = {2};
  const auto fused = fuse_linear(graph);
  ASSERT_EQ(fused.layers.size(), 2u);
  EXPECT_EQ(fused.layers[1].key, graph.layers[2].key);
  EXPECT_EQ(fused.layers[1].inputs, (std::vector<LayerInput>{{0, Wiring::all()}})); // sent once
  EXPECT_EQ(steps_of(fused.layers[1]), (std::vector<Step>{{"combine", {0, 1, 2}}, {"solve", {-1, 0, 1, 2}}}));
  EXPECT_EQ(test::run_symbolically(fused), test::run_symbolically(graph));
}

TEST(FuseLinear, ASingleChunksProgramBecomesOneTask) {
  // (x - mean(x)) / std(x) of an array of one chunk: every branch needs x, and std needs mean.
  TaskGraph graph;
  graph.layers = {layer("x", 1), layer("mean", 1, {{0, Wiring::each()}}),
                  layer("std", 1, {{0, Wiring::each()}, {1, Wiring::each()}}),
                  layer("subtract", 1, {{0, Wiring::each()}, {1, Wiring::each()}}),
                  layer("divide", 1, {{3, Wiring::each()}, {2, Wiring::each()}})};
  graph.outputs = {4};
  const auto optimized = optimize(graph).value().graph;
  EXPECT_EQ(test::run_symbolically(optimized), test::run_symbolically(graph));
  EXPECT_LE(optimized.task_count(), 5u);
  graph.layers[3].inputs.push_back({2, Wiring::each()}); // now subtract waits for std: nothing can run beside another
  const auto one = optimize(graph).value().graph;
  EXPECT_EQ(one.task_count(), 1u);
  EXPECT_EQ(test::run_symbolically(one), test::run_symbolically(graph));
}

TEST(FuseLinear, NamesEveryInputOfAStepInOrder) {
  TaskGraph graph;
  graph.layers = {layer("a", 4), layer("b", 2), layer("f", 2, {{0, Wiring::tree(2)}, {1, Wiring::one(1)}}),
                  layer("g", 2, {{1, Wiring::one(1)}, {2, Wiring::each()}, {0, Wiring::tree(2)}})};
  graph.outputs = {3};
  const auto fused = fuse_linear(graph);
  ASSERT_EQ(fused.layers.size(), 3u);
  EXPECT_EQ(steps_of(fused.layers[2]), (std::vector<Step>{{"f", {0, 1, 2}}, {"g", {2, -1, 0, 1}}}));
  EXPECT_EQ(test::run_symbolically(fused), test::run_symbolically(graph));
}

TEST(FuseLinear, LeavesWhatHasAReasonToStay) {
  const auto stays = [](const TaskGraph& graph, const char* why) { EXPECT_EQ(fuse_linear(graph), graph) << why; };
  TaskGraph graph;
  graph.layers = {layer("x", 1), layer("y", 1), layer("add", 1, {{0, Wiring::each()}, {1, Wiring::each()}})};
  graph.outputs = {2};
  stays(graph, "x and y run beside each other");
  graph.layers = {layer("x", 4), layer("y", 1), layer("f", 1, {{0, Wiring::all()}}),
                  layer("g", 1, {{2, Wiring::each()}, {1, Wiring::each()}})};
  graph.outputs = {3};
  stays(graph, "f need not wait for y");
  graph.layers = {layer("x", 5), layer("f", 3, {{0, Wiring::tree(2)}}),
                  layer("g", 3, {{1, Wiring::each()}, {0, Wiring::tree(2)}})};
  graph.outputs = {2};
  stays(graph, "the last task takes fewer inputs");
  graph.layers = {layer("x", 2), layer("f", 1, {{0, Wiring::all()}}),
                  layer("g", 1, {{1, Wiring::each()}, {0, Wiring::all()}})};
  graph.outputs = {2, 1};
  stays(graph, "f is an output");
  graph.outputs = {2};
  graph.layers[2].blockwise = false;
  stays(graph, "g looks at more than its inputs");
  graph.layers[2].blockwise = true;
  graph.layers[1].annotations.priority = 1;
  stays(graph, "f is to run otherwise");
}

TEST(LinearGroups, CountWhatEachTaskTakesWhereItIsTheSame) {
  const auto count = [](const Wiring& wiring, std::uint32_t tasks, std::uint32_t sources,
                        std::vector<std::uint32_t> kept = {}) {
    Layer taker = layer("t", tasks, {{0, wiring}});
    taker.kept = std::move(kept);
    return inputs_of_each_task(taker, taker.inputs.front(), sources);
  };
  EXPECT_EQ(count(Wiring::each(), 4, 4), 1u);
  EXPECT_EQ(count(Wiring::one(3), 2, 4), 1u);
  EXPECT_EQ(count(Wiring::all(), 2, 7), 7u);
  EXPECT_EQ(count(Wiring::tree(3), 2, 6), 3u);
  EXPECT_EQ(count(Wiring::tree(3), 2, 5), std::nullopt);
  EXPECT_EQ(count(Wiring::tree(3), 2, 5, {0}), 3u);
  EXPECT_EQ(count(Wiring::tree(3), 2, 5, {1}), 2u);
  EXPECT_EQ(count(Wiring::tree(8), 1, 5), 5u);
  EXPECT_EQ(count(Wiring::list({0, 2, 4}, {0, 1, 1, 0}), 2, 2), 2u);
  EXPECT_EQ(count(Wiring::list({0, 2, 3}, {0, 1, 1}), 2, 2), std::nullopt);
  EXPECT_EQ(count(Wiring::list({0, 2, 3}, {0, 1, 1}), 2, 2, {1}), 1u);
}

} // namespace
} // namespace troupe
