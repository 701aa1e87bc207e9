#include "runtime/optimize/cull.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

using Tasks = std::vector<std::uint32_t>;

Layer layer(std::uint64_t key, std::uint32_t tasks, std::vector<LayerInput> inputs = {}) {
  return {.key = {key, 1}, .kernel = "k" + std::to_string(key), .tasks = tasks, .inputs = std::move(inputs)};
}

TEST(Cull, DropsLayersThatNoOutputNeeds) {
  TaskGraph graph;
  graph.layers = {layer(1, 4), layer(2, 4), layer(3, 4, {{1, Wiring::each()}}), layer(4, 4, {{2, Wiring::each()}})};
  graph.outputs = {2};
  const auto culled = cull(graph);
  ASSERT_EQ(culled.layers.size(), 2u);
  EXPECT_EQ(culled.layers[0].kernel, "k2");
  EXPECT_EQ(culled.layers[1].inputs, (std::vector<LayerInput>{{0, Wiring::each()}}));
  EXPECT_EQ(culled.outputs, (Tasks{1}));
}

TEST(Cull, KeepsOnlyTheTasksThatAreTaken) {
  TaskGraph graph;
  graph.layers = {layer(1, 8), layer(2, 8, {{0, Wiring::each()}}), layer(3, 1, {{1, Wiring::list({0, 2}, {6, 2})}})};
  graph.outputs = {2};
  const auto culled = cull(graph);
  EXPECT_EQ(culled.layers[0].kept, (Tasks{2, 6}));
  EXPECT_EQ(culled.layers[1].kept, (Tasks{2, 6}));
  EXPECT_TRUE(culled.layers[2].kept.empty());
  EXPECT_EQ(culled.task_count(), 5u);
  EXPECT_TRUE(culled.check());
}

TEST(Cull, FollowsEveryKindOfWiringThroughKeptOutputs) {
  TaskGraph graph;
  graph.layers = {layer(1, 9), layer(2, 3, {{0, Wiring::tree(3)}}),
                  layer(3, 3, {{0, Wiring::one(8)}, {1, Wiring::each()}})};
  graph.layers[2].kept = {1};
  graph.outputs = {2};
  const auto culled = cull(graph);
  EXPECT_EQ(culled.layers[0].kept, (Tasks{3, 4, 5, 8}));
  EXPECT_EQ(culled.layers[1].kept, (Tasks{1}));
  graph.layers[2].inputs = {{1, Wiring::all()}};
  EXPECT_TRUE(cull(graph).layers[1].kept.empty());
}

TEST(Cull, LeavesOutInputsFromWhichNoKeptTaskTakes) {
  TaskGraph graph;
  graph.layers = {layer(1, 2), layer(2, 2), layer(3, 2, {{0, Wiring::list({0, 1, 1}, {0})}, {1, Wiring::each()}})};
  graph.layers[2].kept = {1};
  graph.outputs = {2};
  const auto culled = cull(graph);
  ASSERT_EQ(culled.layers.size(), 2u);
  EXPECT_EQ(culled.layers[1].inputs, (std::vector<LayerInput>{{0, Wiring::each()}}));
}

TEST(Cull, OfAMillionTasksThatAreAllNeededSaysNothing) {
  TaskGraph graph;
  graph.layers = {layer(1, 1'000'000), layer(2, 1'000'000, {{0, Wiring::each()}}), layer(3, 1, {{1, Wiring::all()}})};
  graph.outputs = {2};
  EXPECT_EQ(cull(graph), graph);
}

} // namespace
} // namespace troupe
