// Linked with a scheduler whose transitions were compiled wrong on purpose (TROUPE_BROKEN_TRANSITION): the simulator
// finds that out, and says so in few lines.
#include "runtime/simulate/failure_story.hpp"
#include "runtime/simulate/simulate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>

namespace troupe::simulate {
namespace {

/// What `troupe simulate --faults --seeds 200` makes of it.
SimulationReport run_seeds() {
  SimulationOptions options;
  options.faults = true;
  options.seeds = 200;
  return *simulate(options);
}

TEST(BrokenBuild, IsCaughtAndReducedToAShortLog) {
  const auto report = run_seeds();
  EXPECT_FALSE(report.ok);
  EXPECT_GT(report.seeds_failed, 0u);
  ASSERT_FALSE(report.complaints.empty());
  std::cout << report.story; // what the command prints
  EXPECT_EQ(report.story.rfind("seed ", 0), 0u) << "the seed comes first";
  EXPECT_NE(report.story.find("COMPLAINT"), std::string::npos);
  EXPECT_LE(std::count(report.story.begin(), report.story.end(), '\n'), 100);
}

TEST(BrokenBuild, TheShortestScenarioFailsAgainFromItsSeed) {
  const auto first = run_seeds();
  const auto second = run_seeds();
  EXPECT_EQ(first.story, second.story);
  EXPECT_EQ(first.complaints, second.complaints);
}

} // namespace
} // namespace troupe::simulate
