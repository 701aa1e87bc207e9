#include "runtime/optimize/live_chunks.hpp"
#include "runtime/optimize/order.hpp"

#include "tests/support/random_graph.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace troupe {
namespace {

/// True when the ranks are a permutation and every task comes after its inputs.
bool is_order(const TaskTable& table, const std::vector<std::uint32_t>& rank) {
  std::vector<bool> seen(table.tasks.size());
  if (rank.size() != seen.size())
    return false;
  for (const auto each : rank) {
    if (each >= seen.size() || seen[each])
      return false;
    seen[each] = true;
  }
  for (std::uint32_t task = 0; task < rank.size(); ++task)
    for (const auto input : table.inputs_of(task))
      if (rank[input] >= rank[task])
        return false;
  return true;
}

class Layers {
public:
  std::uint32_t add(std::uint32_t tasks, std::vector<LayerInput> inputs = {}) {
    const auto id = static_cast<std::uint32_t>(graph_.layers.size());
    graph_.layers.push_back({.key = {id, 1}, .kernel = "k", .tasks = tasks, .inputs = std::move(inputs)});
    return id;
  }
  TaskTable table(std::vector<std::uint32_t> outputs) {
    graph_.outputs = std::move(outputs);
    EXPECT_TRUE(graph_.check());
    return expand(graph_);
  }

private:
  TaskGraph graph_;
};

Wiring neighbours(std::uint32_t tasks) {
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t task = 0; task < tasks; ++task) {
    for (auto at = task == 0 ? 0 : task - 1; at <= std::min(task + 1, tasks - 1); ++at)
      taken.push_back(at);
    begins.push_back(static_cast<std::uint32_t>(taken.size()));
  }
  return Wiring::list(std::move(begins), std::move(taken));
}

TEST(Order, ATreeReductionHoldsAFansWorthALevel) {
  Layers shape;
  auto level = shape.add(4096);
  for (std::uint32_t tasks = 512; tasks > 0; tasks /= 8)
    level = shape.add(tasks, {{level, Wiring::tree(8)}});
  const auto table = shape.table({level});
  const auto ranks = order(table);
  ASSERT_TRUE(is_order(table, ranks));
  EXPECT_LE(peak_live_chunks(table, ranks),
            4u * 7 + 2); // four levels, seven finished siblings each, one begun and its like
  EXPECT_GE(peak_live_chunks(table, breadth_first(table)), 4096u);
}

TEST(Order, ChainsAreFinishedOneAfterTheOther) {
  Layers shape;
  auto last = shape.add(100);
  for (int i = 0; i < 5; ++i)
    last = shape.add(100, {{last, Wiring::each()}});
  const auto total = shape.add(1, {{last, Wiring::all()}});
  const auto table = shape.table({total});
  const auto ranks = order(table);
  ASSERT_TRUE(is_order(table, ranks));
  EXPECT_LE(peak_live_chunks(table, ranks), 102u); // the finished ends, and two of a chain under way
  for (std::uint32_t chain = 0; chain < 100; ++chain)
    for (std::uint32_t step = 1; step < 6; ++step)
      EXPECT_EQ(ranks[step * 100 + chain], ranks[chain] + step);
}

TEST(Order, AStencilOverTimeHoldsOneFrontNotAllSteps) {
  Layers shape;
  constexpr std::uint32_t width = 64, steps = 30;
  auto last = shape.add(width);
  for (std::uint32_t step = 0; step < steps; ++step)
    last = shape.add(width, {{last, neighbours(width)}});
  const auto table = shape.table({last});
  const auto ranks = order(table);
  ASSERT_TRUE(is_order(table, ranks));
  // The outputs stay, so no order holds fewer than `width`. Breadth first holds two more; a front across all steps is
  // the price of depth first, which pays where what comes out is reduced (below).
  EXPECT_LE(peak_live_chunks(table, ranks), width + steps + 1);
}

TEST(Order, AStencilReducedAtTheEndHoldsLessThanBreadthFirst) {
  Layers shape;
  constexpr std::uint32_t width = 512, steps = 10;
  auto last = shape.add(width);
  for (std::uint32_t step = 0; step < steps; ++step)
    last = shape.add(width, {{last, neighbours(width)}});
  for (auto tasks = width / 8; tasks > 0; tasks /= 8)
    last = shape.add(tasks, {{last, Wiring::tree(8)}});
  const auto table = shape.table({last});
  const auto ranks = order(table);
  ASSERT_TRUE(is_order(table, ranks));
  EXPECT_LE(peak_live_chunks(table, ranks), width / 5);
  EXPECT_GE(peak_live_chunks(table, breadth_first(table)), width);
}

TEST(Order, AMapReduceHoldsNoMoreThanBreadthFirst) {
  // 40 maps, each split into 40 parts, part r of every map to reducer r, reducers combined.
  Layers shape;
  constexpr std::uint32_t maps = 40;
  const auto read = shape.add(maps);
  std::vector<std::uint32_t> split_begins{0}, split_taken, reduce_begins{0}, reduce_taken;
  for (std::uint32_t part = 0; part < maps * maps; ++part) {
    split_taken.push_back(part / maps);
    split_begins.push_back(part + 1);
  }
  for (std::uint32_t reducer = 0; reducer < maps; ++reducer) {
    for (std::uint32_t map = 0; map < maps; ++map)
      reduce_taken.push_back(map * maps + reducer);
    reduce_begins.push_back(static_cast<std::uint32_t>(reduce_taken.size()));
  }
  const auto split = shape.add(maps * maps, {{read, Wiring::list(split_begins, split_taken)}});
  const auto reduce = shape.add(maps, {{split, Wiring::list(reduce_begins, reduce_taken)}});
  const auto total = shape.add(1, {{reduce, Wiring::all()}});
  const auto table = shape.table({total});
  const auto ranks = order(table);
  ASSERT_TRUE(is_order(table, ranks));
  EXPECT_LE(peak_live_chunks(table, ranks), peak_live_chunks(table, breadth_first(table)));
}

TEST(Order, TwoStatisticsOfOneArrayLetEachChunkGoAtOnce) {
  // mean and max of x: both partial results of a chunk before the next chunk is made.
  Layers shape;
  const auto x = shape.add(200);
  const auto sums = shape.add(200, {{x, Wiring::each()}});
  const auto tops = shape.add(200, {{x, Wiring::each()}});
  const auto table = shape.table({shape.add(1, {{sums, Wiring::all()}}), shape.add(1, {{tops, Wiring::all()}})});
  const auto ranks = order(table);
  ASSERT_TRUE(is_order(table, ranks));
  EXPECT_LE(peak_live_chunks(table, ranks), 402u); // 400 partial results are needed at the end, but one chunk at a time
  for (std::uint32_t chunk = 0; chunk < 200; ++chunk)
    EXPECT_LE(std::max(ranks[200 + chunk], ranks[400 + chunk]), ranks[chunk] + 3); // a total may come between
}

TEST(Order, OutputsComeInTheirOrderAndUnwantedTasksLast) {
  Layers shape;
  const auto first = shape.add(3), second = shape.add(3), unwanted = shape.add(3);
  const auto table = shape.table({second, first});
  const auto ranks = order(table);
  ASSERT_TRUE(is_order(table, ranks));
  EXPECT_EQ(std::vector<std::uint32_t>(ranks.begin() + second * 3, ranks.begin() + second * 3 + 3),
            (std::vector<std::uint32_t>{0, 1, 2}));
  for (std::uint32_t task = 0; task < 3; ++task)
    EXPECT_GE(ranks[unwanted * 3 + task], 6u);
}

TEST(Order, OfAnyGraphIsATopologicalPermutation) {
  std::size_t ours = 0, theirs = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    const auto table = expand(test::RandomGraph(seed).make());
    const auto ranks = order(table);
    ASSERT_TRUE(is_order(table, ranks)) << seed;
    ASSERT_EQ(order(table), ranks);
    ours += peak_live_chunks(table, ranks);
    theirs += peak_live_chunks(table, breadth_first(table));
  }
  EXPECT_LT(ours, theirs);
}

TEST(Order, AChainOfAMillionNeedsNoRecursion) {
  TaskTable table;
  table.input_begins.push_back(0);
  for (std::uint32_t task = 0; task < 1'000'000; ++task) {
    table.tasks.push_back({{task, 1}, task, 0});
    if (task > 0)
      table.inputs.push_back(task - 1);
    table.input_begins.push_back(static_cast<std::uint32_t>(table.inputs.size()));
  }
  table.outputs = {999'999};
  const auto ranks = order(table);
  EXPECT_TRUE(is_order(table, ranks));
  EXPECT_EQ(ranks.front(), 0u);
}

} // namespace
} // namespace troupe
