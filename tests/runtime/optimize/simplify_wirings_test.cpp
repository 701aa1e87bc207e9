#include "runtime/optimize/simplify_wirings.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(SimplifyWirings, KnowsSymbolicFormsInLists) {
  EXPECT_EQ(simplest(Wiring::list({0, 1, 2, 3}, {0, 1, 2}), 3, 3), Wiring::each());
  EXPECT_EQ(simplest(Wiring::list({0, 1, 2, 3}, {1, 1, 1}), 3, 2), Wiring::one(1));
  EXPECT_EQ(simplest(Wiring::list({0, 2, 4, 5}, {0, 1, 2, 3, 4}), 3, 5), Wiring::tree(2));
  EXPECT_EQ(simplest(Wiring::list({0, 3, 6}, {0, 1, 2, 0, 1, 2}), 2, 3), Wiring::all());
}

TEST(SimplifyWirings, LeavesListsThatAreNoneOfThem) {
  for (const auto& list : {Wiring::list({0, 1, 2, 3}, {0, 2, 1}), Wiring::list({0, 2, 2, 3}, {0, 1, 2}),
                           Wiring::list({0, 1, 2, 4}, {0, 1, 2, 2}), Wiring::list({0, 1, 2, 2}, {0, 1})})
    EXPECT_EQ(simplest(list, 3, 3), list) << to_string(list);
}

TEST(SimplifyWirings, PrefersTheFormThatFixesTheNumberOfInputs) {
  EXPECT_EQ(simplest(Wiring::tree(1), 5, 5), Wiring::each());
  EXPECT_EQ(simplest(Wiring::all(), 5, 1), Wiring::one(0));
  EXPECT_EQ(simplest(Wiring::all(), 1, 1), Wiring::each());
  EXPECT_EQ(simplest(Wiring::one(0), 1, 1), Wiring::each());
  EXPECT_EQ(simplest(Wiring::tree(8), 1, 1), Wiring::each());
  EXPECT_EQ(simplest(Wiring::tree(8), 1, 5), Wiring::all());
  EXPECT_EQ(simplest(Wiring::tree(8), 2, 9), Wiring::tree(8));
}

TEST(SimplifyWirings, DropsInputsFromWhichNothingIsTakenAndKeepsTheKey) {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "x", .tasks = 2},
                  {.key = {1, 2},
                   .kernel = "y",
                   .tasks = 2,
                   .inputs = {{0, Wiring::list({0, 0, 0}, {})}, {0, Wiring::list({0, 1, 2}, {0, 1})}}}};
  graph.outputs = {1};
  const auto simple = simplify_wirings(graph);
  EXPECT_EQ(simple.layers[1].inputs, (std::vector<LayerInput>{{0, Wiring::each()}}));
  EXPECT_EQ(simple.layers[1].key, (Key{1, 2}));
}

TEST(SimplifyWirings, DropsInputsOfAndFromLayersWithoutTasks) {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "x", .tasks = 0},
                  {.key = {1, 2}, .kernel = "y", .tasks = 2, .inputs = {{0, Wiring::all()}}},
                  {.key = {1, 3}, .kernel = "z", .tasks = 0, .inputs = {{1, Wiring::one(1)}, {0, Wiring::each()}}}};
  for (const auto& layer : simplify_wirings(graph).layers)
    EXPECT_TRUE(layer.inputs.empty()) << layer.kernel;
}

TEST(SimplifyWirings, GivesEveryTaskTheSameInputs) {
  for (std::uint32_t tasks = 0; tasks <= 4; ++tasks)
    for (std::uint32_t sources = 0; sources <= 4; ++sources)
      for (const auto& wiring : {Wiring::each(), Wiring::tree(1), Wiring::tree(2), Wiring::tree(3), Wiring::all(),
                                 Wiring::one(0), Wiring::one(2)}) {
        if (!wiring.check(tasks, sources))
          continue;
        const auto simple = simplest(wiring, tasks, sources);
        ASSERT_TRUE(simple.check(tasks, sources));
        for (std::uint32_t task = 0; task < tasks; ++task) {
          std::vector<std::uint32_t> before, after;
          wiring.for_each(task, sources, [&](auto source) { before.push_back(source); });
          simple.for_each(task, sources, [&](auto source) { after.push_back(source); });
          EXPECT_EQ(before, after) << to_string(wiring) << " " << tasks << " of " << sources;
        }
      }
}

} // namespace
} // namespace troupe
