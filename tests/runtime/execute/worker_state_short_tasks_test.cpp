// Tasks that take less time than handing them over, and results that go with their reports.
#include "runtime/execute/worker_state.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

std::vector<WorkerEffect> order(WorkerState& state, std::uint64_t number, bool inline_result = false) {
  return state.apply(OrdersArrived{{RunTask{{number, 0}, 1, 0, 0, {}, inline_result}}}, 1000);
}

std::vector<WorkerEffect> end(WorkerState& state, std::uint64_t number, std::uint64_t nbytes,
                              std::uint64_t duration_us) {
  return state.apply(TaskEnded{.key = {number, 0}, .ok = true, .nbytes = nbytes, .duration_us = duration_us}, 1000);
}

WorkerState worker() {
  WorkerState state({.self = {1}, .short_us = 200});
  state.apply(OrdersArrived{{DefineLayer{1, "sum", {}}}}, 1000);
  return state;
}

TEST(WorkerStateShortTasks, ATaskIsShortOnceItsKernelIsKnownToBe) {
  auto state = worker();
  EXPECT_FALSE(std::get<StartTask>(order(state, 1).at(0)).is_short);
  end(state, 1, 8, 5);
  EXPECT_TRUE(std::get<StartTask>(order(state, 2).at(0)).is_short);
  end(state, 2, 8, 5000);
  EXPECT_FALSE(std::get<StartTask>(order(state, 3).at(0)).is_short);
}

TEST(WorkerStateShortTasks, OnlyASmallResultThatWasAskedForGoesWithItsReport) {
  auto state = worker();
  order(state, 1, true);
  EXPECT_TRUE(std::get<Report>(end(state, 1, max_inline_bytes, 5).at(0)).inline_result);
  order(state, 2, true);
  EXPECT_FALSE(std::get<Report>(end(state, 2, max_inline_bytes + 1, 5).at(0)).inline_result);
  order(state, 3);
  EXPECT_FALSE(std::get<Report>(end(state, 3, 8, 5).at(0)).inline_result);
}

} // namespace
} // namespace troupe
