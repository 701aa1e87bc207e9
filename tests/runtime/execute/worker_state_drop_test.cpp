// Chunks that are told to go count as memory in use until they have gone.
#include "runtime/execute/worker_state.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

Key key(std::uint64_t number) { return {number, 0}; }

class WorkerStateDrop : public testing::Test {
protected:
  WorkerStateDrop() { state.apply(OrdersArrived{{DefineLayer{1, "sum", {}}}}, 0); }

  void make(std::uint64_t number, std::uint64_t nbytes) {
    state.apply(OrdersArrived{{RunTask{key(number), 1, 0, 0, {}, false}}}, 0);
    state.apply(TaskEnded{.key = key(number), .ok = true, .nbytes = nbytes, .duration_us = 5}, 0);
  }
  DropChunk free(std::uint64_t number) {
    const auto effects = state.apply(OrdersArrived{{FreeChunk{key(number)}}}, 0);
    EXPECT_EQ(effects.size(), 1u);
    return std::get<DropChunk>(effects.at(0));
  }

  WorkerState state{{.self = {1}, .memory_limit = 10'000, .counted_drop = 100}};
};

TEST_F(WorkerStateDrop, CountsUntilItIsDone) {
  make(1, 3'000);
  EXPECT_EQ(free(1).nbytes, 3'000u);
  EXPECT_FALSE(state.holds(key(1)));
  EXPECT_EQ(state.memory().in_memory(), 0u);
  EXPECT_EQ(state.memory().used(), 3'000u);
  state.apply(DropEnded{3'000}, 0);
  EXPECT_EQ(state.memory().used(), 0u);
}

TEST_F(WorkerStateDrop, OfLittleIsDoneAtOnce) {
  make(1, 99);
  EXPECT_EQ(free(1).nbytes, 0u);
  EXPECT_EQ(state.memory().used(), 0u);
}

TEST_F(WorkerStateDrop, LetsNobodyInForTheMemoryThatIsNotFreeYet) {
  make(1, 7'900);
  free(1);
  EXPECT_FALSE(state.memory().fits(500)) << "7,900 of 8,000 are in use yet";
  EXPECT_FALSE(state.memory().must_spill(0)) << "nothing that would stay";
  state.apply(DropEnded{7'900}, 0);
  EXPECT_TRUE(state.memory().fits(500));
}

TEST_F(WorkerStateDrop, OfAChunkOnDiskFreesNoMemory) {
  make(1, 3'000);
  make(2, 5'000); // more than the target of 6,000
  state.apply(SpillEnded{key(1), true, 3'000}, 0);
  const auto used = state.memory().used();
  EXPECT_EQ(used, 5'000u);
  EXPECT_EQ(free(1).nbytes, 0u);
  EXPECT_EQ(state.memory().used(), used);
}

} // namespace
} // namespace troupe
