#include "runtime/simulate/event_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <utility>
#include <vector>

namespace troupe::simulate {
namespace {

TEST(EventQueue, GivesEventsByTimeAndAtOneTimeAsTheyCame) {
  std::mt19937 random(7);
  EventQueue<int> queue;
  std::vector<std::pair<LogicalTime, int>> expected;
  for (int i = 0; i < 2000; ++i) {
    const LogicalTime at = random() % 50;
    queue.push(at, i);
    expected.emplace_back(at, i);
  }
  std::stable_sort(expected.begin(), expected.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  for (const auto& [at, event] : expected) {
    ASSERT_FALSE(queue.empty());
    const auto entry = queue.pop();
    EXPECT_EQ(entry.at, at);
    EXPECT_EQ(entry.event, event);
  }
  EXPECT_TRUE(queue.empty());
}

TEST(EventQueue, TakesEventsWhileItGivesThem) {
  EventQueue<int> queue;
  queue.push(10, 1);
  queue.push(30, 3);
  EXPECT_EQ(queue.pop().event, 1);
  queue.push(20, 2);
  queue.push(5, 0);
  EXPECT_EQ(queue.next_at(), 5);
  EXPECT_EQ(queue.pop().event, 0);
  EXPECT_EQ(queue.pop().event, 2);
  EXPECT_EQ(queue.pop().event, 3);
}

} // namespace
} // namespace troupe::simulate
