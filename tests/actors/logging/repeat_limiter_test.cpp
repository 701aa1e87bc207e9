#include "actors/logging/repeat_limiter.hpp"

#include "actors/logging/limited_sink.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <algorithm>
#include <sstream>

namespace troupe {
namespace {

using std::chrono::seconds;

TEST(RepeatLimiter, TellsTheFirstTimesThenEachTenfold) {
  RepeatLimiter limiter({.told = 3});
  std::vector<std::uint64_t> told;
  for (int i = 0; i < 10'000; ++i)
    if (const auto verdict = limiter.hear("lost", {}); verdict.tell)
      told.push_back(verdict.times);
  EXPECT_THAT(told, testing::ElementsAre(1, 2, 3, 100, 1000, 10'000));
}

TEST(RepeatLimiter, SaysHowManyWereNotToldOnceTheWindowIsOver) {
  RepeatLimiter limiter({.told = 2, .window = seconds(10)});
  const RepeatLimiter::Time start{};
  for (int i = 0; i < 7; ++i)
    limiter.hear("lost", start);
  limiter.hear("found", start);
  EXPECT_TRUE(limiter.take_over(start + seconds(9)).empty());
  const auto over = limiter.take_over(start + seconds(10));
  ASSERT_EQ(over.size(), 1u);
  EXPECT_EQ(over[0].event, "lost");
  EXPECT_EQ(over[0].untold, 5u);
  EXPECT_EQ(limiter.size(), 0u);
  EXPECT_TRUE(limiter.hear("lost", start + seconds(10)).tell);
}

TEST(RepeatLimiter, RemembersABoundedNumberOfEvents) {
  RepeatLimiter limiter({.most_events = 16});
  for (int i = 0; i < 100'000; ++i)
    EXPECT_TRUE(limiter.hear("event " + std::to_string(i), {}).tell);
  EXPECT_EQ(limiter.size(), 16u);
}

TEST(LimitedSink, AFloodOfWarningsThatDifferInNumbersIsAFewLines) {
  std::ostringstream out;
  spdlog::logger log("worker", std::make_shared<LimitedSink>(std::make_shared<spdlog::sinks::ostream_sink_mt>(out)));
  for (int i = 0; i < 20'000; ++i)
    log.warn("lost connection {} to the scheduler", i);
  const auto text = out.str();
  EXPECT_EQ(std::ranges::count(text, '\n'), 5 + 3); // 100, 1,000 and 10,000 times
  EXPECT_THAT(text, testing::HasSubstr("(10000 times so far)"));
}

TEST(LimitedSink, WhatInformsOfDifferentThingsIsToldOfEach) {
  std::ostringstream out;
  spdlog::logger log("scheduler", std::make_shared<LimitedSink>(std::make_shared<spdlog::sinks::ostream_sink_mt>(out)));
  for (int i = 0; i < 200; ++i)
    log.info("job {} is done", i);
  EXPECT_EQ(std::ranges::count(out.str(), '\n'), 200);
}

} // namespace
} // namespace troupe
