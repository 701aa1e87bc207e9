#include "runtime/simulate/shrink.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace troupe::simulate {
namespace {

std::size_t count(const Scenario& scenario, Fault::Kind kind) {
  return static_cast<std::size_t>(
      std::ranges::count_if(scenario.faults, [&](const auto& fault) { return fault.kind == kind; }));
}

Scenario large() {
  Scenario scenario;
  scenario.cluster.workers = 20;
  scenario.cluster.threads = 4;
  for (auto kind : {Fault::Kind::slow, Fault::Kind::crash, Fault::Kind::weather, Fault::Kind::stall, Fault::Kind::crash,
                    Fault::Kind::partition, Fault::Kind::restart})
    scenario.faults.push_back({.kind = kind});
  scenario.jobs = {{.tasks = 100}, {.tasks = 90}, {.tasks = 80}};
  return scenario;
}

TEST(Shrink, KeepsNothingThatTheFailureDoesNotNeed) {
  const auto fails = [](const Scenario& one) {
    return count(one, Fault::Kind::crash) >= 1 && count(one, Fault::Kind::restart) >= 1 && one.cluster.workers >= 3
           && one.jobs.size() >= 1 && one.jobs.front().tasks >= 17;
  };
  const auto smallest = shrink(large(), fails);
  EXPECT_TRUE(fails(smallest));
  EXPECT_EQ(smallest.faults.size(), 2u);
  EXPECT_EQ(smallest.cluster.workers, 3u);
  EXPECT_EQ(smallest.cluster.threads, 1u);
  ASSERT_EQ(smallest.jobs.size(), 1u);
  EXPECT_EQ(smallest.jobs.front().tasks, 17u);
}

TEST(Shrink, StopsAfterTheRunsItIsAllowed) {
  std::uint32_t runs = 0;
  shrink(
      large(), [&](const Scenario&) { return ++runs, true; }, 5);
  EXPECT_EQ(runs, 5u);
}

} // namespace
} // namespace troupe::simulate
