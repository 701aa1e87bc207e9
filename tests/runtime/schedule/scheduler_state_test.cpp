// Whole lists of effects, on graphs small enough to be followed by hand.
#include "tests/runtime/schedule/scheduler_fixture.hpp"

namespace troupe {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TaskGraph chain() { return TestGraph().layer("a", 1).layer("b", 1, {{"a", Wiring::each()}}).wanting({"b"}); }
TaskGraph tree() {
  return TestGraph()
      .layer("a", 8)
      .layer("r", 2, {{"a", Wiring::tree(4)}})
      .layer("s", 1, {{"r", Wiring::all()}})
      .wanting({"s"});
}

TEST_F(Scheduler, AChainOnOneWorkerIsSentAtOnceAndFreedAsItGoes) {
  EXPECT_THAT(join(1), IsEmpty());
  EXPECT_THAT(submit(1, chain()), ElementsAre("w1 define a", "w1 run a0", "w1 define b", "w1 run b0 of a0!"));
  EXPECT_THAT(finish(1, "a", 0), IsEmpty());
  EXPECT_THAT(finish(1, "b", 0), ElementsAre("j1 finished b0@w1", "w1 free a0"));
  EXPECT_THAT(release(1), ElementsAre("w1 free b0"));
  EXPECT_EQ(state.task_count(), 0u);
}

TEST_F(Scheduler, AJobWaitsForAWorker) {
  EXPECT_THAT(submit(1, chain()), IsEmpty());
  EXPECT_EQ(phase("a", 0), TaskPhase::queued);
  EXPECT_EQ(phase("b", 0), TaskPhase::waiting);
  EXPECT_THAT(join(1), ElementsAre("w1 define a", "w1 run a0", "w1 define b", "w1 run b0 of a0!"));
}

TEST_F(Scheduler, RootTasksAreHeldBackUntilAWorkerIsNearlyFree) {
  join(1);
  EXPECT_THAT(submit(1, sources(10)), ElementsAre("w1 define a", "w1 run a0", "w1 run a1"));
  EXPECT_THAT(finish(1, "a", 0, 8, 1'000'000), ElementsAre("w1 run a2"));
  EXPECT_THAT(finish(1, "a", 1, 8, 1'000'000), ElementsAre("w1 run a3"));
}

TEST_F(Scheduler, ShortTasksAreSentSoManyThatTheWayIsHidden) {
  join(1);
  submit(1, sources(30));
  finish(1, "a", 0, 8, 500);
  EXPECT_THAT(finish(1, "a", 1, 8, 500), ElementsAre("w1 run a6")); // five a thread: one and two milliseconds' worth
}

TEST_F(Scheduler, SiblingsGoToOneWorkerAndTheirReductionWithThem) {
  join(1);
  join(2);
  EXPECT_THAT(submit(1, tree()),
              ElementsAre("w1 define a", "w1 run a0", "w1 run a1", "w2 define a", "w2 run a4", "w2 run a5"));
  EXPECT_THAT(finish(1, "a", 0, 8, 1'000'000), ElementsAre("w1 run a2"));
  EXPECT_THAT(finish(1, "a", 1, 8, 1'000'000),
              ElementsAre("w1 run a3", "w1 define r", "w1 run r0 of a0!, a1!, a2!, a3!"));
}

/// Each of two workers has a share of five of ten sources; the second begins where a group does.
TEST_F(Scheduler, GroupsGivenWithTheJobAreNotParted) {
  join(1);
  join(2);
  const auto lines = submit(1, TestGraph().layer("a", 10).wanting({"a"}), {}, 1, {0, 0, 0, 1, 1, 1, 2, 2, 2, 2});
  EXPECT_THAT(lines, testing::IsSupersetOf({"w1 run a0", "w1 run a1", "w2 run a6", "w2 run a7"}));
}

TEST_F(Scheduler, ATaskGoesWhereMostOfItsBytesAre) {
  join(1);
  join(2);
  submit(1, TestGraph().layer("a", 2).layer("b", 1, {{"a", Wiring::all()}}).wanting({"b"}));
  finish(1, "a", 0, 10);
  EXPECT_THAT(finish(2, "a", 1, 10'000'000), ElementsAre("w2 define b", "w2 peer w1", "w2 run b0 of a0@w1!, a1!"));
}

TEST_F(Scheduler, ACopyMadeOnTheWayCountsAndIsFreedWithTheRest) {
  join(1);
  join(2);
  submit(1, TestGraph().layer("a", 2).layer("b", 1, {{"a", Wiring::all()}}).wanting({"b"}));
  finish(1, "a", 0, 10);
  finish(2, "a", 1, 10'000'000);
  EXPECT_THAT(report(2, {ReplicaMade{key("a", 0), 10, 100}}), IsEmpty());
  EXPECT_THAT(finish(2, "b", 0), ElementsAre("j1 finished b0@w2", "w1 free a0", "w2 free a0", "w2 free a1"));
}

TEST_F(Scheduler, TwoJobsThatWantTheSameComputeItOnce) {
  join(1);
  submit(1, chain());
  EXPECT_THAT(submit(2, TestGraph().layer("a", 1).layer("c", 1, {{"a", Wiring::each()}}).wanting({"c"})),
              ElementsAre("w1 define c", "w1 run c0 of a0"));
  finish(1, "a", 0);
  EXPECT_THAT(finish(1, "b", 0), ElementsAre("j1 finished b0@w1"));
  EXPECT_THAT(release(1), ElementsAre("w1 free b0")); // a0 is still needed
  EXPECT_THAT(finish(1, "c", 0), ElementsAre("j2 finished c0@w1", "w1 free a0"));
  release(2);
  EXPECT_EQ(state.task_count(), 0u);
}

TEST_F(Scheduler, CancellingEndsWhatIsUnderWayAndFreesWhatWasMade) {
  join(1);
  submit(1, tree());
  finish(1, "a", 0);
  EXPECT_THAT(cancel(1), testing::Contains("j1 failed: cancelled: the job was cancelled"));
  EXPECT_EQ(state.task_count(), 0u);
  EXPECT_EQ(state.job_status({1}, now)->phase, JobPhase::cancelled);
}

TEST_F(Scheduler, AFailedTaskFailsItsJobAndLeavesTheOthersAlone) {
  join(1);
  submit(1, chain());
  submit(2, sources(1, "x"));
  EXPECT_THAT(report(1, {TaskFailed{key("a", 0), {Errc::task_failed, "boom"}}}),
              testing::Contains("j1 failed: task_failed: boom"));
  EXPECT_THAT(finish(1, "x", 0), ElementsAre("j2 finished x0@w1"));
}

TEST_F(Scheduler, ATaskIsTriedAgainAsOftenAsItsLayerSays) {
  join(1);
  submit(1, TestGraph().layer("a", 1, {}, {.retries = 1}).layer("b", 1, {{"a", Wiring::each()}}).wanting({"b"}));
  EXPECT_THAT(report(1, {TaskFailed{key("a", 0), {Errc::task_failed, "boom"}}}),
              ElementsAre("w1 cancel b0", "w1 run a0", "w1 run b0 of a0!"));
  EXPECT_THAT(report(1, {TaskFailed{key("a", 0), {Errc::task_failed, "boom"}}}),
              ElementsAre("j1 failed: task_failed: boom", "w1 cancel b0"));
}

TEST_F(Scheduler, OnlyWhatWasLostAndIsNeededIsMadeAgain) {
  join(1);
  submit(1, chain());
  finish(1, "a", 0);
  join(2);
  EXPECT_THAT(gone(1),
              ElementsAre("fence w1: it crashed", "w2 define a", "w2 run a0", "w2 define b", "w2 run b0 of a0!"));
}

TEST_F(Scheduler, AFinishedJobIsTakenUpAgainWhenItsOutputIsLost) {
  join(1);
  submit(1, sources(1));
  finish(1, "a", 0);
  join(2);
  EXPECT_THAT(gone(1), ElementsAre("fence w1: it crashed", "w2 define a", "w2 run a0"));
  EXPECT_THAT(finish(2, "a", 0), ElementsAre("j1 finished a0@w2"));
}

TEST_F(Scheduler, ATaskThatKilledThreeWorkersFailsAndSaysSo) {
  submit(1, chain());
  for (std::uint64_t number : {1, 2})
    join(number), gone(number);
  join(3);
  EXPECT_THAT(gone(3),
              ElementsAre("fence w3: it crashed",
                          "j1 failed: lost: task 0 of kernel 'a' was running on 3 workers that died; the last was 'w3' "
                          "(it crashed)"));
}

TEST_F(Scheduler, ATaskThatOnlyWaitedAtDyingWorkersIsNotToBlame) {
  submit(1, chain());
  for (std::uint64_t number : {1, 2, 3})
    join(number), finish(number, "a", 0), gone(number); // b0 ran each time
  EXPECT_EQ(state.job_status({1}, now)->phase, JobPhase::failed);
  submit(2, sources(2, "x")); // x1 waits behind x0
  for (std::uint64_t number : {4, 5})
    join(number), gone(number);
  join(6);
  finish(6, "x", 0);
  gone(6);
  EXPECT_EQ(state.job_status({2}, now)->phase, JobPhase::running);
}

TEST_F(Scheduler, InputsThatCannotBeHadAreMadeAgain) {
  join(1);
  join(2);
  submit(1, TestGraph().layer("a", 2).layer("b", 1, {{"a", Wiring::all()}}).wanting({"b"}));
  finish(2, "a", 1, 10);
  finish(1, "a", 0, 10'000'000);
  EXPECT_THAT(report(1, {InputsMissing{key("b", 0), {key("a", 1)}, {}}}),
              ElementsAre("w2 free a1", "w1 run a1", "w1 run b0 of a0!, a1!"));
}

TEST_F(Scheduler, StrangersAndTheDeadAreFencedOff) {
  EXPECT_THAT(finish(9, "a", 0), ElementsAre("fence w9: it is not a member of this cluster"));
  join(1);
  join(2);
  now = 9'000'000;
  report(2, {Heartbeat{}});
  now = 11'000'000;
  EXPECT_THAT(tell(SchedulerTick{}), ElementsAre("fence w1: it said nothing for 11000 ms"));
  EXPECT_EQ(state.worker_count(), 1u);
}

TEST_F(Scheduler, ATickTellsProgressOnce) {
  join(1);
  submit(1, chain());
  finish(1, "a", 0);
  EXPECT_THAT(tell(SchedulerTick{}), ElementsAre("j1 1 of 2"));
  EXPECT_THAT(tell(SchedulerTick{}), IsEmpty());
}

TEST_F(Scheduler, AResultFromWhoeverMadeItCounts) {
  join(1);
  submit(1, chain());
  gone(1);
  join(2);
  join(3);
  EXPECT_THAT(finish(3, "a", 0), ElementsAre("w2 cancel a0", "w2 cancel b0", "w3 define b", "w3 run b0 of a0!"));
}

TEST_F(Scheduler, AnUnknownResultIsFreed) {
  join(1);
  EXPECT_THAT(finish(1, "a", 0), ElementsAre("w1 free " + to_string(key("a", 0))));
}

} // namespace
} // namespace troupe
