#include "runtime/execute/spill_policy.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

namespace troupe {
namespace {

Key key(std::uint64_t number) { return {number, 0}; }

std::vector<std::uint64_t> drain(SpillPolicy policy) {
  std::vector<std::uint64_t> order;
  while (const auto next = policy.next()) {
    order.push_back(next->high);
    policy.withdraw(*next);
  }
  return order;
}

TEST(SpillPolicy, WhatNobodyWaitsForGoesFirstLeastRecentlyUsedFirst) {
  SpillPolicy policy;
  policy.offer(key(1), 30, std::nullopt);
  policy.offer(key(2), 10, TaskRank{0, 1});
  policy.offer(key(3), 20, std::nullopt);
  EXPECT_EQ(drain(policy), (std::vector<std::uint64_t>{3, 1, 2}));
}

TEST(SpillPolicy, OfWhatIsWaitedForTheLatestNeededGoesFirst) {
  SpillPolicy policy;
  policy.offer(key(1), 1, TaskRank{0, 5});
  policy.offer(key(2), 2, TaskRank{1, 1}); // a later priority
  policy.offer(key(3), 3, TaskRank{0, 9});
  policy.offer(key(4), 4, TaskRank{-3, 100});
  EXPECT_EQ(drain(policy), (std::vector<std::uint64_t>{2, 3, 1, 4}));
}

TEST(SpillPolicy, ASecondOfferReplacesTheFirst) {
  SpillPolicy policy;
  policy.offer(key(1), 1, std::nullopt);
  policy.offer(key(2), 2, std::nullopt);
  policy.offer(key(1), 3, std::nullopt);
  EXPECT_EQ(policy.size(), 2u);
  EXPECT_EQ(drain(policy), (std::vector<std::uint64_t>{2, 1}));
}

TEST(SpillPolicy, WhatIsWithdrawnIsNotOnOffer) {
  SpillPolicy policy;
  policy.withdraw(key(9)); // never offered
  policy.offer(key(1), 1, std::nullopt);
  EXPECT_TRUE(policy.offered(key(1)));
  EXPECT_EQ(policy.next(), key(1));
  EXPECT_EQ(policy.size(), 1u); // still on offer
  policy.withdraw(key(1));
  EXPECT_FALSE(policy.offered(key(1)));
  EXPECT_EQ(policy.next(), std::nullopt);
}

TEST(SpillPolicy, TheOrderDoesNotDependOnTheOrderOfOffers) {
  struct Offer {
    std::uint64_t key;
    std::uint64_t used;
    std::optional<TaskRank> needed;
  };
  std::vector<Offer> offers;
  for (std::uint64_t i = 0; i < 40; ++i)
    offers.push_back(
        {i, i * 7 % 40, i % 3 ? std::optional(TaskRank{static_cast<std::int64_t>(i % 4), i % 5}) : std::nullopt});
  std::mt19937 random(1);
  std::vector<std::uint64_t> first;
  for (int round = 0; round < 20; ++round) {
    std::shuffle(offers.begin(), offers.end(), random);
    SpillPolicy policy;
    for (const auto& offer : offers)
      policy.offer(key(offer.key), offer.used, offer.needed);
    const auto order = drain(policy);
    if (first.empty())
      first = order;
    EXPECT_EQ(order, first);
  }
}

} // namespace
} // namespace troupe
