#include "runtime/schedule/root_queue.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <set>

namespace troupe::schedule {
namespace {

using testing::ElementsAre;

RootQueue queue_of(std::uint32_t tasks, std::uint32_t siblings = 1) {
  std::vector<TaskNumber> numbers(tasks);
  std::iota(numbers.begin(), numbers.end(), 0u);
  std::vector<bool> joined(tasks);
  for (std::uint32_t i = 0; i < tasks; ++i)
    joined[i] = i % siblings != 0;
  RootQueue queue(numbers, joined);
  for (std::uint32_t i = 0; i < tasks; ++i)
    queue.insert(i);
  return queue;
}

std::vector<TaskNumber> take(RootQueue& queue, WorkerNumber worker, int count, std::uint32_t workers) {
  std::vector<TaskNumber> taken;
  for (int i = 0; i < count; ++i)
    taken.push_back(queue.take(worker, 1, workers));
  return taken;
}

TEST(RootQueue, EachWorkerTakesFromARunOfItsOwn) {
  auto queue = queue_of(12);
  EXPECT_THAT(take(queue, 0, 2, 3), ElementsAre(0u, 1u));
  EXPECT_THAT(take(queue, 7, 2, 3), ElementsAre(4u, 5u));
  EXPECT_THAT(take(queue, 1, 4, 3), ElementsAre(8u, 9u, 10u, 11u));
  EXPECT_THAT(take(queue, 0, 2, 3), ElementsAre(2u, 3u));
}

TEST(RootQueue, RunsDoNotPartSiblingsWhereTheyAreLongEnough) {
  auto queue = queue_of(24, 4);
  take(queue, 0, 1, 5);                               // its share would be five
  EXPECT_THAT(take(queue, 1, 1, 5), ElementsAre(5u)); // too few to look three on
  auto longer = queue_of(64, 4);
  take(longer, 0, 1, 5); // 13, and three more to the next family
  EXPECT_THAT(take(longer, 1, 1, 5), ElementsAre(16u));
}

TEST(RootQueue, FewTasksAreSpreadEvenWhereTheyAreSiblings) {
  auto queue = queue_of(4, 4);
  EXPECT_THAT(take(queue, 0, 1, 4), ElementsAre(0u));
  EXPECT_THAT(take(queue, 1, 1, 4), ElementsAre(1u));
  EXPECT_THAT(take(queue, 2, 1, 4), ElementsAre(2u));
  EXPECT_THAT(take(queue, 3, 1, 4), ElementsAre(3u));
}

TEST(RootQueue, WhoHasFinishedHalvesTheLargestRun) {
  auto queue = queue_of(16);
  take(queue, 0, 1, 2);
  take(queue, 1, 8, 2);
  EXPECT_THAT(take(queue, 1, 2, 2), ElementsAre(4u, 5u)); // 1 to 7 are left to the other, the back half is 4 to 7
  EXPECT_THAT(take(queue, 0, 3, 2), ElementsAre(1u, 2u, 3u));
}

TEST(RootQueue, EveryTaskIsTakenOnceWhateverTheTurns) {
  for (std::uint32_t seed = 0; seed < 50; ++seed) {
    std::mt19937 random(seed);
    const auto tasks = 1 + static_cast<std::uint32_t>(random() % 500);
    auto queue = queue_of(tasks, 1 + static_cast<std::uint32_t>(random() % 9));
    std::set<TaskNumber> taken;
    while (!queue.empty())
      EXPECT_TRUE(taken
                      .insert(queue.take(static_cast<std::uint32_t>(random() % 20),
                                         1 + static_cast<std::uint32_t>(random() % 4), 40))
                      .second);
    EXPECT_EQ(taken.size(), tasks);
  }
}

TEST(RootQueue, WhatIsQueuedLateIsTakenToo) {
  auto queue = queue_of(4);
  take(queue, 0, 4, 1);
  EXPECT_TRUE(queue.empty());
  queue.insert(1);
  EXPECT_THAT(take(queue, 0, 1, 1), ElementsAre(1u));
}

} // namespace
} // namespace troupe::schedule
