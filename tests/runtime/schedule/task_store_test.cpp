#include "runtime/schedule/task_store.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace troupe::schedule {
namespace {

TEST(TaskStore, NumbersOfOneJobFollowEachOther) {
  TaskStore store;
  const auto small = store.allocate(3);
  const auto large = store.allocate(10'000);
  const auto next = store.allocate(2);
  for (std::uint32_t i = 0; i < 10'000; ++i)
    store[large + i].nbytes = i;
  store[small + 2].nbytes = 77;
  EXPECT_EQ(store[large + 9999].nbytes, 9999u);
  EXPECT_EQ(store[small + 2].nbytes, 77u);
  EXPECT_EQ(store[next].nbytes, 0u);
}

TEST(TaskStore, PagesOfForgottenTasksAreUsedAgain) {
  TaskStore store;
  store.allocate(1);
  const auto first = store.allocate(20'000);
  store.release(first, 20'000);
  EXPECT_FALSE(store.contains(first));
  const auto again = store.allocate(20'000);
  EXPECT_EQ(again, first);
  EXPECT_TRUE(store.contains(again));
}

TEST(TaskStore, NoNumberIsGivenTwiceAndRecordsAreFresh) {
  TaskStore store;
  std::map<TaskNumber, std::uint32_t> given; // first -> count
  std::mt19937 random(4);
  for (int step = 0; step < 3000; ++step) {
    if (!given.empty() && random() % 2 == 0) {
      auto at = given.begin();
      std::advance(at, static_cast<long>(random() % given.size()));
      store.release(at->first, at->second);
      given.erase(at);
      continue;
    }
    const auto count = 1 + static_cast<std::uint32_t>(random() % (random() % 10 == 0 ? 9000 : 50));
    const auto first = store.allocate(count);
    const auto after = given.lower_bound(first);
    ASSERT_TRUE(after == given.end() || first + count <= after->first);
    ASSERT_TRUE(after == given.begin() || std::prev(after)->first + std::prev(after)->second <= first);
    for (auto number = first; number < first + count; ++number) {
      ASSERT_EQ(store[number].nbytes, 0u);
      store[number].nbytes = 1;
    }
    given.emplace(first, count);
  }
}

} // namespace
} // namespace troupe::schedule
