// Workers that are let go: they get nothing more, what only they hold goes elsewhere, then they are dismissed.
#include "tests/runtime/schedule/scheduler_fixture.hpp"

namespace troupe {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class SchedulerRetirement : public Scheduler {
protected:
  Lines retire(std::uint64_t number) { return tell(WorkerRetires{worker(number)}); }
  Lines copied(std::uint64_t to, const std::string& layer, std::uint32_t index) {
    return report(to, {ReplicaMade{key(layer, index), 8, 10}});
  }
};

TEST_F(SchedulerRetirement, AWorkerWithNothingIsDismissedAtOnce) {
  join(1);
  EXPECT_THAT(retire(1), ElementsAre("w1 dismiss: it was retired"));
  EXPECT_THAT(retire(1), IsEmpty());
  EXPECT_THAT(gone(1), ElementsAre("fence w1: it crashed"));
}

TEST_F(SchedulerRetirement, ItGetsNoMoreTasksAndGivesBackWhatItHasNotBegun) {
  join(1, 2);
  submit(1, sources(4)); // 2 threads, and one more task held ready
  EXPECT_THAT(retire(1), Contains("w1 return a0"));
  EXPECT_THAT(join(2, 1), Contains("w2 run a3"));
  EXPECT_THAT(report(1, {TaskReturned{key("a", 2)}}), Not(Contains(HasSubstr("w1 run"))));
  EXPECT_THAT(finish(1, "a", 0), Not(Contains(HasSubstr("w1 run"))));
}

TEST_F(SchedulerRetirement, WhatOnlyItHoldsIsCopiedThenItIsDismissed) {
  join(1);
  submit(1, sources(1));
  finish(1, "a", 0);
  join(2);
  EXPECT_THAT(retire(1), ElementsAre("w2 peer w1", "w2 copy a0@w1"));
  EXPECT_EQ(state.retirement(worker(1)).chunks_left, 1u);
  EXPECT_THAT(tell(SchedulerTick{}), IsEmpty());
  EXPECT_THAT(copied(2, "a", 0), IsEmpty());
  EXPECT_EQ(state.retirement(worker(1)).chunks_left, 0u);
  EXPECT_THAT(tell(SchedulerTick{}), ElementsAre("w1 dismiss: it was retired"));
  EXPECT_THAT(gone(1), ElementsAre("fence w1: it crashed"));
  EXPECT_EQ(phase("a", 0), TaskPhase::memory);
}

TEST_F(SchedulerRetirement, ItStaysWhenAllOthersAreLostMeanwhile) {
  join(1);
  join(2);
  submit(1, sources(1));
  finish(1, "a", 0);
  retire(1);
  gone(2);
  EXPECT_THAT(tell(SchedulerTick{}), IsEmpty());
  EXPECT_FALSE(state.may_retire(worker(1)));
  EXPECT_THAT(submit(2, TestGraph().layer("b", 1).wanting({"b"})), Contains("w1 run b0"));
}

TEST_F(SchedulerRetirement, ACopyThatFailsOrWhoseTakerDiesIsAskedForAgain) {
  join(1);
  submit(1, sources(1));
  finish(1, "a", 0);
  join(2);
  retire(1);
  EXPECT_THAT(report(2, {CopyFailed{key("a", 0)}}), IsEmpty());
  EXPECT_THAT(tell(SchedulerTick{}), ElementsAre("w2 copy a0@w1"));
  join(3);
  gone(2);
  EXPECT_THAT(tell(SchedulerTick{}), ElementsAre("w3 peer w1", "w3 copy a0@w1"));
}

TEST_F(SchedulerRetirement, WhatItStillRunsIsWaitedForAndCopiedToo) {
  join(1);
  submit(1, sources(1));
  join(2);
  EXPECT_THAT(retire(1), ElementsAre("w1 return a0"));
  EXPECT_THAT(tell(SchedulerTick{}), IsEmpty());
  EXPECT_EQ(state.retirement(worker(1)).tasks_left, 1u);
  EXPECT_THAT(finish(1, "a", 0), testing::IsSupersetOf({"w2 peer w1", "w2 copy a0@w1"}));
}

TEST_F(SchedulerRetirement, WhoMayYetFetchFromItIsWaitedFor) {
  join(1);
  submit(1, TestGraph().layer("a", 1).layer("b", 1, {{"a", Wiring::each()}}).wanting({"a", "b"}));
  finish(1, "a", 0);
  finish(1, "b", 0);
  submit(2, TestGraph().layer("a", 1).layer("c", 1, {{"a", Wiring::each()}}).wanting({"c"}));
  // c runs beside its input; another consumer comes once the worker is on its way out, and goes to the other.
  finish(1, "c", 0);
  join(2);
  retire(1);
  EXPECT_THAT(submit(3, TestGraph().layer("a", 1).layer("d", 1, {{"a", Wiring::each()}}).wanting({"d"})),
              ElementsAre("w2 define d", "w2 run d0 of a0@w1"));
  for (const auto* layer : {"a", "b", "c"})
    copied(2, layer, 0);
  EXPECT_THAT(tell(SchedulerTick{}), ElementsAre("w1 dismiss: it was retired")); // w2 has its input now
}

TEST_F(SchedulerRetirement, TheLastMayGoOnlyWhenNothingIsLeft) {
  join(1);
  EXPECT_TRUE(state.may_retire(worker(1)).ok());
  submit(1, sources(1));
  EXPECT_EQ(state.may_retire(worker(1)).error().code, Errc::invalid_argument);
  join(2);
  EXPECT_TRUE(state.may_retire(worker(1)).ok());
  retire(1);
  EXPECT_FALSE(state.may_retire(worker(2)).ok());
}

TEST_F(SchedulerRetirement, WorkersAreFoundByNameOrId) {
  join(1);
  EXPECT_EQ(state.worker_named("w1").value(), worker(1));
  EXPECT_EQ(state.worker_named(to_string(worker(1))).value(), worker(1));
  EXPECT_EQ(state.worker_named("w2").error().code, Errc::not_found);
}

TEST_F(SchedulerRetirement, AFreedChunkIsNotWaitedFor) {
  join(1);
  submit(1, sources(1));
  finish(1, "a", 0);
  join(2);
  retire(1);
  EXPECT_THAT(cancel(1), Contains("w1 free a0"));
  EXPECT_THAT(tell(SchedulerTick{}), ElementsAre("w1 dismiss: it was retired"));
}

} // namespace
} // namespace troupe
