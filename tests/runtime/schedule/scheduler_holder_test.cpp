// Workers that only hold: a client's process that hands out its program's memory.
#include "runtime/messages/holder_worker.hpp"
#include "tests/runtime/schedule/scheduler_fixture.hpp"

namespace troupe {
namespace {

using testing::Contains;
using testing::IsEmpty;

class SchedulerHolder : public Scheduler {
protected:
  Lines join_holder(std::uint64_t number) { return join(number, 2, {{holds_only_resource, 1}}); }
  /// One chunk of the program's memory at w9, and what takes it.
  static TaskGraph taken(std::uint32_t takers) {
    return TestGraph()
        .layer("held", 1, {}, {.workers = {"w9"}})
        .layer("b", takers, {{"held", Wiring::one(0)}})
        .wanting({"b"});
  }
};

TEST_F(SchedulerHolder, GetsWhatIsRestrictedToItAndNothingElse) {
  join_holder(9);
  EXPECT_THAT(submit(1, sources(2)), IsEmpty()); // nobody is there for ordinary work
  EXPECT_THAT(join(1), Contains("w1 run a0"));
  EXPECT_THAT(submit(2, taken(1)), Contains("w9 run held0"));
}

TEST_F(SchedulerHolder, WhatTakesItsMemoryRunsElsewhere) {
  join(1);
  join_holder(9);
  submit(1, taken(1));
  finish(9, "held", 0);
  EXPECT_EQ(phase("b", 0), TaskPhase::processing);
  EXPECT_THAT(finish(1, "b", 0), Contains("j1 finished b0@w1"));
}

TEST_F(SchedulerHolder, MayComeAfterItsTasks) {
  join(1);
  submit(1, taken(1));
  EXPECT_THAT(join_holder(9), Contains("w9 run held0"));
}

TEST_F(SchedulerHolder, ThatIsLostLeavesNothingBehind) {
  join(1);
  join_holder(9);
  submit(1, taken(1));
  gone(9);
  EXPECT_EQ(phase("held", 0), TaskPhase::queued);
  EXPECT_THAT(join_holder(9), Contains("w9 run held0")); // another of the name
}

TEST_F(SchedulerHolder, IsNoPlaceForWhatARetiringWorkerHolds) {
  join(1);
  join_holder(9);
  submit(1, sources(1));
  finish(1, "a", 0);
  EXPECT_FALSE(state.may_retire(worker(1)).ok());
}

TEST_F(SchedulerHolder, IsNotAskedForWhatTasksTakeOfAResource) {
  join_holder(9);
  EXPECT_THAT(submit(1, sources(1, "a", {.resources = {{holds_only_resource, 1}}})), IsEmpty());
}

} // namespace
} // namespace troupe
