#include "tools/bench/programs/metg.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace troupe::bench {
namespace {

/// A runtime that adds the same overhead to every task, on any number of cores.
std::function<Timing(double)> runtime(double overhead, double tasks, double cores) {
  return [=](double work) { return Timing{work, tasks * (work + overhead) / cores}; };
}

TEST(Metg, IsTwiceTheOverheadWhereEveryTaskCostsTheSame) {
  // Efficiency is work / (work + overhead): one half where work == overhead, that is at a granularity of 2 * overhead.
  for (const double overhead : {5e-6, 1e-4})
    for (const double cores : {1.0, 2.0})
      EXPECT_NEAR(metg(runtime(overhead, 1000, cores), 1000, cores) / (2 * overhead), 1, 0.03);
}

TEST(Metg, GoesToLongerTasksWhereTheFirstOnesAreTooShort) {
  EXPECT_NEAR(metg(runtime(0.02, 100, 2), 100, 2) / 0.04, 1, 0.1);
}

TEST(Metg, IsInfiniteWhereNoTaskIsLongEnough) { EXPECT_TRUE(std::isinf(metg(runtime(100, 10, 2), 10, 2))); }

TEST(Metg, IsTheShortestTasksGranularityWhereNothingIsLost) { EXPECT_LT(metg(runtime(0, 1000, 2), 1000, 2), 1e-7); }

} // namespace
} // namespace troupe::bench
