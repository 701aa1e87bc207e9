#include "runtime/optimize/sibling_groups.hpp"

#include "tests/support/random_graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace troupe {
namespace {

using Numbers = std::vector<std::uint32_t>;

class Graph {
public:
  std::uint32_t add(std::uint32_t tasks, std::vector<LayerInput> inputs = {}) {
    const auto id = static_cast<std::uint32_t>(graph_.layers.size());
    graph_.layers.push_back({.key = {id, 1}, .kernel = "k", .tasks = tasks, .inputs = std::move(inputs)});
    return id;
  }
  TaskTable table() const {
    EXPECT_TRUE(graph_.check());
    return expand(graph_);
  }

private:
  TaskGraph graph_;
};

TEST(SiblingGroups, WhatOneCombineTakesBelongsTogetherWithIt) {
  Graph graph;
  const auto leaves = graph.add(6);
  const auto pairs = graph.add(3, {{leaves, Wiring::tree(2)}});
  graph.add(1, {{pairs, Wiring::all()}});
  EXPECT_EQ(sibling_groups(graph.table(), 2), (Numbers{0, 0, 1, 1, 2, 2, /* pairs */ 0, 1, 2, /* root */ 3}));
  EXPECT_EQ(sibling_groups(graph.table(), 6), Numbers(10, 0)); // all of it fits
  EXPECT_EQ(sibling_groups(graph.table(), 5), sibling_groups(graph.table(), 2));
}

TEST(SiblingGroups, AChainBelongsToTheCombineAtItsEnd) {
  Graph graph;
  const auto x = graph.add(4);
  const auto y = graph.add(4, {{x, Wiring::each()}});
  const auto z = graph.add(4, {{y, Wiring::each()}});
  const auto pairs = graph.add(2, {{z, Wiring::tree(2)}});
  graph.add(1, {{pairs, Wiring::all()}});
  EXPECT_EQ(sibling_groups(graph.table(), 2), (Numbers{0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 1, 2}));
}

TEST(SiblingGroups, OperandsOfOneElementwiseTaskBelongTogether) {
  Graph graph;
  const auto x = graph.add(2), y = graph.add(2);
  graph.add(2, {{x, Wiring::each()}, {y, Wiring::each()}});
  EXPECT_EQ(sibling_groups(graph.table(), 2), (Numbers{0, 1, 0, 1, 0, 1}));
}

TEST(SiblingGroups, AWideConsumerGroupsNobody) {
  Graph graph;
  const auto x = graph.add(40);
  const auto y = graph.add(40, {{x, Wiring::each()}});
  graph.add(40, {{y, Wiring::all()}});
  const auto groups = sibling_groups(graph.table(), 16);
  for (std::uint32_t i = 0; i < 40; ++i) {
    EXPECT_EQ(groups[i], i);      // its own chain
    EXPECT_EQ(groups[40 + i], i); // and no more
  }
}

TEST(SiblingGroups, ATaskFollowsTheConsumerThatTakesFewest) {
  Graph graph;
  const auto x = graph.add(20);
  const auto y = graph.add(20, {{x, Wiring::each()}});
  graph.add(1, {{x, Wiring::all()}, {y, Wiring::all()}});
  const auto groups = sibling_groups(graph.table(), 8);
  for (std::uint32_t i = 0; i < 20; ++i)
    EXPECT_EQ(groups[i], groups[20 + i]);
}

TEST(SiblingGroups, OfAnyGraphAreNumberedInOrderAndHoldNoMoreGeneratorsThanAllowed) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const auto table = expand(test::RandomGraph(seed).make());
    for (const std::uint32_t most : {1u, 4u, 16u}) {
      const auto groups = sibling_groups(table, most);
      ASSERT_EQ(groups.size(), table.tasks.size());
      std::uint32_t next = 0;
      std::vector<std::uint32_t> generators(groups.size());
      for (std::uint32_t task = 0; task < groups.size(); ++task) {
        ASSERT_LE(groups[task], next) << seed;
        next = std::max(next, groups[task] + 1);
        if (table.inputs_of(task).empty())
          ++generators[groups[task]];
      }
      for (const auto count : generators)
        ASSERT_LE(count, most) << seed;
    }
  }
}

TEST(SiblingGroups, OfNothingAreNone) {
  TaskTable nothing;
  nothing.input_begins = {0};
  EXPECT_TRUE(sibling_groups(nothing).empty());
}

} // namespace
} // namespace troupe
