#include "runtime/execute/slice_windows.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace troupe {
namespace {

using Ask = SliceWindows::Ask;
using Asks = std::vector<Ask>;

constexpr SliceWindows::Limits small{.slice = 10, .of_peer = 20, .in_all = 50};

Asks all(SliceWindows& windows) {
  Asks asks;
  while (const auto ask = windows.next())
    asks.push_back(*ask);
  return asks;
}

TEST(SliceWindows, TheFirstSliceGoesAloneThenTheRestWithinThePeersWindow) {
  SliceWindows windows(small);
  windows.begin(1, 7, 0);
  EXPECT_EQ(all(windows), (Asks{{1, 7, 0, 10}}));
  windows.answered({1, 7, 0, 10});
  windows.learn(1, 45);
  EXPECT_EQ(all(windows), (Asks{{1, 7, 10, 10}, {1, 7, 20, 10}}));
  EXPECT_EQ(windows.in_flight_from(7), 20u);
  windows.answered({1, 7, 10, 10});
  EXPECT_EQ(all(windows), (Asks{{1, 7, 30, 10}}));
  windows.answered({1, 7, 20, 10});
  windows.answered({1, 7, 30, 10});
  EXPECT_EQ(all(windows), (Asks{{1, 7, 40, 5}}));
  windows.answered({1, 7, 40, 5});
  EXPECT_EQ(all(windows), Asks{});
  EXPECT_EQ(windows.in_flight(), 0u);
}

TEST(SliceWindows, AChunkOfOneSliceIsAskedForOnce) {
  SliceWindows windows(small);
  windows.begin(1, 7, 0);
  all(windows);
  windows.answered({1, 7, 0, 10});
  windows.learn(1, 10);
  EXPECT_EQ(all(windows), Asks{});
}

TEST(SliceWindows, MoreUrgentTransfersGoFirstThenOlderOnes) {
  SliceWindows windows(small);
  windows.begin(1, 7, 5);
  windows.begin(2, 7, 5);
  windows.begin(3, 7, -1);
  EXPECT_EQ(all(windows), (Asks{{3, 7, 0, 10}, {1, 7, 0, 10}}));
  windows.answered({3, 7, 0, 10});
  windows.learn(3, 20);
  EXPECT_EQ(all(windows), (Asks{{3, 7, 10, 10}}));
  windows.answered({3, 7, 10, 10});
  EXPECT_EQ(all(windows), (Asks{{2, 7, 0, 10}}));
}

TEST(SliceWindows, APeerWhoseWindowIsFullHoldsUpNoOther) {
  SliceWindows windows(small);
  for (std::uint64_t transfer = 1; transfer <= 3; ++transfer)
    windows.begin(transfer, 7, 0);
  windows.begin(4, 8, 9);
  EXPECT_EQ(all(windows), (Asks{{1, 7, 0, 10}, {2, 7, 0, 10}, {4, 8, 0, 10}}));
}

TEST(SliceWindows, AllPeersTogetherStayWithinTheWholeWindow) {
  SliceWindows windows(small);
  for (std::uint64_t peer = 1; peer <= 8; ++peer)
    windows.begin(peer, peer, 0);
  EXPECT_EQ(all(windows).size(), 5u);
  EXPECT_EQ(windows.in_flight(), 50u);
  windows.answered({2, 2, 0, 10});
  EXPECT_EQ(all(windows), (Asks{{6, 6, 0, 10}}));
}

TEST(SliceWindows, ASliceLargerThanTheWindowsGoesAlone) {
  SliceWindows windows({.slice = 100, .of_peer = 20, .in_all = 50});
  windows.begin(1, 7, 0);
  windows.begin(2, 8, 0);
  EXPECT_EQ(all(windows), (Asks{{1, 7, 0, 100}}));
  windows.answered({1, 7, 0, 100});
  EXPECT_EQ(all(windows), (Asks{{2, 8, 0, 100}}));
}

TEST(SliceWindows, WhatEndedIsNotAskedForButKeepsItsPlaceUntilItIsAnswered) {
  SliceWindows windows(small);
  windows.begin(1, 7, 0);
  all(windows);
  windows.answered({1, 7, 0, 10});
  windows.learn(1, 100);
  all(windows);
  windows.end(1);
  windows.begin(2, 7, 0);
  EXPECT_EQ(all(windows), Asks{});
  windows.answered({1, 7, 10, 10});
  EXPECT_EQ(all(windows), (Asks{{2, 7, 0, 10}}));
}

TEST(SliceWindows, APeerThatIsGoneTakesNoRoomAndItsLateAnswersChangeNothing) {
  SliceWindows windows(small);
  windows.begin(1, 7, 0);
  all(windows);
  windows.end(1);
  windows.forget(7);
  EXPECT_EQ(windows.in_flight(), 0u);
  windows.answered({1, 7, 0, 10});
  EXPECT_EQ(windows.in_flight(), 0u);
}

} // namespace
} // namespace troupe
