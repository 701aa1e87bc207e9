#include "runtime/graph/task_table.hpp"

#include "tests/support/random_graph.hpp"

#include <gtest/gtest.h>

#include <set>

namespace troupe {
namespace {

std::vector<std::uint32_t> inputs_of(const TaskTable& table, std::uint32_t task) {
  const auto inputs = table.inputs_of(task);
  return {inputs.begin(), inputs.end()};
}

using Tasks = std::vector<std::uint32_t>;

TEST(TaskTable, WritesOutEveryTaskWithItsInputs) {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "x", .tasks = 3},
                  {.key = {1, 2}, .kernel = "pair", .tasks = 2, .inputs = {{0, Wiring::tree(2)}, {0, Wiring::one(1)}}},
                  {.key = {1, 3}, .kernel = "sum", .tasks = 1, .inputs = {{1, Wiring::all()}}}};
  graph.outputs = {2, 0};
  const auto table = expand(graph);
  ASSERT_EQ(table.tasks.size(), 6u);
  EXPECT_EQ(inputs_of(table, 0), Tasks{});
  EXPECT_EQ(inputs_of(table, 3), (Tasks{0, 1, 1}));
  EXPECT_EQ(inputs_of(table, 4), (Tasks{2, 1}));
  EXPECT_EQ(inputs_of(table, 5), (Tasks{3, 4}));
  EXPECT_EQ(table.outputs, (Tasks{5, 0, 1, 2}));
  EXPECT_EQ(table.tasks[4].key, task_key({1, 2}, 1));
  EXPECT_EQ(table.tasks[4].layer, 1u);
  EXPECT_EQ(table.tasks[4].index, 1u);
}

TEST(TaskTable, CulledTasksAreNotThereAndTheRestKeepsItsIndices) {
  TaskGraph graph;
  graph.layers = {{.key = {1, 1}, .kernel = "x", .tasks = 5, .kept = {1, 4}},
                  {.key = {1, 2}, .kernel = "y", .tasks = 5, .inputs = {{0, Wiring::each()}}, .kept = {1, 4}}};
  graph.outputs = {1};
  const auto table = expand(graph);
  ASSERT_EQ(table.tasks.size(), 4u);
  EXPECT_EQ(table.tasks[1].index, 4u);
  EXPECT_EQ(inputs_of(table, 2), (Tasks{0}));
  EXPECT_EQ(inputs_of(table, 3), (Tasks{1}));
  EXPECT_EQ(table.outputs, (Tasks{2, 3}));
  EXPECT_EQ(table.tasks[3].key, task_key({1, 2}, 4));
}

TEST(TaskTable, OfAnyGraphIsTopologicalWithUniqueKeysAndTheOutputsOfOutputKeys) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const auto graph = test::RandomGraph(seed).make();
    ASSERT_TRUE(graph.check()) << seed << " " << graph.check().error().message;
    const auto table = expand(graph);
    ASSERT_EQ(table.tasks.size(), graph.task_count());
    std::set<Key> keys;
    for (std::uint32_t task = 0; task < table.tasks.size(); ++task) {
      EXPECT_TRUE(keys.insert(table.tasks[task].key).second);
      for (const auto input : table.inputs_of(task))
        ASSERT_LT(input, task);
    }
    std::vector<Key> outputs;
    for (const auto output : table.outputs)
      outputs.push_back(table.tasks[output].key);
    EXPECT_EQ(outputs, output_keys(graph));
  }
}

} // namespace
} // namespace troupe
