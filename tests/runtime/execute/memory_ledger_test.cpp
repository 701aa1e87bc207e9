#include "runtime/execute/memory_ledger.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

TEST(MemoryLedger, WithoutALimitMemoryIsNeverShort) {
  MemoryLedger ledger(0, 0.6, 0.8);
  ledger.hold(~std::uint64_t{0} / 2);
  EXPECT_FALSE(ledger.must_spill(0));
  EXPECT_FALSE(ledger.paused());
}

TEST(MemoryLedger, CountsWhatIsHereAndWhatIsComing) {
  MemoryLedger ledger(1000, 0.6, 0.8);
  ledger.hold(500);
  ledger.begin_fetch(100);
  EXPECT_FALSE(ledger.must_spill(0)); // 600 is the target itself
  ledger.begin_fetch(1);
  EXPECT_TRUE(ledger.must_spill(0));
  EXPECT_FALSE(ledger.paused());
  ledger.hold(199);
  EXPECT_FALSE(ledger.paused()); // 800
  ledger.hold(1);
  EXPECT_TRUE(ledger.paused());
  ledger.end_fetch(1);
  EXPECT_FALSE(ledger.paused());
  ledger.release(200);
  EXPECT_FALSE(ledger.must_spill(0));
  EXPECT_EQ(ledger.in_memory(), 500u);
  EXPECT_EQ(ledger.in_flight(), 100u);
}

TEST(MemoryLedger, WhatIsBeingSpilledNeedsNoMoreSpillingButFillsMemory) {
  MemoryLedger ledger(1000, 0.6, 0.8);
  ledger.hold(900);
  ledger.begin_spill(300);
  EXPECT_FALSE(ledger.must_spill(0));
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
  EXPECT_FALSE(ledger.must_spill(0));
  ledger.set_resident(800);
  EXPECT_FALSE(ledger.paused());
}

TEST(MemoryLedger, IsRoomyUpToHalfOfTheTarget) {
  MemoryLedger ledger(1000, 0.6, 0.8);
  ledger.hold(200);
  ledger.reserve(100);
  EXPECT_TRUE(ledger.roomy());
  ledger.begin_fetch(1);
  EXPECT_FALSE(ledger.roomy());
  MemoryLedger endless(0, 0.6, 0.8);
  endless.hold(~std::uint64_t{0} / 2);
  EXPECT_TRUE(endless.roomy());
}

TEST(MemoryLedger, WhatIsReservedIsUsed) {
  MemoryLedger ledger(1000, 0.6, 0.8);
  ledger.hold(300);
  ledger.reserve(300);
  EXPECT_EQ(ledger.used(), 600u);
  EXPECT_TRUE(ledger.fits(200));
  EXPECT_FALSE(ledger.fits(201));
  EXPECT_FALSE(ledger.must_spill(0));
  EXPECT_FALSE(ledger.must_spill(200));
  EXPECT_TRUE(ledger.must_spill(201)); // for what would not fit beside it
  ledger.begin_spill(1);
  EXPECT_FALSE(ledger.must_spill(201)); // once that is done it will
  EXPECT_FALSE(ledger.fits(201));
  ledger.unreserve(300);
  EXPECT_TRUE(ledger.fits(500));
}

TEST(MemoryLedger, WhatTheProcessHasBesideChunksIsNotForChunks) {
  MemoryLedger ledger(1000, 0.6, 0.8);
  ledger.set_resident(100); // before there is anything to count
  EXPECT_EQ(ledger.overhead(), 100u);
  EXPECT_TRUE(ledger.fits(700));
  EXPECT_FALSE(ledger.fits(701));
  EXPECT_FALSE(ledger.never_fits(900));
  EXPECT_TRUE(ledger.never_fits(901));
  ledger.hold(200);
  ledger.set_resident(500);
  EXPECT_EQ(ledger.overhead(), 300u); // a rise counts at once
  ledger.reserve(200);
  ledger.set_resident(450);
  EXPECT_EQ(ledger.overhead(), 175u); // a fall by halves: what is reserved may not be touched yet
  for (int i = 0; i < 9; ++i)
    ledger.set_resident(300);
  EXPECT_EQ(ledger.overhead(), 100u); // and never below what there was at first
  ledger.set_resident(0);
  EXPECT_EQ(ledger.overhead(), 100u); // not known
}

TEST(MemoryLedger, WithoutALimitEverythingFits) {
  MemoryLedger ledger(0, 0.6, 0.8);
  ledger.set_resident(1'000'000);
  ledger.hold(~std::uint64_t{0} / 2);
  EXPECT_TRUE(ledger.fits(~std::uint64_t{0}));
  EXPECT_FALSE(ledger.never_fits(~std::uint64_t{0}));
  EXPECT_FALSE(ledger.must_spill(~std::uint64_t{0}));
  EXPECT_FALSE(ledger.bloated());
}

} // namespace
} // namespace troupe
