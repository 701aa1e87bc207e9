// How long a task is expected to take, and with it how long whatever waits behind it
// (docs/decisions/0017-placement-estimates-remaining-time.md).
#include "tests/runtime/schedule/scheduler_fixture.hpp"

namespace troupe {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class SchedulerWaiting : public Scheduler {};

TEST_F(SchedulerWaiting, WhatWaitsAtWorkersCountsAnewOnceItsLayerIsMeasured) {
  state = SchedulerState({.decisions_remembered = 100});
  join(1);
  join(2);
  submit(1, TestGraph().layer("a", 8).layer("b", 1, {{"a", Wiring::list({0, 2}, {0, 4})}}).wanting({"a", "b"}));
  finish(1, "a", 0, 8, 1'000'000); // a thousand times what was assumed
  finish(2, "a", 4, 8, 1'000'000);
  const auto why = state.explain_task(key("b", 0));
  ASSERT_TRUE(why);
  for (const auto& candidate : why->candidates)
    EXPECT_GE(candidate.wait_us, 1'000'000) << candidate.name;
}

/// What a kernel takes is learnt from a task of so many inputs, then told of one chunk, 8 ms away from the idle worker,
/// that four tasks of the kernel take: at a millisecond each they would stay.
class WhatAKernelTakes : public SchedulerWaiting {
protected:
  Lines orders_after(std::uint32_t inputs) {
    join(1);
    submit(
        1,
        TestGraph().layer("a", inputs).layer("slow", 1, {{"a", Wiring::all()}}).of_kernel("gather").wanting({"slow"}));
    for (std::uint32_t i = 0; i < inputs; ++i)
      finish(1, "a", i);
    finish(1, "slow", 0, 8, 1'000'000);
    submit(2, TestGraph().layer("s", 1).layer("cut", 4, {{"s", Wiring::one(0)}}).of_kernel("gather").wanting({"cut"}));
    join(2);
    return finish(1, "s", 0, 8'000'000);
  }
};

TEST_F(WhatAKernelTakes, IsExpectedOfOthersWithAsManyInputs) {
  EXPECT_THAT(orders_after(1), Contains(testing::StartsWith("w2 run")));
}

TEST_F(WhatAKernelTakes, WithManyInputsSaysNothingOfTasksWithOne) {
  EXPECT_THAT(orders_after(20), testing::Not(Contains(testing::StartsWith("w2 run"))));
}

/// Four tasks at the holder of what they take, 8 ms away from the idle worker: at a millisecond each they would stay.
TEST_F(SchedulerWaiting, AnUnmeasuredTaskThatGoesOnRunningRaisesWhatItsKindIsExpectedToTake) {
  join(1);
  submit(1, fan_out());
  finish(1, "a", 0, 8'000'000);
  EXPECT_THAT(join(2), IsEmpty());
  constexpr std::uint32_t layer_of_b = 1;
  report(1, {Heartbeat{.running = 1, .longest_us = 1200, .longest_layer = layer_of_b}});
  EXPECT_THAT(report(2, {Heartbeat{}}), IsEmpty()); // the last would wait for 7.2 ms
  report(1, {Heartbeat{.running = 1, .longest_us = 2'000'000, .longest_layer = layer_of_b}});
  EXPECT_THAT(report(2, {Heartbeat{}}), ElementsAre("w1 return b1"));
}

TEST_F(SchedulerWaiting, WhatIsStillRunningOfAJobThatIsGoneSaysNothing) {
  join(1);
  submit(1, sources(2));
  cancel(1);
  for (std::uint32_t layer = 0; layer < 3; ++layer)
    EXPECT_THAT(report(1, {Heartbeat{.running = 1, .longest_us = 2'000'000, .longest_layer = layer}}), IsEmpty());
}

TEST_F(SchedulerWaiting, WhatWaitsWithASmallLayersFirstMeasuredTaskCountsAnewToo) {
  for (std::uint64_t number = 1; number <= 2; ++number)
    join(number);
  for (std::uint64_t number = 10; number <= 20; ++number)
    join(number);
  submit(1, fan_out());
  finish(1, "a", 0, 8'000'000); // b has fewer tasks than there are workers
  EXPECT_THAT(finish(1, "b", 0, 8, 1'000'000), IsEmpty());
  EXPECT_THAT(report(2, {Heartbeat{}}), ElementsAre("w1 return b2")); // b1 runs
}

TEST_F(SchedulerWaiting, WaitingAtAWorkerGrowsShorterAsTimePasses) {
  state = SchedulerState({.unmeasured_us = 1'000'000, .decisions_remembered = 100});
  join(1);
  join(2);
  submit(1, TestGraph().layer("a", 8).layer("b", 1, {{"a", Wiring::list({0, 2}, {0, 4})}}).wanting({"a", "b"}));
  finish(1, "a", 0, 8, 1'000'000);
  now = 300'000;
  finish(2, "a", 4, 8, 1'000'000);
  const auto why = state.explain_task(key("b", 0));
  ASSERT_TRUE(why);
  ASSERT_EQ(why->candidates.size(), 2u);
  EXPECT_DOUBLE_EQ(why->candidates[0].wait_us, 2'000'000 - 300'000); // two tasks, one of which began a while ago
  EXPECT_DOUBLE_EQ(why->candidates[1].wait_us, 1'000'000);
}

TEST_F(SchedulerWaiting, ATaskThatTakesLongerThanExpectedMakesThoseBehindItNoShorter) {
  state = SchedulerState({.unmeasured_us = 1'000'000, .decisions_remembered = 100});
  join(1);
  join(2);
  submit(1, TestGraph().layer("a", 8).layer("b", 1, {{"a", Wiring::list({0, 2}, {0, 4})}}).wanting({"a", "b"}));
  finish(1, "a", 0, 8, 1'000'000);
  now = 5'000'000; // one of the two at w1 has run for five times its due
  finish(2, "a", 4, 8, 1'000'000);
  const auto why = state.explain_task(key("b", 0));
  ASSERT_TRUE(why);
  ASSERT_EQ(why->candidates.size(), 2u);
  EXPECT_DOUBLE_EQ(why->candidates[0].wait_us, 1'000'000);
}

} // namespace
} // namespace troupe
