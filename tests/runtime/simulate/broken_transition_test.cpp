// A scheduler that is wrong on purpose is caught, and what is told of it is short.
#include "runtime/simulate/simulate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <string>

namespace troupe::simulate {
namespace {

using Apply = std::vector<SchedulerEffect> (*)(SchedulerState&, const SchedulerEvent&, LogicalTime);

/// processing -> waiting, by InputsMissing, does not happen: the task stays with a worker that gave it back.
std::vector<SchedulerEffect> deaf_to_missing_inputs(SchedulerState& state, const SchedulerEvent& event,
                                                    LogicalTime now) {
  auto heard = event;
  if (auto* arrived = std::get_if<ReportsArrived>(&heard))
    std::erase_if(arrived->batch.reports,
                  [](const auto& report) { return std::holds_alternative<InputsMissing>(report); });
  return state.apply(heard, now);
}

/// memory -> idle forgets to free the chunk at its holders.
std::vector<SchedulerEffect> never_frees(SchedulerState& state, const SchedulerEvent& event, LogicalTime now) {
  auto effects = state.apply(event, now);
  for (auto& effect : effects)
    if (auto* send = std::get_if<SendOrders>(&effect))
      std::erase_if(send->orders, [](const auto& order) { return std::holds_alternative<FreeChunk>(order); });
  std::erase_if(effects, [](const auto& effect) {
    const auto* send = std::get_if<SendOrders>(&effect);
    return send && send->orders.empty();
  });
  return effects;
}

/// queued -> processing sends the inputs in the wrong order.
std::vector<SchedulerEffect> swaps_inputs(SchedulerState& state, const SchedulerEvent& event, LogicalTime now) {
  auto effects = state.apply(event, now);
  for (auto& effect : effects)
    if (auto* send = std::get_if<SendOrders>(&effect))
      for (auto& order : send->orders)
        if (auto* run = std::get_if<RunTask>(&order))
          std::reverse(run->inputs.begin(), run->inputs.end());
  return effects;
}

class BrokenTransition : public testing::TestWithParam<Apply> {};

TEST_P(BrokenTransition, IsCaughtWithinTwoHundredSeedsAndToldBriefly) {
  SimulationOptions options;
  options.faults = true;
  options.seeds = 200; // all of which pass without the break: FaultySeeds
  options.hooks.apply_scheduler = GetParam();
  const auto report = simulate(options);
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->ok);
  EXPECT_EQ(report->story.rfind("seed ", 0), 0u);
  EXPECT_NE(report->story.find("COMPLAINT"), std::string::npos);
  EXPECT_LE(std::count(report->story.begin(), report->story.end(), '\n'), 100) << report->story;
  std::cout << report->story; // what a failing run prints
}

INSTANTIATE_TEST_SUITE_P(Breaks, BrokenTransition, testing::Values(deaf_to_missing_inputs, never_frees, swaps_inputs));

} // namespace
} // namespace troupe::simulate
