// The seeds that every run of the tests goes through; `troupe simulate --faults --seeds N` goes through more.
#include "runtime/simulate/failure_story.hpp"
#include "runtime/simulate/simulation.hpp"

#include <gtest/gtest.h>

namespace troupe::simulate {
namespace {

TEST(FaultySeeds, TwoHundredHoldAllThatIsChecked) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const auto scenario = draw_scenario(seed);
    const auto outcome = Simulation(scenario).run();
    ASSERT_TRUE(outcome.ok()) << story_of(scenario, {});
  }
}

TEST(FaultySeeds, DrawEveryKindOfFault) {
  std::vector<int> kinds(Fault::kinds);
  for (std::uint64_t seed = 1; seed <= 200; ++seed)
    for (const auto& fault : draw_scenario(seed).faults)
      ++kinds[static_cast<std::size_t>(fault.kind)];
  for (auto count : kinds)
    EXPECT_GT(count, 20);
}

TEST(FaultySeeds, EveryKindOfFaultReallyHappens) {
  FaultCounts counts;
  for (std::uint64_t seed = 1; seed <= 60; ++seed)
    counts.add(Simulation(draw_scenario(seed)).run().faults);
  for (auto begun : counts.begun)
    EXPECT_GT(begun, 5u);
  EXPECT_GT(counts.packets_lost, 100u);
  EXPECT_GT(counts.packets_repeated, 100u);
  EXPECT_GT(counts.packets_reordered, 100u);
  EXPECT_GT(counts.workers_shut_out, 5u);
  EXPECT_GT(counts.jobs_cancelled, 2u);
  EXPECT_GT(counts.jobs_poisoned, 2u);
}

} // namespace
} // namespace troupe::simulate
