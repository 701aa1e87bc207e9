#include "runtime/simulate/graph_shapes.hpp"

#include "runtime/graph/task_table.hpp"
#include "runtime/simulate/graph_cholesky.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace troupe::simulate {
namespace {

class EveryGraph : public testing::TestWithParam<std::string_view> {};

TEST_P(EveryGraph, HasAboutAsManyTasksAsAskedFor) {
  for (const std::uint64_t tasks : {1, 2, 10, 1000, 30000}) {
    const auto made = make_graph(GetParam(), tasks, 8, 3);
    ASSERT_TRUE(made.ok()) << made.error().message;
    EXPECT_TRUE(made->graph.check().ok());
    EXPECT_EQ(made->models.size(), made->graph.layers.size());
    EXPECT_GE(made->graph.task_count() * 2, tasks);
    EXPECT_LE(made->graph.task_count(), 2 * tasks + 10);
  }
}

TEST_P(EveryGraph, IsTheSameForTheSameSeedAndAnotherForAnother) {
  const auto made = make_graph(GetParam(), 500, 4, 3);
  EXPECT_EQ(made->graph, make_graph(GetParam(), 500, 4, 3)->graph);
  EXPECT_NE(made->graph.layers.front().key, make_graph(GetParam(), 500, 4, 4)->graph.layers.front().key);
}

TEST_P(EveryGraph, NeedsEveryTaskForItsOutputs) {
  const auto made = make_graph(GetParam(), 400, 4, 5);
  const auto table = expand(made->graph);
  std::vector<bool> needed(table.tasks.size());
  for (auto output : table.outputs)
    needed[output] = true;
  for (auto task = static_cast<std::uint32_t>(table.tasks.size()); task-- > 0;) {
    ASSERT_TRUE(needed[task]) << "task " << task;
    for (auto input : table.inputs_of(task))
      needed[input] = true;
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, EveryGraph, testing::ValuesIn(graph_names().begin(), graph_names().end()),
                         [](const auto& shape) { return std::string(shape.param); });

TEST(GraphShapes, RefusesANameItDoesNotKnowAndSaysWhichItDoes) {
  const auto made = make_graph("torus", 10, 1, 1);
  ASSERT_FALSE(made.ok());
  EXPECT_EQ(made.error().code, Errc::not_found);
  EXPECT_NE(made.error().message.find("stencil"), std::string::npos);
}

TEST(GraphShapes, CholeskyOfThreeTilesIsTheTextbooks) {
  // 6 tiles; step 0: 1 potrf, 2 trsm, 3 updates; step 1: 1, 1, 1; step 2: 1.
  const auto made = cholesky(16, 1, 1);
  std::vector<std::pair<std::string, std::uint32_t>> layers;
  for (const auto& layer : made.graph.layers)
    layers.emplace_back(layer.kernel, layer.tasks);
  EXPECT_EQ(layers, (std::vector<std::pair<std::string, std::uint32_t>>{{"tile", 6},
                                                                        {"potrf", 1},
                                                                        {"trsm", 2},
                                                                        {"update", 3},
                                                                        {"potrf", 1},
                                                                        {"trsm", 1},
                                                                        {"update", 1},
                                                                        {"potrf", 1}}));
  const auto table = expand(made.graph);
  // Tasks in order: tiles (0,0) (1,0) (1,1) (2,0) (2,1) (2,2), potrf, trsm of rows 1 and 2, updates (1,1) (2,1) (2,2).
  const auto inputs = [&](std::uint32_t task) {
    return std::vector<std::uint32_t>(table.inputs_of(task).begin(), table.inputs_of(task).end());
  };
  EXPECT_EQ(inputs(6), (std::vector<std::uint32_t>{0}));
  EXPECT_EQ(inputs(7), (std::vector<std::uint32_t>{1, 6}));
  EXPECT_EQ(inputs(8), (std::vector<std::uint32_t>{3, 6}));
  EXPECT_EQ(inputs(9), (std::vector<std::uint32_t>{2, 7}));
  EXPECT_EQ(inputs(10), (std::vector<std::uint32_t>{4, 8, 7}));
  EXPECT_EQ(inputs(11), (std::vector<std::uint32_t>{5, 8}));
  EXPECT_EQ(inputs(12), (std::vector<std::uint32_t>{9}));
}

TEST(GraphShapes, EveryJoinOfAShuffleTakesAPieceOfEveryPart) {
  const auto made = make_graph("shuffle", 24, 1, 1); // 4 parts, 16 pieces, 4 joins
  const auto table = expand(made->graph);
  ASSERT_EQ(table.tasks.size(), 24u);
  for (std::uint32_t join = 20; join < 24; ++join) {
    std::set<std::uint32_t> parts;
    for (auto piece : table.inputs_of(join)) {
      ASSERT_EQ(table.inputs_of(piece).size(), 1u);
      parts.insert(table.inputs_of(piece)[0]);
    }
    EXPECT_EQ(parts, (std::set<std::uint32_t>{0, 1, 2, 3}));
  }
}

TEST(GraphShapes, InTwoStagesTooEveryOutputOfAShuffleComesFromEveryPart) {
  const auto made = make_graph("shuffle", 81, 100, 1); // 9 parts, twice 27 pieces and 9 joins
  const auto table = expand(made->graph);
  ASSERT_EQ(table.tasks.size(), 81u);
  std::vector<std::set<std::uint32_t>> from(table.tasks.size());
  for (std::uint32_t task = 0; task < table.tasks.size(); ++task) {
    if (task < 9)
      from[task] = {task};
    for (auto input : table.inputs_of(task))
      from[task].insert(from[input].begin(), from[input].end());
  }
  ASSERT_EQ(table.outputs.size(), 9u);
  for (auto output : table.outputs)
    EXPECT_EQ(from[output].size(), 9u);
}

} // namespace
} // namespace troupe::simulate
