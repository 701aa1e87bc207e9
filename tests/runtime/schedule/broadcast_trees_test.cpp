#include "runtime/schedule/broadcast_trees.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace troupe::schedule {
namespace {

constexpr TaskNumber chunk = 7;

std::vector<WorkerNumber> holders(std::vector<WorkerNumber> some) { return some; }

TEST(BroadcastTrees, AHolderServesTwoAtOnce) {
  BroadcastTrees broadcasts;
  broadcasts.open(chunk, holders({0}));
  EXPECT_EQ(broadcasts.begin(chunk, 1), 0u);
  EXPECT_TRUE(broadcasts.admits(chunk, 2));
  EXPECT_EQ(broadcasts.begin(chunk, 2), 0u);
  EXPECT_FALSE(broadcasts.admits(chunk, 3));
  EXPECT_TRUE(broadcasts.admits(chunk, 1)) << "it fetches it already";
  EXPECT_TRUE(broadcasts.admits(chunk + 1, 3)) << "nobody limits what is not open";
}

TEST(BroadcastTrees, WhoeverHasACopyGivesItOn) {
  BroadcastTrees broadcasts;
  broadcasts.open(chunk, holders({0}));
  broadcasts.begin(chunk, 1);
  broadcasts.begin(chunk, 2);
  broadcasts.end(chunk, 1, true);
  std::multiset<WorkerNumber> sources;
  for (WorkerNumber to = 3; broadcasts.admits(chunk, to); ++to)
    sources.insert(broadcasts.begin(chunk, to));
  EXPECT_EQ(sources, (std::multiset<WorkerNumber>{0, 1, 1}));
}

TEST(BroadcastTrees, WhoDidNotFetchItFreesItsSourceOnly) {
  BroadcastTrees broadcasts;
  broadcasts.open(chunk, holders({0}));
  broadcasts.begin(chunk, 1);
  broadcasts.begin(chunk, 2);
  broadcasts.end(chunk, 1, false);
  EXPECT_EQ(broadcasts.begin(chunk, 3), 0u);
  EXPECT_FALSE(broadcasts.admits(chunk, 4));
}

TEST(BroadcastTrees, WaitingTasksComeInOrderOfTheirTagsOnceThereIsASource) {
  BroadcastTrees broadcasts;
  broadcasts.open(chunk, holders({0}));
  broadcasts.begin(chunk, 1);
  broadcasts.begin(chunk, 2);
  broadcasts.wait(chunk, 30, 103);
  broadcasts.wait(chunk, 10, 101);
  broadcasts.wait(chunk, 20, 102);
  EXPECT_EQ(broadcasts.next(chunk), none) << "both places are taken";
  broadcasts.end(chunk, 1, true);
  EXPECT_EQ(broadcasts.take_changed(), std::vector<TaskNumber>{chunk});
  EXPECT_EQ(broadcasts.next(chunk), 101u);
  EXPECT_EQ(broadcasts.next(chunk), 102u);
}

TEST(BroadcastTrees, NobodyWaitsForASourceThatNeverComes) {
  BroadcastTrees broadcasts;
  broadcasts.open(chunk, holders({0}));
  broadcasts.begin(chunk, 1);
  broadcasts.begin(chunk, 2);
  broadcasts.wait(chunk, 10, 101);
  broadcasts.remove_holder(chunk, 0);
  broadcasts.end(chunk, 1, false);
  broadcasts.end(chunk, 2, false);
  EXPECT_EQ(broadcasts.next(chunk), 101u);
}

TEST(BroadcastTrees, AreClosedWhenNobodyWantsThemAnyMore) {
  BroadcastTrees broadcasts;
  broadcasts.open(chunk, holders({0}));
  broadcasts.begin(chunk, 1);
  broadcasts.close_if_idle(chunk);
  EXPECT_TRUE(broadcasts.has(chunk));
  broadcasts.end(chunk, 1, true);
  broadcasts.close_if_idle(chunk);
  EXPECT_TRUE(broadcasts.empty());
}

TEST(BroadcastTrees, ClosingTellsWhoWaited) {
  BroadcastTrees broadcasts;
  broadcasts.open(chunk, holders({0}));
  broadcasts.wait(chunk, 20, 102);
  broadcasts.wait(chunk, 10, 101);
  auto waited = broadcasts.close(chunk);
  std::sort(waited.begin(), waited.end());
  EXPECT_EQ(waited, (std::vector<TaskNumber>{101, 102}));
  EXPECT_TRUE(broadcasts.close(chunk).empty());
}

/// Everybody asks at once; a transfer takes one round, and a holder's port carries one at a time.
TEST(BroadcastTrees, AThousandHaveItAfterElevenRounds) {
  BroadcastTrees broadcasts;
  broadcasts.open(chunk, holders({0}));
  WorkerNumber asked = 1;
  int rounds = 0;
  std::set<WorkerNumber> have{0};
  std::vector<std::pair<WorkerNumber, WorkerNumber>> under_way; // from, to
  while (have.size() < 1000) {
    for (; asked < 1000 && broadcasts.admits(chunk, asked); ++asked)
      under_way.emplace_back(broadcasts.begin(chunk, asked), asked);
    std::set<WorkerNumber> sending;
    std::vector<std::pair<WorkerNumber, WorkerNumber>> later;
    for (const auto& [from, to] : under_way)
      if (sending.insert(from).second) {
        broadcasts.end(chunk, to, true);
        have.insert(to);
      } else {
        later.emplace_back(from, to);
      }
    under_way = std::move(later);
    ++rounds;
  }
  EXPECT_LE(rounds, 12); // the least is 10: log2(1000)
}

} // namespace
} // namespace troupe::schedule
