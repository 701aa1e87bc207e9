#include "runtime/optimize/live_chunks.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

/// Two chains of two, joined: tasks 0 and 1, then 2 of 0 and 3 of 1, then 4 of both.
TaskTable two_chains() {
  TaskTable table;
  table.input_begins.push_back(0);
  const std::vector<std::vector<std::uint32_t>> inputs{{}, {}, {0}, {1}, {2, 3}};
  for (std::uint32_t task = 0; task < inputs.size(); ++task) {
    table.tasks.push_back({{task, 1}, task, 0});
    table.inputs.insert(table.inputs.end(), inputs[task].begin(), inputs[task].end());
    table.input_begins.push_back(static_cast<std::uint32_t>(table.inputs.size()));
  }
  table.outputs = {4};
  return table;
}

TEST(BreadthFirst, TakesALevelAfterTheOther) {
  EXPECT_EQ(breadth_first(two_chains()), (std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
}

TEST(PeakLiveChunks, CountsWhatIsMadeUntilItsLastUse) {
  const auto table = two_chains();
  // Counted at the moment when a task has made its chunk and has not let go of its inputs yet.
  EXPECT_EQ(peak_live_chunks(table, {0, 1, 2, 3, 4}), 3u);
  EXPECT_EQ(peak_live_chunks(table, {0, 2, 1, 3, 4}), 3u);
  auto both = table;
  both.outputs = {0, 1, 2, 3, 4}; // nothing is let go
  EXPECT_EQ(peak_live_chunks(both, {0, 1, 2, 3, 4}), 5u);
}

TEST(PeakLiveChunks, AChunkThatNothingTakesGoesAtOnce) {
  TaskTable table;
  for (std::uint32_t task = 0; task < 3; ++task)
    table.tasks.push_back({{task, 1}, 0, task});
  table.input_begins.assign(4, 0);
  EXPECT_EQ(peak_live_chunks(table, {0, 1, 2}), 1u);
  table.outputs = {0, 2};
  EXPECT_EQ(peak_live_chunks(table, {0, 1, 2}), 2u);
  EXPECT_EQ(peak_live_chunks(table, {0, 2, 1}), 3u); // both outputs are there when the other is made
}

} // namespace
} // namespace troupe
