#include "runtime/schedule/placement_history.hpp"

#include <gtest/gtest.h>

namespace troupe::schedule {
namespace {

TEST(PlacementHistory, KeepsTheLastAndOfATaskTheNewest) {
  PlacementHistory memory(3);
  for (std::uint64_t number = 0; number < 7; ++number) {
    auto& decision = memory.next();
    decision.key = {number == 6 ? 5 : number, 0};
    decision.when = static_cast<LogicalTime>(number);
  }
  EXPECT_EQ(memory.find({3, 0}), nullptr);
  EXPECT_EQ(memory.find({4, 0})->when, 4);
  EXPECT_EQ(memory.find({5, 0})->when, 6);
}

TEST(PlacementHistory, RemembersNothingBeforeTheFirst) { EXPECT_EQ(PlacementHistory(3).find({1, 0}), nullptr); }

} // namespace
} // namespace troupe::schedule
