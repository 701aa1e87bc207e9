#include "runtime/execute/memory_ledger.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(MemoryLedger, WithoutALimitMemoryIsNeverShort) {
  MemoryLedger ledger(0, 0.6, 0.8);
  ledger.hold(~std::uint64_t{0} / 2);
  EXPECT_FALSE(ledger.over_target());
  EXPECT_FALSE(ledger.paused());
}

TEST(MemoryLedger, CountsWhatIsHereAndWhatIsComing) {
  MemoryLedger ledger(1000, 0.6, 0.8);
  ledger.hold(500);
  ledger.begin_fetch(100);
  EXPECT_FALSE(ledger.over_target()); // 600 is the target itself
  ledger.begin_fetch(1);
  EXPECT_TRUE(ledger.over_target());
  EXPECT_FALSE(ledger.paused());
  ledger.hold(199);
  EXPECT_FALSE(ledger.paused()); // 800
  ledger.hold(1);
  EXPECT_TRUE(ledger.paused());
  ledger.end_fetch(1);
  EXPECT_FALSE(ledger.paused());
  ledger.release(200);
  EXPECT_FALSE(ledger.over_target());
  EXPECT_EQ(ledger.in_memory(), 500u);
  EXPECT_EQ(ledger.in_flight(), 100u);
}

TEST(MemoryLedger, WhatIsBeingSpilledNeedsNoMoreSpillingButFillsMemory) {
  MemoryLedger ledger(1000, 0.6, 0.8);
  ledger.hold(900);
  ledger.begin_spill(300);
  EXPECT_FALSE(ledger.over_target());
  EXPECT_TRUE(ledger.paused());
  ledger.end_spill(300);
  ledger.release(300);
  ledger.put_on_disk(310);
  EXPECT_FALSE(ledger.paused());
  EXPECT_EQ(ledger.on_disk(), 310u);
  ledger.take_off_disk(310);
  EXPECT_EQ(ledger.on_disk(), 0u);
}

TEST(MemoryLedger, TheProcessMayBeShortWhereOurCountIsNot) {
  MemoryLedger ledger(1000, 0.6, 0.8);
  ledger.set_resident(801);
  EXPECT_TRUE(ledger.paused());
  EXPECT_FALSE(ledger.over_target());
  ledger.set_resident(800);
  EXPECT_FALSE(ledger.paused());
}

} // namespace
} // namespace troupe
