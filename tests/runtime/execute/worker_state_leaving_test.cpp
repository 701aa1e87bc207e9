// What a worker does for others that leave (copies of their chunks), and when it leaves itself: retired, shut out, or
// stuck in a task that does not return.
#include "runtime/execute/worker_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace troupe {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Key a{1, 1}, b{1, 2};
constexpr WorkerId peer{8}, other{9};
constexpr LogicalTime second = 1'000'000;
/// Why a worker is stuck whose task 3 of kernel 'k' was cancelled.
const std::string deaf = "task 3 of kernel 'k' did not return within 10 s of being cancelled";

std::string name(const Key& key) { return to_string(key); }

class WorkerLeaving : public testing::Test {
protected:
  using Lines = std::vector<std::string>;

  Lines apply(const WorkerEvent& event) {
    Lines lines;
    for (const auto& effect : state.apply(event, now))
      lines.push_back(to_string(effect));
    const auto sound = state.check_invariants();
    EXPECT_TRUE(sound) << sound.error().message;
    return lines;
  }
  Lines tell(std::vector<WorkerOrder> orders) { return apply(OrdersArrived{std::move(orders)}); }
  Lines measured_after(LogicalTime time) {
    now += time;
    return apply(MemoryMeasured{0});
  }
  void SetUp() override {
    tell({DefineLayer{1, "k", {}}, DefineLayer{2, "slow", {}, 5 * second}, DefinePeer{peer, {"host", 1}},
          DefinePeer{other, {"host", 2}}});
  }
  std::string fetch(const Key& key, WorkerId from, int port) const {
    return "fetch " + name(key) + " 8 B from " + to_string(from) + " at host:" + std::to_string(port);
  }

  WorkerState state{WorkerConfig{.self = {7}, .threads = 1}};
  LogicalTime now = 0;
};

TEST_F(WorkerLeaving, ACopyIsFetchedKeptAndReported) {
  EXPECT_THAT(tell({CopyChunk{a, 8, {peer}}}), ElementsAre(fetch(a, peer, 1)));
  now = 30;
  EXPECT_THAT(apply(FetchEnded{.key = a, .from = peer, .ok = true, .nbytes = 8}),
              ElementsAre("report replica " + name(a) + " 8 B 30 us"));
  EXPECT_TRUE(state.holds(a));
  EXPECT_THAT(tell({FreeChunk{a}}), ElementsAre("drop " + name(a)));
}

TEST_F(WorkerLeaving, ACopyComesFromTheNextHolderOrIsSaidToBeImpossible) {
  tell({CopyChunk{a, 8, {peer, other}}});
  EXPECT_THAT(apply(PeerLost{peer}), ElementsAre("stop fetch " + name(a), fetch(a, other, 2)));
  EXPECT_THAT(apply(FetchEnded{.key = a, .from = other, .error = {Errc::lost, "gone"}}),
              ElementsAre("report copy failed " + name(a)));
  EXPECT_FALSE(state.holds(a));
}

TEST_F(WorkerLeaving, ACopyThatNobodyWantsAnyMoreIsNotFetched) {
  tell({CopyChunk{a, 8, {peer}}});
  EXPECT_THAT(tell({FreeChunk{a}}), ElementsAre("stop fetch " + name(a)));
  tell({CopyChunk{a, 8, {peer}}});
  EXPECT_THAT(apply(SchedulerGone{}), ElementsAre("stop fetch " + name(a)));
}

TEST_F(WorkerLeaving, WhatIsHereAlreadyIsNoCopyToFetch) {
  tell({RunTask{a, 1, 0, 0, {}}});
  apply(TaskEnded{.key = a, .ok = true, .nbytes = 8});
  EXPECT_THAT(tell({CopyChunk{a, 8, {peer}}}), ElementsAre("report replica " + name(a) + " 8 B 0 us"));
}

TEST_F(WorkerLeaving, ATaskNeedsWhatIsBeingCopied) {
  tell({CopyChunk{a, 8, {peer}}});
  EXPECT_THAT(tell({RunTask{b, 1, 0, 0, {TaskInput{a, 8, {peer}, false}}}}), IsEmpty());
  EXPECT_THAT(apply(FetchEnded{.key = a, .from = peer, .ok = true, .nbytes = 8}),
              ElementsAre("report replica " + name(a) + " 8 B 1 us", "start " + name(b) + " k#0 of [" + name(a) + "]"));
}

TEST_F(WorkerLeaving, ATaskFailsWhenItsTimeIsOverAndItsWorkerGoesWhenItIsDeaf) {
  tell({RunTask{a, 2, 3, 0, {}}});
  EXPECT_THAT(measured_after(5 * second), IsEmpty());
  EXPECT_THAT(measured_after(1),
              ElementsAre("report failed " + name(a)
                              + " timeout: task 3 of kernel 'slow' did not return within its timeout of 5 s",
                          "stop " + name(a)));
  EXPECT_THAT(measured_after(second), IsEmpty());
  const std::string why =
      "task 3 of kernel 'slow' did not return within its timeout of 5 s, nor when it was told to stop";
  EXPECT_THAT(measured_after(1), ElementsAre("ask to retire: " + why));
  EXPECT_THAT(tell({Retire{"it was retired", true}}), ElementsAre("leave, stuck: " + why));
  EXPECT_THAT(measured_after(second), IsEmpty());
}

TEST_F(WorkerLeaving, ACancelledTaskThatDoesNotReturnMakesItsWorkerAskToGoAndServeOnUntilItMay) {
  tell({RunTask{a, 1, 3, 0, {}}});
  EXPECT_THAT(tell({CancelTask{a}}), ElementsAre("stop " + name(a)));
  EXPECT_THAT(measured_after(10 * second), IsEmpty());
  EXPECT_THAT(measured_after(1), ElementsAre("ask to retire: " + deaf));
  EXPECT_THAT(apply(Tick{}), ElementsAre("ask to retire: " + deaf, HasSubstr("report heartbeat")))
      << "whoever is the scheduler by now";
  EXPECT_THAT(tell({CopyChunk{b, 8, {peer}}}), ElementsAre(fetch(b, peer, 1))) << "what is under way goes on";
  EXPECT_THAT(tell({Retire{"it was retired", true}}), ElementsAre("leave, stuck: " + deaf));
  EXPECT_THAT(apply(Tick{}), ElementsAre(HasSubstr("report heartbeat")));
}

TEST_F(WorkerLeaving, WhoIsStuckAndMayNotGoGoesAllTheSame) {
  tell({RunTask{a, 1, 3, 0, {}}});
  tell({CancelTask{a}});
  measured_after(10 * second + 1);
  EXPECT_THAT(apply(RetirementRefused{}), ElementsAre("leave, stuck: " + deaf));
  EXPECT_THAT(apply(RetirementRefused{}), IsEmpty());
}

TEST_F(WorkerLeaving, WhoIsStuckAndNotLetGoLeavesAfterAWhile) {
  tell({RunTask{a, 1, 3, 0, {}}});
  tell({CancelTask{a}});
  measured_after(10 * second + 1);
  apply(SchedulerGone{});
  EXPECT_THAT(measured_after(30 * second), IsEmpty());
  EXPECT_THAT(measured_after(1), ElementsAre("leave, stuck: " + deaf));
}

TEST_F(WorkerLeaving, ARefusalIsNothingToWhoIsNotStuck) { EXPECT_THAT(apply(RetirementRefused{}), IsEmpty()); }

TEST_F(WorkerLeaving, ACancelledTaskThatReturnsInTimeCostsNobodyAnything) {
  tell({RunTask{a, 1, 3, 0, {}}});
  tell({CancelTask{a}});
  measured_after(10 * second);
  EXPECT_THAT(apply(TaskEnded{.key = a, .error = {Errc::cancelled, "stopped"}}), IsEmpty());
  EXPECT_THAT(measured_after(100 * second), IsEmpty());
}

TEST_F(WorkerLeaving, WhatIsOrderedAnewIsNotKeptWaitingForAnEarlierRunThatDoesNotReturn) {
  tell({RunTask{a, 1, 3, 0, {}}});
  tell({CancelTask{a}, RunTask{a, 1, 3, 0, {}}});
  EXPECT_THAT(measured_after(10 * second + 1), ElementsAre("ask to retire: " + deaf, "report returned " + name(a)));
  EXPECT_THAT(tell({RunTask{a, 1, 3, 0, {}}}), ElementsAre("report returned " + name(a)));
  EXPECT_THAT(apply(TaskEnded{.key = a, .ok = true, .nbytes = 8}), ElementsAre("drop " + name(a)));
}

TEST_F(WorkerLeaving, WhatWaitsForAnEarlierRunIsGivenBackWhenItIsAskedFor) {
  tell({RunTask{a, 1, 3, 0, {}}});
  tell({CancelTask{a}, RunTask{a, 1, 3, 0, {}}});
  EXPECT_THAT(tell({ReturnTask{a}}), ElementsAre("report returned " + name(a)));
  EXPECT_THAT(tell({ReturnTask{a}}), IsEmpty());
}

TEST(WorkerLeavingAlone, WhereOthersShareTheProcessNobodyIsStuck) {
  WorkerState state{WorkerConfig{.self = {7}, .threads = 1, .stuck_after_us = -1}};
  state.apply(OrdersArrived{{DefineLayer{1, "k", {}}, RunTask{a, 1, 3, 0, {}}}}, 0);
  state.apply(OrdersArrived{{CancelTask{a}}}, 0);
  EXPECT_TRUE(state.apply(MemoryMeasured{0}, 3600 * second).empty());
}

TEST_F(WorkerLeaving, ATaskThatHearsThatItsTimeIsOverLeavesTheWorkerAlone) {
  tell({RunTask{a, 2, 3, 0, {}}});
  measured_after(6 * second);
  EXPECT_THAT(apply(TaskEnded{.key = a, .error = {Errc::cancelled, "stopped"}}), IsEmpty());
  EXPECT_THAT(tell({RunTask{b, 1, 0, 0, {}}}), ElementsAre("start " + name(b) + " k#0 of []"));
  EXPECT_THAT(measured_after(60 * second), IsEmpty()) << "a layer without a timeout has none";
}

TEST_F(WorkerLeaving, AHeartbeatTellsOfTheTaskThatHasRunForLongest) {
  tell({RunTask{a, 2, 3, 0, {}}});
  measured_after(2 * second);
  const auto beat = state.heartbeat(0);
  EXPECT_EQ(beat.longest_us, 2'000'000u);
  EXPECT_EQ(beat.longest_layer, 2u);
}

TEST_F(WorkerLeaving, WhoIsRetiredLeavesInOrder) {
  EXPECT_THAT(tell({Retire{"it was retired", true}}), ElementsAre("leave in order: it was retired"));
}

} // namespace
} // namespace troupe
