#include "runtime/simulate/reliable_link.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace troupe {
namespace {

using Link = ReliableLink<int>;

/// Two ends and a line between them that loses, repeats and delays; ticks of one millisecond.
class Line {
public:
  Line(double loss, std::uint32_t seed, ReliableLinkConfig config)
      : left(config), right(config), loss_(loss), random_(seed) {}

  void tick() {
    now += 1000;
    carry(left, to_right_);
    carry(right, to_left_);
    arrive(to_right_, right, heard_right);
    arrive(to_left_, left, heard_left);
  }

  Link left, right;
  LogicalTime now = 0;
  std::size_t packets = 0;
  std::vector<int> heard_left, heard_right;

private:
  using Air = std::vector<std::pair<LogicalTime, Link::Packet>>;

  bool unlucky() { return std::uniform_real_distribution<>(0, 1)(random_) < loss_; }

  void carry(Link& from, Air& air) {
    for (auto& packet : from.due(now)) {
      ++packets;
      if (unlucky())
        continue;
      for (int copies = unlucky() ? 2 : 1; copies > 0; --copies)
        air.emplace_back(now + 1000 * static_cast<LogicalTime>(random_() % 30), packet);
    }
  }

  void arrive(Air& air, Link& at, std::vector<int>& heard) {
    Air later;
    for (auto& [when, packet] : air)
      if (when > now)
        later.emplace_back(when, packet);
      else
        for (const auto& message : at.take(packet))
          heard.push_back(*message);
    air = std::move(later);
  }

  double loss_;
  std::mt19937 random_;
  Air to_right_, to_left_;
};

std::vector<int> numbers(int count) {
  std::vector<int> all;
  for (int i = 0; i < count; ++i)
    all.push_back(i);
  return all;
}

class ReliableLinkUnderLoss : public testing::TestWithParam<double> {};

TEST_P(ReliableLinkUnderLoss, HandsOnEveryMessageOnceAndInOrderBothWays) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    Line line(GetParam(), seed, {.resend_us = 40'000, .resend_most_us = 160'000, .window = 16});
    for (int i = 0; i < 200; ++i) {
      ASSERT_TRUE(line.left.send(i).ok());
      ASSERT_TRUE(line.right.send(i).ok());
    }
    for (int ticks = 0; ticks < 200'000 && line.left.unacknowledged() + line.right.unacknowledged() > 0; ++ticks)
      line.tick();
    EXPECT_EQ(line.heard_right, numbers(200)) << "seed " << seed;
    EXPECT_EQ(line.heard_left, numbers(200)) << "seed " << seed;
    EXPECT_EQ(line.left.unacknowledged(), 0u);
    EXPECT_EQ(line.right.held_back(), 0u);
  }
}

INSTANTIATE_TEST_SUITE_P(Loss, ReliableLinkUnderLoss, testing::Values(0.0, 0.33, 0.66));

TEST(ReliableLink, SendsEachMessageOnceOnAGoodLine) {
  Line line(0, 1, {.resend_us = 200'000});
  for (int i = 0; i < 10; ++i)
    ASSERT_TRUE(line.left.send(i).ok());
  for (int ticks = 0; ticks < 100; ++ticks)
    line.tick();
  EXPECT_EQ(line.heard_right, numbers(10));
  EXPECT_LE(line.packets, 20u); // ten messages, at most an acknowledgement for each
  EXPECT_FALSE(line.left.next_due());
  EXPECT_FALSE(line.right.next_due());
}

TEST(ReliableLink, WaitsTwiceAsLongEachTime) {
  Link link({.resend_us = 100, .resend_most_us = 400});
  ASSERT_TRUE(link.send(7).ok());
  std::vector<LogicalTime> sent_at;
  for (LogicalTime now = 0; now <= 1600; ++now)
    if (!link.due(now).empty())
      sent_at.push_back(now);
  EXPECT_EQ(sent_at, (std::vector<LogicalTime>{0, 100, 300, 700, 1100, 1500}));
}

TEST(ReliableLink, KeepsTheWindowOnTheWayAndNoMore) {
  Link link({.window = 3});
  for (int i = 0; i < 10; ++i)
    ASSERT_TRUE(link.send(i).ok());
  const auto first = link.due(0);
  ASSERT_EQ(first.size(), 3u);
  EXPECT_TRUE(link.take({0, 2, nullptr}).empty()); // two have come
  const auto next = link.due(1);
  ASSERT_EQ(next.size(), 2u);
  EXPECT_EQ(next[0].number, 4u);
  EXPECT_EQ(next[1].number, 5u);
}

TEST(ReliableLink, HoldsBackWhatComesTooEarlyAndDropsWhatLiesBeyondTheWindow) {
  Link link({.window = 3});
  const auto packet = [](std::uint64_t number) {
    return Link::Packet{number, 0, std::make_shared<const int>(static_cast<int>(number))};
  };
  EXPECT_TRUE(link.take(packet(3)).empty());
  EXPECT_TRUE(link.take(packet(4)).empty()); // beyond
  EXPECT_TRUE(link.take(packet(2)).empty());
  EXPECT_TRUE(link.take(packet(2)).empty()); // again
  EXPECT_EQ(link.held_back(), 2u);
  const auto ready = link.take(packet(1));
  ASSERT_EQ(ready.size(), 3u);
  EXPECT_EQ(*ready[2], 3);
  EXPECT_TRUE(link.take(packet(3)).empty()); // had
  EXPECT_EQ(link.due(0).at(0).acknowledged, 3u);
}

TEST(ReliableLink, AcknowledgesAgainWhatComesAgain) {
  Link link;
  const Link::Packet packet{1, 0, std::make_shared<const int>(1)};
  EXPECT_EQ(link.take(packet).size(), 1u);
  EXPECT_EQ(link.due(0).size(), 1u);
  EXPECT_TRUE(link.due(0).empty());
  EXPECT_TRUE(link.take(packet).empty());
  const auto again = link.due(1);
  ASSERT_EQ(again.size(), 1u);
  EXPECT_EQ(again[0].number, 0u);
  EXPECT_EQ(again[0].acknowledged, 1u);
}

TEST(ReliableLink, IgnoresAcknowledgementsOfWhatItNeverSent) {
  Link link({.window = 2});
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(link.send(i).ok());
  link.due(0);
  EXPECT_TRUE(link.take({0, 4, nullptr}).empty()); // three and four are not on the way
  EXPECT_EQ(link.unacknowledged(), 5u);
}

TEST(ReliableLink, RefusesMoreThanItsBacklog) {
  Link link({.backlog = 2});
  EXPECT_TRUE(link.send(1).ok());
  EXPECT_TRUE(link.send(2).ok());
  const auto third = link.send(3);
  ASSERT_FALSE(third.ok());
  EXPECT_EQ(third.error().code, Errc::unreachable);
}

} // namespace
} // namespace troupe
