// Which waiting tasks a worker without work is given.
#include "tests/runtime/schedule/scheduler_fixture.hpp"

namespace troupe {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class SchedulerStealing : public Scheduler {
protected:
  /// Worker 1 has made all of `parts` chunks, of which each of two tasks takes all; one runs, one waits.
  void two_joins(std::uint32_t parts) {
    join(1);
    submit(1, TestGraph().layer("a", parts).layer("b", 2, {{"a", Wiring::all()}}).wanting({"b"}));
    for (std::uint32_t part = 0; part < parts; ++part)
      finish(1, "a", part, 8, 1000);
  }
};

TEST_F(SchedulerStealing, WhatWaitsBehindATaskThatTakesFarLongerThanItsKindIsTaken) {
  join(1);
  submit(1, TestGraph().layer("a", 1).layer("b", 4, {{"a", Wiring::one(0)}}).wanting({"b"}));
  finish(1, "a", 0, 8'000'000);
  finish(1, "b", 0, 8, 1000); // a millisecond each, and moving takes longer
  EXPECT_THAT(join(2), IsEmpty());
  report(1, {Heartbeat{.running = 1, .longest_us = 2'000'000, .longest_layer = 1}});
  EXPECT_THAT(report(2, {Heartbeat{}}), ElementsAre("w1 return b2"));
}

TEST_F(SchedulerStealing, ATaskOfManyInputsStaysWhileAskingForAllTakesLongerThanWaiting) {
  two_joins(100);
  EXPECT_THAT(join(2), Not(Contains(HasSubstr("return")))); // 100 fetches, against a millisecond
}

TEST_F(SchedulerStealing, ATaskOfManyInputsIsTakenFromBehindOneThatTakesLong) {
  two_joins(100);
  join(2);
  report(1, {Heartbeat{.running = 1, .longest_us = 2'000'000, .longest_layer = 1}});
  EXPECT_THAT(report(2, {Heartbeat{}}), ElementsAre("w1 return b1"));
}

TEST_F(SchedulerStealing, ATaskOfManyInputsThatIsNotWorthMovingIsWeighedOnce) {
  join(1);
  submit(1, TestGraph().layer("a", 100).layer("b", 2, {{"a", Wiring::all()}}).wanting({"b"}));
  for (std::uint32_t part = 0; part < 100; ++part)
    finish(1, "a", part, 100'000'000'000, 1000); // hours at the bandwidth assumed
  join(2);
  report(1, {Heartbeat{.running = 1, .longest_us = 2'000'000, .longest_layer = 1}});
  EXPECT_THAT(report(2, {Heartbeat{}}), IsEmpty());
  report(1, {Heartbeat{.running = 1, .longest_us = 2'000'000'000'000, .longest_layer = 1}});
  EXPECT_THAT(report(2, {Heartbeat{}}), IsEmpty());
}

} // namespace
} // namespace troupe
