#include "tests/runtime/schedule/scheduler_fixture.hpp"

#include <algorithm>
#include <set>

namespace troupe {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

class SchedulerPolicies : public Scheduler {};

TEST_F(SchedulerPolicies, ASmallJobBehindALargeOneStartsAtOnce) {
  join(1);
  submit(1, sources(1000));
  submit(2, sources(1, "x"));
  EXPECT_THAT(finish(1, "a", 0, 8, 1'000'000), ElementsAre("w1 define x", "w1 run x0"));
}

TEST_F(SchedulerPolicies, JobsShareByWeight) {
  join(1);
  submit(1, sources(1000));
  submit(2, sources(1000, "x"), {}, 3);
  std::map<char, int> ran;
  std::vector<std::string> at_worker{"a0", "a1"};
  for (int i = 0; i < 400; ++i) {
    const auto first = at_worker.front();
    at_worker.erase(at_worker.begin());
    for (const auto& line :
         finish(1, first.substr(0, 1), static_cast<std::uint32_t>(std::stoul(first.substr(1))), 8, 1'000'000))
      if (line.starts_with("w1 run ")) {
        at_worker.push_back(line.substr(7));
        ++ran[line[7]];
      }
  }
  EXPECT_NEAR(ran['x'], 3 * ran['a'], 6);
}

TEST_F(SchedulerPolicies, HigherPriorityGoesFirstWhicheverJobItIsOf) {
  join(1);
  submit(1, sources(10));
  submit(2, sources(3, "x", {.priority = 5}));
  EXPECT_THAT(finish(1, "a", 0, 8, 1'000'000), ElementsAre("w1 define x", "w1 run x0"));
  EXPECT_THAT(finish(1, "a", 1, 8, 1'000'000), ElementsAre("w1 run x1"));
  EXPECT_THAT(finish(1, "x", 0, 8, 1'000'000), ElementsAre("w1 run x2"));
}

TEST_F(SchedulerPolicies, PriorityOrdersTheLayersOfOneJob) {
  join(1);
  EXPECT_THAT(submit(1, TestGraph().layer("a", 2).layer("x", 2, {}, {.priority = 1}).wanting({"a", "x"})),
              ElementsAre("w1 define x", "w1 run x0", "w1 run x1"));
}

TEST_F(SchedulerPolicies, ARestrictedTaskWaitsForOneOfItsWorkers) {
  join(1);
  EXPECT_THAT(submit(1, sources(1, "a", {.workers = {"w2"}})), IsEmpty());
  EXPECT_THAT(join(2), ElementsAre("w2 define a", "w2 run a0"));
}

TEST_F(SchedulerPolicies, WorkersAskDifferentHoldersFirst) {
  join(1);
  submit(1, TestGraph()
                .layer("a", 1)
                .layer("u", 1, {{"a", Wiring::each()}}, {.workers = {"w3"}})
                .layer("v", 1, {{"a", Wiring::each()}}, {.workers = {"w4"}})
                .wanting({"u", "v"}));
  finish(1, "a", 0);
  join(2);
  report(2, {ReplicaMade{key("a", 0), 8, 0}});
  std::set<WorkerId> asked_first;
  for (std::uint64_t number : {3, 4})
    for (const auto& effect :
         state.apply(WorkerJoined{{.id = worker(number), .name = "w" + std::to_string(number)}, {}}, now))
      if (const auto* send = std::get_if<SendOrders>(&effect))
        for (const auto& order : send->orders)
          if (const auto* run = std::get_if<RunTask>(&order)) {
            EXPECT_EQ(run->inputs.at(0).holders.size(), 2u);
            asked_first.insert(run->inputs.at(0).holders.front());
          }
  EXPECT_EQ(asked_first, (std::set<WorkerId>{worker(1), worker(2)}));
}
TEST_F(SchedulerPolicies, AWorkerIsNamedByNameAddressOrId) {
  join(1);
  join(2);
  submit(1, sources(1, "a", {.workers = {"host:2"}}));
  EXPECT_EQ(state.find_task(key("a", 0))->worker, worker(2));
  submit(2, sources(1, "b", {.workers = {to_string(worker(1))}}));
  EXPECT_EQ(state.find_task(key("b", 0))->worker, worker(1));
}

TEST_F(SchedulerPolicies, AResourceIsTakenWhileTheTaskRuns) {
  join(1, 4, {{"gpu", 2}});
  EXPECT_THAT(submit(1, sources(3, "a", {.resources = {{"gpu", 1}}})),
              ElementsAre("w1 define a", "w1 run a0", "w1 run a1"));
  EXPECT_THAT(finish(1, "a", 0), ElementsAre("w1 run a2"));
}

TEST_F(SchedulerPolicies, ATaskThatTakesMoreThanThereIsWaits) {
  join(1, 4, {{"gpu", 1}});
  EXPECT_THAT(submit(1, sources(1, "a", {.resources = {{"gpu", 2}}})), IsEmpty());
  EXPECT_THAT(join(2, 1, {{"gpu", 2}}), ElementsAre("w2 define a", "w2 run a0"));
}

TEST_F(SchedulerPolicies, AWorkerWithoutWorkGetsWhatWaitsElsewhere) {
  join(1);
  submit(1, fan_out());
  finish(1, "a", 0);
  EXPECT_THAT(join(2), ElementsAre("w1 return b1")); // b0 runs
  EXPECT_THAT(report(1, {TaskReturned{key("b", 1)}}), ElementsAre("w2 define b", "w2 peer w1", "w2 run b1 of a0@w1"));
}

TEST_F(SchedulerPolicies, ATaskIsMovedOnce) {
  join(1);
  submit(1, fan_out());
  finish(1, "a", 0);
  join(2);
  report(1, {TaskReturned{key("b", 1)}});
  join(3); // b1 waits at nobody's; of what is left b2 and b3 may move
  for (std::uint64_t number = 4; number < 8; ++number)
    EXPECT_THAT(join(number), testing::Not(Contains(testing::HasSubstr("return b1"))));
}

TEST_F(SchedulerPolicies, NothingIsMovedWhereMovingCostsMoreThanWaiting) {
  join(1);
  submit(1, fan_out());
  finish(1, "a", 0, 1'000'000'000'000); // a thousand seconds at the bandwidth assumed
  EXPECT_THAT(join(2), IsEmpty());
}

TEST_F(SchedulerPolicies, AWorkerShortOfMemoryGetsNoRootTasks) {
  join(1);
  join(2);
  report(1, {Heartbeat{.paused = true}});
  EXPECT_THAT(submit(1, sources(4)), ElementsAre("w2 define a", "w2 run a0", "w2 run a1"));
  EXPECT_THAT(report(1, {Heartbeat{.paused = false}}), ElementsAre("w1 define a", "w1 run a2", "w1 run a3"));
}

TEST_F(SchedulerPolicies, WhereAllAreShortOfMemoryOneTaskAtATimeIsGiven) {
  join(1);
  report(1, {Heartbeat{.paused = true}});
  EXPECT_THAT(submit(1, sources(3)), ElementsAre("w1 define a", "w1 run a0"));
  EXPECT_THAT(finish(1, "a", 0), testing::Contains("w1 run a1"));
}

TEST_F(SchedulerPolicies, AWorkerShortOfMemoryDropsCopiesFirst) {
  join(1);
  join(2);
  submit(1, sources(1));
  finish(1, "a", 0);
  report(2, {ReplicaMade{key("a", 0), 8, 0}});
  EXPECT_THAT(report(2, {Heartbeat{.paused = true}}), ElementsAre("w2 free a0"));
  EXPECT_THAT(report(1, {Heartbeat{.paused = true}}), IsEmpty()); // it is no copy any more
}

TEST_F(SchedulerPolicies, BandwidthIsLearnedFromFetches) {
  join(1);
  const auto before = state.bandwidth();
  report(1, {ReplicaMade{key("a", 0), 100'000'000, 1'000'000}}); // 100 MB/s
  EXPECT_LT(state.bandwidth(), before);
  for (int i = 0; i < 50; ++i)
    report(1, {ReplicaMade{key("a", 0), 100'000'000, 1'000'000}});
  EXPECT_NEAR(state.bandwidth(), 1e8, 1e6);
  report(1, {ReplicaMade{key("a", 0), 100, 1'000'000}}); // says nothing of bandwidth
  EXPECT_NEAR(state.bandwidth(), 1e8, 1e6);
}

TEST_F(SchedulerPolicies, ANewSchedulerUsesWhatWorkersStillHold) {
  join(1, 1, {}, {{key("a", 0), 8}});
  EXPECT_THAT(submit(1, TestGraph().layer("a", 1).layer("b", 1, {{"a", Wiring::each()}}).wanting({"b"})),
              ElementsAre("w1 define b", "w1 run b0 of a0!"));
}

TEST_F(SchedulerPolicies, AnInventoryServesAJobThatIsThereAlready) {
  submit(1, sources(1));
  EXPECT_THAT(join(1, 1, {}, {{key("a", 0), 8}}), ElementsAre("j1 finished a0@w1"));
}

TEST_F(SchedulerPolicies, WhatATaskOfAnEarlierSchedulerMadeIsKeptForAWhile) {
  join(1, 1, {}, {{key("x", 0), 8}});
  EXPECT_THAT(finish(1, "a", 0), IsEmpty());
  EXPECT_THAT(submit(1, sources(1)), ElementsAre("j1 finished a0@w1"));
}

TEST_F(SchedulerPolicies, ChunksThatNobodyClaimsAreFreed) {
  join(1, 1, {}, {{key("a", 0), 8}, {key("a", 1), 8}});
  submit(1, TestGraph().layer("a", 1).wanting({"a"}));
  now = SchedulerConfig{}.inventory_grace_us;
  report(1, {Heartbeat{}});
  EXPECT_THAT(tell(SchedulerTick{}), ElementsAre("w1 free " + to_string(key("a", 1))));
}

TEST_F(SchedulerPolicies, ADecisionIsExplainedWhereThatWasAskedFor) {
  EXPECT_THAT(state.explain_task(key("b", 0)).error().message, testing::HasSubstr("this scheduler remembers none"));
  state = SchedulerState({.decisions_remembered = 10});
  join(1);
  join(2);
  submit(1, TestGraph().layer("a", 2).layer("b", 1, {{"a", Wiring::all()}}).wanting({"b"}));
  finish(1, "a", 0, 1'000'000);
  finish(2, "a", 1, 3'000'000);
  const auto why = state.explain_task(key("b", 0));
  ASSERT_TRUE(why);
  EXPECT_EQ(why->winner, worker(2));
  ASSERT_EQ(why->candidates.size(), 2u);
  EXPECT_EQ(why->candidates[0].name, "w1");
  EXPECT_EQ(why->candidates[0].move_bytes, 3'000'000u);
  EXPECT_DOUBLE_EQ(why->candidates[0].move_us, 200 + 3000);
  EXPECT_DOUBLE_EQ(why->candidates[1].move_us, 200 + 1000);
}

/// b0 was sent to where a0 is made, ahead of it; two others fetch it; the rest wait until one of these has got it.
TEST_F(SchedulerPolicies, AChunkThatManyWantIsHandedOn) {
  state = SchedulerState({.unmeasured_us = 10'000'000});
  for (std::uint64_t number = 1; number <= 7; ++number)
    join(number);
  submit(1, TestGraph().layer("a", 1).layer("b", 7, {{"a", Wiring::one(0)}}).wanting({"b"}));
  const auto first = finish(1, "a", 0, 100'000'000);
  EXPECT_THAT(first, testing::IsSupersetOf({"w2 run b1 of a0@w1", "w3 run b2 of a0@w1"}));
  EXPECT_THAT(first, testing::Not(Contains(testing::HasSubstr("run b3"))));
  const auto second = report(2, {ReplicaMade{key("a", 0), 100'000'000, 100'000}});
  EXPECT_THAT(second,
              testing::IsSupersetOf({"w4 run b3 of a0@w2/w1", "w5 run b4 of a0@w2/w1", "w6 run b5 of a0@w1/w2"}));
  EXPECT_THAT(second, testing::Not(Contains(testing::HasSubstr("run b6"))));
  EXPECT_THAT(gone(3), Contains("w7 run b2 of a0@w1/w2")); // its place is free, and b2 before b6
}

std::set<std::string> who_runs(const std::vector<std::string>& lines) {
  std::set<std::string> workers;
  for (const auto& line : lines)
    if (line.find(" run ") != std::string::npos)
      workers.insert(line.substr(0, line.find(' ')));
  return workers;
}

/// Many tasks of one large chunk are root tasks: they are held back anyway.
TEST_F(SchedulerPolicies, RootTasksWaitForTheirCopyOfALargeChunkToo) {
  for (std::uint64_t number = 1; number <= 7; ++number)
    join(number);
  submit(1, TestGraph().layer("a", 1).layer("b", 60, {{"a", Wiring::one(0)}}).wanting({"b"}));
  EXPECT_EQ(who_runs(finish(1, "a", 0, 100'000'000)), (std::set<std::string>{"w1", "w2", "w3"}));
  EXPECT_EQ(who_runs(report(1, {Heartbeat{}})), (std::set<std::string>{}));
  EXPECT_EQ(who_runs(report(2, {ReplicaMade{key("a", 0), 100'000'000, 100'000}})),
            (std::set<std::string>{"w4", "w5", "w6"}));
  EXPECT_EQ(who_runs(finish(1, "b", 0, 8, 1'000'000)),
            (std::set<std::string>{"w1"})); // who has it goes on while w7 waits
  EXPECT_THAT(report(3, {ReplicaMade{key("a", 0), 100'000'000, 100'000}}), Contains(testing::HasSubstr("w7 run b")));
}

TEST_F(SchedulerPolicies, RestrictedTasksWaitForTheirCopyOfALargeChunkToo) {
  join(1);
  for (std::uint64_t number = 2; number <= 7; ++number)
    join(number, 1, {{"gpu", 1}});
  submit(1, TestGraph()
                .layer("a", 1, {}, {.workers = {"w1"}})
                .layer("b", 6, {{"a", Wiring::one(0)}}, {.resources = {{"gpu", 1}}})
                .wanting({"b"}));
  EXPECT_EQ(who_runs(finish(1, "a", 0, 100'000'000)), (std::set<std::string>{"w2", "w3"}));
  EXPECT_EQ(who_runs(report(2, {ReplicaMade{key("a", 0), 100'000'000, 100'000}})),
            (std::set<std::string>{"w4", "w5", "w6"}));
  EXPECT_EQ(who_runs(gone(4)), (std::set<std::string>{"w7"}));
}

TEST_F(SchedulerPolicies, ASmallChunkIsHandedToEverybodyAtOnce) {
  state = SchedulerState({.unmeasured_us = 10'000'000});
  for (std::uint64_t number = 1; number <= 7; ++number)
    join(number);
  submit(1, TestGraph().layer("a", 1).layer("b", 7, {{"a", Wiring::one(0)}}).wanting({"b"}));
  const auto lines = finish(1, "a", 0, 1000);
  EXPECT_EQ(
      std::count_if(lines.begin(), lines.end(), [](const auto& line) { return line.find(" run b") != line.npos; }),
      6); // b0 went ahead
}

TEST_F(SchedulerPolicies, ATaskIsMovedThoughOthersWereSentAheadOnItsStrength) {
  join(1);
  submit(1, TestGraph()
                .layer("a", 1)
                .layer("b", 3, {{"a", Wiring::one(0)}})
                .layer("c", 3, {{"b", Wiring::each()}})
                .wanting({"c"}));
  finish(1, "a", 0);
  EXPECT_THAT(join(2), ElementsAre("w1 return b1"));
  const auto moved = report(1, {TaskReturned{key("b", 1)}});
  EXPECT_THAT(moved, Contains("w2 run b1 of a0@w1"));
  if (phase("c", 1) == TaskPhase::processing) {
    EXPECT_THAT(moved, Contains("w2 run c1 of b1!"));
  }
}

/// Ten chunks of 20 MB that one task takes: 200 ms through one port.
TEST_F(SchedulerPolicies, InputsThatTakeLongToGatherAreCopiedAsTheyAreMade) {
  join(1);
  join(2);
  submit(1, TestGraph().layer("a", 10).layer("b", 1, {{"a", Wiring::all()}}).wanting({"b"}));
  constexpr std::uint64_t large = 20'000'000;
  std::vector<std::string> copies, last;
  std::size_t made_at_w2 = 0;
  for (std::uint32_t made = 0; made < 10; ++made) {
    const auto at = state.find_task(key("a", made))->worker.value;
    last = finish(at, "a", made, large, 100'000);
    for (const auto& line : last)
      if (line.find(" copy ") != std::string::npos)
        copies.push_back(line);
    if (at == 2) {
      ++made_at_w2;
      if (made < 9) {
        EXPECT_THAT(copies, Contains("w1 copy a" + std::to_string(made) + "@w2"));
      }
      report(1, {ReplicaMade{key("a", made), large, 20'000}});
    }
  }
  EXPECT_GT(made_at_w2, 0u);
  EXPECT_GE(copies.size() + 1, made_at_w2); // the last needs none: the task that takes it is placed
  EXPECT_LE(copies.size(), made_at_w2);
  ASSERT_FALSE(last.empty());
  EXPECT_TRUE(last.back().starts_with("w1 run b0"));
}

TEST_F(SchedulerPolicies, InputsThatAreSoonThereAreNotCopiedAhead) {
  join(1);
  join(2);
  submit(1, TestGraph().layer("a", 10).layer("b", 1, {{"a", Wiring::all()}}).wanting({"b"}));
  for (std::uint32_t made = 0; made < 10; ++made)
    for (const auto& line : finish(state.find_task(key("a", made))->worker.value, "a", made, 1'000'000, 100'000))
      EXPECT_EQ(line.find(" copy "), std::string::npos) << line;
}

/// Each "b" takes one "a": it comes after all of them in the job's order.
TEST_F(SchedulerPolicies, ShortTasksGoBeforeLongOnesAtTheirWorker) {
  join(1);
  std::map<Key, std::int64_t> priorities;
  const auto note = [&](const std::vector<SchedulerEffect>& effects) {
    for (const auto& effect : effects)
      if (const auto* sent = std::get_if<SendOrders>(&effect))
        for (const auto& order : sent->orders)
          if (const auto* run = std::get_if<RunTask>(&order))
            priorities[run->key] = run->priority;
  };
  submit(1, TestGraph().layer("a", 8).layer("b", 8, {{"a", Wiring::each()}}).wanting({"b"}));
  for (std::uint32_t i = 0; i < 8; ++i) {
    note(state.apply(ReportsArrived{{worker(1), {TaskFinished{key("a", i), 8, 100'000}}}}, now));
    note(state.apply(ReportsArrived{{worker(1), {TaskFinished{key("b", i), 8, 1'000}}}}, now));
  }
  EXPECT_LT(priorities.at(key("b", 7)), priorities.at(key("a", 4)));
  EXPECT_LT(priorities.at(key("a", 4)), priorities.at(key("a", 7)));
}

TEST_F(SchedulerPolicies, SimplePoliciesCanBeComparedWith) {
  state = SchedulerState({.policy = "round_robin"});
  join(1);
  join(2);
  EXPECT_THAT(submit(1, sources(4)),
              ElementsAre("w1 define a", "w1 run a0", "w1 run a2", "w2 define a", "w2 run a1", "w2 run a3"));
}

TEST_F(SchedulerPolicies, OneSeedOneOrder) {
  const auto run = [this](std::uint64_t seed) {
    state = SchedulerState({.policy = "random", .seed = seed});
    for (std::uint64_t number = 1; number < 6; ++number)
      join(number);
    return submit(1, sources(20));
  };
  EXPECT_EQ(run(1), run(1));
  EXPECT_NE(run(1), run(2));
}

} // namespace
} // namespace troupe
