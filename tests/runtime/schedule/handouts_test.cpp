#include "runtime/schedule/handouts.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace troupe::schedule {
namespace {

constexpr TaskNumber chunk = 7;

std::vector<WorkerNumber> holders(std::vector<WorkerNumber> some) { return some; }

TEST(Handouts, AHolderServesTwoAtOnce) {
  Handouts handouts;
  handouts.open(chunk, holders({0}));
  EXPECT_EQ(handouts.begin(chunk, 1), 0u);
  EXPECT_TRUE(handouts.admits(chunk, 2));
  EXPECT_EQ(handouts.begin(chunk, 2), 0u);
  EXPECT_FALSE(handouts.admits(chunk, 3));
  EXPECT_TRUE(handouts.admits(chunk, 1)) << "it fetches it already";
  EXPECT_TRUE(handouts.admits(chunk + 1, 3)) << "nobody limits what is not open";
}

TEST(Handouts, WhoeverHasACopyGivesItOn) {
  Handouts handouts;
  handouts.open(chunk, holders({0}));
  handouts.begin(chunk, 1);
  handouts.begin(chunk, 2);
  handouts.end(chunk, 1, true);
  std::multiset<WorkerNumber> sources;
  for (WorkerNumber to = 3; handouts.admits(chunk, to); ++to)
    sources.insert(handouts.begin(chunk, to));
  EXPECT_EQ(sources, (std::multiset<WorkerNumber>{0, 1, 1}));
}

TEST(Handouts, WhoDidNotFetchItFreesItsSourceOnly) {
  Handouts handouts;
  handouts.open(chunk, holders({0}));
  handouts.begin(chunk, 1);
  handouts.begin(chunk, 2);
  handouts.end(chunk, 1, false);
  EXPECT_EQ(handouts.begin(chunk, 3), 0u);
  EXPECT_FALSE(handouts.admits(chunk, 4));
}

TEST(Handouts, WaitingTasksComeInOrderOfTheirTagsOnceThereIsASource) {
  Handouts handouts;
  handouts.open(chunk, holders({0}));
  handouts.begin(chunk, 1);
  handouts.begin(chunk, 2);
  handouts.wait(chunk, 30, 103);
  handouts.wait(chunk, 10, 101);
  handouts.wait(chunk, 20, 102);
  EXPECT_EQ(handouts.next(chunk), none) << "both places are taken";
  handouts.end(chunk, 1, true);
  EXPECT_EQ(handouts.take_changed(), std::vector<TaskNumber>{chunk});
  EXPECT_EQ(handouts.next(chunk), 101u);
  EXPECT_EQ(handouts.next(chunk), 102u);
}

TEST(Handouts, NobodyWaitsForASourceThatNeverComes) {
  Handouts handouts;
  handouts.open(chunk, holders({0}));
  handouts.begin(chunk, 1);
  handouts.begin(chunk, 2);
  handouts.wait(chunk, 10, 101);
  handouts.remove_holder(chunk, 0);
  handouts.end(chunk, 1, false);
  handouts.end(chunk, 2, false);
  EXPECT_EQ(handouts.next(chunk), 101u);
}

TEST(Handouts, AreClosedWhenNobodyWantsThemAnyMore) {
  Handouts handouts;
  handouts.open(chunk, holders({0}));
  handouts.begin(chunk, 1);
  handouts.close_if_idle(chunk);
  EXPECT_TRUE(handouts.has(chunk));
  handouts.end(chunk, 1, true);
  handouts.close_if_idle(chunk);
  EXPECT_TRUE(handouts.empty());
}

TEST(Handouts, ClosingTellsWhoWaited) {
  Handouts handouts;
  handouts.open(chunk, holders({0}));
  handouts.wait(chunk, 20, 102);
  handouts.wait(chunk, 10, 101);
  auto waited = handouts.close(chunk);
  std::sort(waited.begin(), waited.end());
  EXPECT_EQ(waited, (std::vector<TaskNumber>{101, 102}));
  EXPECT_TRUE(handouts.close(chunk).empty());
}

/// Everybody asks at once; a transfer takes one round, and a holder's port carries one at a time.
TEST(Handouts, AThousandHaveItAfterElevenRounds) {
  Handouts handouts;
  handouts.open(chunk, holders({0}));
  WorkerNumber asked = 1;
  int rounds = 0;
  std::set<WorkerNumber> have{0};
  std::vector<std::pair<WorkerNumber, WorkerNumber>> under_way; // from, to
  while (have.size() < 1000) {
    for (; asked < 1000 && handouts.admits(chunk, asked); ++asked)
      under_way.emplace_back(handouts.begin(chunk, asked), asked);
    std::set<WorkerNumber> sending;
    std::vector<std::pair<WorkerNumber, WorkerNumber>> later;
    for (const auto& [from, to] : under_way)
      if (sending.insert(from).second) {
        handouts.end(chunk, to, true);
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
