#include "runtime/optimize/common_subexpressions.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace troupe {
namespace {

Layer layer(std::uint64_t key, const std::string& kernel, std::vector<LayerInput> inputs = {}, Params params = {}) {
  return {.key = {key, 1}, .kernel = kernel, .params = std::move(params), .tasks = 3, .inputs = std::move(inputs)};
}

TEST(CommonSubexpressions, MergeEqualLayersAndWhatBecomesEqualByIt) {
  TaskGraph graph;
  graph.layers = {layer(1, "x"), layer(2, "x"), layer(3, "f", {{0, Wiring::each()}}),
                  layer(4, "f", {{1, Wiring::each()}}), layer(5, "g", {{2, Wiring::each()}, {3, Wiring::each()}})};
  graph.outputs = {4, 3, 2};
  const auto merged = common_subexpressions(graph);
  ASSERT_EQ(merged.layers.size(), 3u);
  EXPECT_EQ(merged.layers[1].key, (Key{3, 1})); // the first one's
  EXPECT_EQ(merged.layers[2].inputs, (std::vector<LayerInput>{{1, Wiring::each()}, {1, Wiring::each()}}));
  EXPECT_EQ(merged.outputs, (std::vector<std::uint32_t>{2, 1, 1}));
}

TEST(CommonSubexpressions, LeaveWhatDiffersInAnyPart) {
  TaskGraph graph;
  graph.layers = {layer(1, "x"),
                  layer(2, "y"),
                  layer(3, "x", {}, Params{}.set("seed", 1)),
                  layer(4, "x", {}, Params{}.set("seed", 1.0)),
                  layer(5, "f", {{0, Wiring::each()}}),
                  layer(6, "f", {{1, Wiring::each()}}),
                  layer(7, "f", {{0, Wiring::one(0)}}),
                  layer(8, "f", {{0, Wiring::each()}, {0, Wiring::each()}})};
  auto more = layer(9, "x");
  more.tasks = 4;
  auto whole = layer(10, "x");
  whole.blockwise = false;
  graph.layers.push_back(more);
  graph.layers.push_back(whole);
  EXPECT_EQ(common_subexpressions(graph), graph);
}

TEST(CommonSubexpressions, CompareNumbersByTheirBits) {
  TaskGraph graph;
  for (const double value : {0.0, -0.0, std::nan(""), std::nan(""), 0.0})
    graph.layers.push_back(layer(graph.layers.size() + 1, "x", {}, Params{}.set("v", value)));
  graph.outputs = {0, 1, 2, 3, 4};
  EXPECT_EQ(common_subexpressions(graph).outputs, (std::vector<std::uint32_t>{0, 1, 2, 2, 0}));
}

TEST(CommonSubexpressions, KeepApartWhatHoldsOtherData) {
  const auto kept = [](std::uint64_t key) {
    return Expression::make({.kernel = "kept", .tasks = 3, .stands_for = Key{key, 1}}).value();
  };
  const auto negated = [](const ExpressionPtr& of) {
    return Expression::make({.kernel = "f", .tasks = 3, .inputs = {{of, Wiring::each()}}}).value();
  };
  const ExpressionPtr wanted[] = {negated(kept(1)), negated(kept(2)), negated(kept(1))};
  const auto merged = common_subexpressions(lower(wanted));
  EXPECT_EQ(merged.layers.size(), 4u);
  EXPECT_EQ(merged.outputs, (std::vector<std::uint32_t>{1, 3, 1}));
}

TEST(CommonSubexpressions, LeaveCulledLayersAlone) {
  TaskGraph graph;
  graph.layers = {layer(1, "x"), layer(2, "x")};
  graph.layers[0].kept = {1};
  graph.layers[1].kept = {1};
  graph.outputs = {0, 1};
  EXPECT_EQ(common_subexpressions(graph), graph);
}

} // namespace
} // namespace troupe
