#include "runtime/execute/nanny_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace troupe {
namespace {

using namespace node_event;
using node_effect::Finish;
using node_effect::Kill;
using node_effect::Start;
using node_effect::Stop;
using node_effect::WakeAt;
using node_effect::Warn;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::VariantWith;

constexpr LogicalTime second = 1'000'000;
constexpr int killed = 9;
constexpr int in_order = NannyState::code_in_order;

/// One whose worker was started at 0 and has joined.
NannyState joined(const NannyOptions& options = {}) {
  NannyState state(options);
  state.apply(Begin{}, 0);
  state.apply(Joined{}, 0);
  return state;
}

auto warning(const std::string& text) { return VariantWith<Warn>(testing::Field(&Warn::text, HasSubstr(text))); }
auto is(const NodeEffect& effect) { return testing::Eq(effect); }

/// The time at which the pause ends that a crash of the process leads to.
LogicalTime wake_after_crash(NannyState& state, LogicalTime now) {
  const auto effects = state.apply(Ended{.signal = killed}, now);
  return std::get<WakeAt>(effects.back()).time;
}

TEST(NannyState, StartsTheWorkerOnce) {
  NannyState state;
  EXPECT_THAT(state.apply(Begin{}, 0), ElementsAre(is(Start{})));
  EXPECT_THAT(state.apply(Begin{}, 1), IsEmpty());
}

TEST(NannyState, AWorkerThatDiedIsStartedAgainAfterAPause) {
  auto state = joined();
  EXPECT_THAT(state.apply(Ended{.signal = killed}, 5 * second),
              ElementsAre(warning("signal 9; starting it again in 250"), is(WakeAt{5 * second + 250'000})));
  EXPECT_THAT(state.apply(TimePassed{}, 5 * second + 249'999), IsEmpty());
  EXPECT_THAT(state.apply(TimePassed{}, 5 * second + 250'000), ElementsAre(is(Start{})));
}

TEST(NannyState, AWorkerThatLostItsSchedulerIsStartedAgain) {
  auto state = joined();
  EXPECT_THAT(state.apply(Ended{.code = 3}, second), ElementsAre(warning("code 3"), is(WakeAt{second + 250'000})));
}

TEST(NannyState, PausesDoubleUpToTheLongest) {
  auto state = joined({.longest_pause = second});
  LogicalTime now = 0;
  std::vector<LogicalTime> pauses;
  for (int i = 0; i < 5; ++i) {
    const auto due = wake_after_crash(state, now);
    pauses.push_back(due - now);
    now = due;
    state.apply(TimePassed{}, now);
    state.apply(Joined{}, now);
  }
  EXPECT_THAT(pauses, ElementsAre(250'000, 500'000, second, second, second));
}

TEST(NannyState, AHealthyWorkerStartsThePausesAnew) {
  auto state = joined();
  auto now = wake_after_crash(state, 0);
  state.apply(TimePassed{}, now);
  state.apply(Joined{}, now);
  now += 60 * second;
  EXPECT_EQ(wake_after_crash(state, now) - now, 250'000);
}

TEST(NannyState, AnOrderlyEndIsTheEnd) {
  auto state = joined();
  EXPECT_THAT(state.apply(Ended{.code = in_order}, second), ElementsAre(is(Finish{0})));
  EXPECT_THAT(state.apply(StopAsked{}, second), IsEmpty());
  EXPECT_THAT(state.apply(TimePassed{}, 100 * second), IsEmpty());
}

TEST(NannyState, AnEndThatNobodyAskedForIsFollowedByAnotherStartWhateverItsCode) {
  for (int code = 0; code < 256; ++code) {
    if (code == in_order)
      continue;
    auto state = joined();
    EXPECT_THAT(state.apply(Ended{.code = code}, second),
                ElementsAre(warning("ended with code " + std::to_string(code) + ", which nobody had asked for"),
                            is(WakeAt{second + 250'000})));
    EXPECT_THAT(state.apply(TimePassed{}, second + 250'000), ElementsAre(is(Start{})));
  }
}

TEST(NannyState, AnEndWithoutAJoinAndWithoutAReasonIsAFailure) {
  NannyState state;
  state.apply(Begin{}, 0);
  EXPECT_THAT(state.apply(Ended{.code = 0}, 5 * second), ElementsAre(is(Finish{1})));
}

TEST(NannyState, AWorkerThatJoinedAndIsSilentIsKilledAndStartedAgain) {
  auto state = joined();
  EXPECT_THAT(state.apply(Beat{}, 10 * second), IsEmpty());
  EXPECT_THAT(state.apply(MemoryMeasured{1}, 25 * second), IsEmpty());
  EXPECT_THAT(state.apply(MemoryMeasured{1}, 25 * second + 1),
              ElementsAre(warning("not said a word for 15 s"), is(Kill{})));
  EXPECT_THAT(state.apply(MemoryMeasured{1}, 26 * second), IsEmpty());
  EXPECT_THAT(state.apply(Ended{.signal = killed}, 27 * second),
              ElementsAre(warning("was killed because it stood still"), is(WakeAt{27 * second + 250'000})));
  state.apply(TimePassed{}, 28 * second);
  EXPECT_THAT(state.apply(MemoryMeasured{1}, 60 * second), IsEmpty()) << "before it has joined nobody waits for a word";
}

TEST(NannyState, AWorkerThatLivesOnWithItsLineCutIsKilledAndStartedAgain) {
  auto state = joined();
  EXPECT_THAT(state.apply(LineCut{}, second), IsEmpty());
  EXPECT_THAT(state.apply(MemoryMeasured{1}, 2 * second), IsEmpty());
  EXPECT_THAT(state.apply(MemoryMeasured{1}, 2 * second + 1), ElementsAre(warning("closed its line"), is(Kill{})));
  EXPECT_THAT(state.apply(Ended{.signal = killed}, 3 * second),
              ElementsAre(warning("its line was cut"), is(WakeAt{3 * second + 250'000})));
}

TEST(NannyState, AnEndCutsTheLineToo) {
  auto state = joined();
  EXPECT_THAT(state.apply(LineCut{}, second), IsEmpty());
  EXPECT_THAT(state.apply(Ended{.code = in_order}, second), ElementsAre(is(Finish{0})));
}

TEST(NannyState, AWorkerThatNeverCouldJoinIsNotStartedAgain) {
  NannyState state;
  state.apply(Begin{}, 0);
  EXPECT_THAT(state.apply(Ended{.code = 3}, 5 * second), ElementsAre(is(Finish{3})));
}

TEST(NannyState, AWrongCommandLineIsFinalAlsoLater) {
  auto state = joined();
  const auto due = wake_after_crash(state, second);
  state.apply(TimePassed{}, due);
  EXPECT_THAT(state.apply(Ended{.code = 2}, due), ElementsAre(is(Finish{2}))); // one that has joined had a right one
}

TEST(NannyState, GivesUpAfterTooManyStartsInARowThatDidNotJoin) {
  auto state = joined({.most_failed_starts = 2});
  auto now = wake_after_crash(state, 0); // it had joined: no failed start
  state.apply(TimePassed{}, now);
  const auto first = state.apply(Ended{.code = 3}, now);
  now = std::get<WakeAt>(first.back()).time;
  state.apply(TimePassed{}, now);
  EXPECT_THAT(state.apply(Ended{.code = 3}, now), ElementsAre(warning("2 times in a row; giving up"), is(Finish{3})));
}

TEST(NannyState, JoiningForgivesFailedStarts) {
  auto state = joined({.most_failed_starts = 2});
  LogicalTime now = 0;
  for (int i = 0; i < 3; ++i) {
    now = wake_after_crash(state, now); // after it had joined
    state.apply(TimePassed{}, now);
    now = wake_after_crash(state, now); // before it could
    state.apply(TimePassed{}, now);
    state.apply(Joined{}, now);
  }
  EXPECT_THAT(state.apply(StopAsked{}, now), ElementsAre(is(Stop{}), is(WakeAt{now + 1'300'000})));
}

TEST(NannyState, ACrashBeforeTheFirstJoinIsTriedAgain) {
  NannyState state;
  state.apply(Begin{}, 0);
  EXPECT_THAT(state.apply(Ended{.signal = 11}, 0), ElementsAre(warning("signal 11"), is(WakeAt{250'000})));
}

TEST(NannyState, AWorkerAboveTheFractionOfItsMemoryIsKilledOnceAndStartedAgain) {
  auto state = joined({.memory_limit = 1000, .terminate = 0.95});
  EXPECT_THAT(state.apply(MemoryMeasured{950}, 1), IsEmpty());
  EXPECT_THAT(state.apply(MemoryMeasured{951}, 2), ElementsAre(warning("951 B of 1000 B; killing it"), is(Kill{})));
  EXPECT_THAT(state.apply(MemoryMeasured{990}, 3), IsEmpty());
  EXPECT_THAT(state.apply(Ended{.signal = killed}, 4),
              ElementsAre(warning("killed for its memory"), is(WakeAt{250'004})));
  EXPECT_THAT(state.apply(MemoryMeasured{990}, 5), IsEmpty());
}

TEST(NannyState, WithoutALimitMemoryIsNoReason) {
  auto state = joined({.memory_limit = 0});
  EXPECT_THAT(state.apply(MemoryMeasured{std::uint64_t{1} << 60}, 1), IsEmpty());
}

TEST(NannyState, StopsTheWorkerInOrderAndKillsItWhenThatTakesTooLong) {
  auto state = joined();
  EXPECT_THAT(state.apply(StopAsked{}, second), ElementsAre(is(Stop{}), is(WakeAt{second + 1'300'000})));
  EXPECT_THAT(state.apply(TimePassed{}, 2 * second), IsEmpty());
  EXPECT_THAT(state.apply(TimePassed{}, second + 1'300'000), ElementsAre(is(Kill{})));
  EXPECT_THAT(state.apply(Ended{.signal = killed}, 3 * second), ElementsAre(is(Finish{0})));
}

TEST(NannyState, AStoppedWorkersCodeIsTheSupervisors) {
  for (const int code : {0, in_order}) {
    auto state = joined();
    state.apply(StopAsked{}, second);
    EXPECT_THAT(state.apply(Ended{.code = code}, 2 * second), ElementsAre(is(Finish{0})));
  }
  auto state = joined();
  state.apply(StopAsked{}, second);
  EXPECT_THAT(state.apply(Ended{.code = 1}, 2 * second), ElementsAre(is(Finish{1})));
}

TEST(NannyState, WhoAsksTwiceDoesNotWait) {
  auto state = joined();
  state.apply(StopAsked{}, second);
  EXPECT_THAT(state.apply(StopAsked{}, second + 1), ElementsAre(is(Kill{})));
}

TEST(NannyState, StoppedWhileItPausesOrBeforeItBeganItIsOverAtOnce) {
  auto state = joined();
  state.apply(Ended{.signal = killed}, 0);
  EXPECT_THAT(state.apply(StopAsked{}, 1), ElementsAre(is(Finish{0})));
  EXPECT_THAT(state.apply(TimePassed{}, 100 * second), IsEmpty());
  NannyState idle;
  EXPECT_THAT(idle.apply(StopAsked{}, 0), ElementsAre(is(Finish{0})));
}

TEST(NannyState, NewsOfAProcessThatHasEndedChangesNothing) {
  auto state = joined({.memory_limit = 1000});
  state.apply(Ended{.signal = killed}, 0);
  EXPECT_THAT(state.apply(Joined{}, 1), IsEmpty());
  EXPECT_THAT(state.apply(Ended{.signal = killed}, 2), IsEmpty());
  EXPECT_THAT(state.apply(MemoryMeasured{1000}, 3), IsEmpty());
}

} // namespace
} // namespace troupe
