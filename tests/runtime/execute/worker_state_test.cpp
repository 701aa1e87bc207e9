// What a worker does, event by event: whole lists of effects, as their lines. Chunks are k1, k2, ...; workers w1, w2,
// ...
#include "runtime/execute/worker_state.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace troupe {
namespace {

using Lines = std::vector<std::string>;

Key key(std::uint64_t number) { return {number, 0}; }

void replace_all(std::string& text, const std::string& what, const std::string& by) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
    text.replace(at, what.size(), by);
}

std::string short_names(std::string text) {
  for (std::uint64_t number = 1; number < 64; ++number)
    replace_all(text, to_string(key(number)), "k" + std::to_string(number));
  for (std::uint64_t number = 1; number < 10; ++number)
    replace_all(text, to_hex(number), "w" + std::to_string(number));
  return text;
}

TaskInput held(std::uint64_t number, bool last_use = false) {
  return {.key = key(number), .nbytes = 10, .last_use = last_use};
}
TaskInput from(std::uint64_t number, std::vector<WorkerId> holders, std::uint64_t nbytes = 10) {
  return {.key = key(number), .nbytes = nbytes, .holders = std::move(holders)};
}
RunTask run(std::uint64_t number, std::vector<TaskInput> inputs = {}, std::int64_t priority = 0) {
  return {.key = key(number),
          .layer = 1,
          .index = static_cast<std::uint32_t>(number),
          .priority = priority,
          .inputs = std::move(inputs)};
}
constexpr WorkerId w1{1}, w2{2}, w3{3};

/// A worker that knows layer 1 ("sum") and the peers w2 and w3, and holds its invariants after every event.
class Worker {
public:
  explicit Worker(WorkerConfig config = {.self = w1}) : state(config) {
    orders({DefineLayer{1, "sum", {}}, DefinePeer{w2, {"two", 2}}, DefinePeer{w3, {"three", 3}}});
  }
  Lines apply(const WorkerEvent& event) {
    Lines lines;
    for (const auto& effect : state.apply(event, now))
      lines.push_back(short_names(to_string(effect)));
    const auto sound = state.check_invariants();
    EXPECT_TRUE(sound) << sound.error().message;
    return lines;
  }
  Lines orders(std::vector<WorkerOrder> list) { return apply(OrdersArrived{std::move(list)}); }
  Lines ends(std::uint64_t number, std::uint64_t nbytes = 10, std::vector<Key> consumed = {}) {
    return apply(
        TaskEnded{.key = key(number), .ok = true, .nbytes = nbytes, .duration_us = 5, .consumed = std::move(consumed)});
  }
  Lines fails(std::uint64_t number, std::vector<Key> consumed = {}) {
    return apply(TaskEnded{.key = key(number), .error = {Errc::task_failed, "no"}, .consumed = std::move(consumed)});
  }
  Lines gets_no_memory(std::uint64_t number, std::vector<Key> consumed = {}) {
    return apply(
        TaskEnded{.key = key(number), .error = {Errc::out_of_memory, "no room"}, .consumed = std::move(consumed)});
  }
  /// What it made is a part of another chunk, in that one's memory.
  Lines ends_within(std::uint64_t number, std::uint64_t whole, std::uint64_t nbytes, std::vector<Key> consumed = {}) {
    return apply(TaskEnded{.key = key(number),
                           .ok = true,
                           .nbytes = nbytes,
                           .duration_us = 5,
                           .consumed = std::move(consumed),
                           .lies_in = key(whole)});
  }
  /// Makes a chunk here.
  void make(std::uint64_t number, std::uint64_t nbytes = 10) {
    orders({run(number)});
    ends(number, nbytes);
  }

  WorkerState state;
  LogicalTime now = 1000;
};

TEST(WorkerState, RunsASourceAndReportsIt) {
  Worker worker;
  EXPECT_EQ(worker.orders({run(1)}), (Lines{"start k1 sum#1 of []"}));
  EXPECT_EQ(worker.state.running(), 1u);
  EXPECT_EQ(worker.ends(1, 80), (Lines{"report finished k1 80 B 5 us"}));
  EXPECT_TRUE(worker.state.holds(key(1)));
  EXPECT_EQ(worker.state.memory().in_memory(), 80u);
}

TEST(WorkerState, FetchesAnInputFromItsBestHolderThenRuns) {
  Worker worker;
  EXPECT_EQ(worker.orders({run(2, {from(1, {w2, w3}, 50)})}), (Lines{"fetch k1 50 B from w2 at two:2"}));
  worker.now += 250;
  EXPECT_EQ(worker.apply(FetchEnded{.key = key(1), .from = w2, .ok = true, .nbytes = 50}),
            (Lines{"report replica k1 50 B 250 us", "start k2 sum#2 of [k1]"}));
}

TEST(WorkerState, AChainIsRunWithoutAskingAnybody) {
  Worker worker;
  EXPECT_EQ(worker.orders({run(1), run(2, {held(1)}), run(3, {held(2)})}), (Lines{"start k1 sum#1 of []"}));
  EXPECT_EQ(worker.ends(1), (Lines{"report finished k1 10 B 5 us", "start k2 sum#2 of [k1]"}));
  EXPECT_EQ(worker.ends(2), (Lines{"report finished k2 10 B 5 us", "start k3 sum#3 of [k2]"}));
}

TEST(WorkerState, StartsByPriorityThenByArrival) {
  Worker worker;
  EXPECT_EQ(worker.orders({run(1, {}, 5), run(2, {}, 1), run(3, {}, 1), run(4, {}, -1)}),
            (Lines{"start k4 sum#4 of []"}));
  EXPECT_EQ(worker.ends(4), (Lines{"report finished k4 10 B 5 us", "start k2 sum#2 of []"}));
  EXPECT_EQ(worker.ends(2), (Lines{"report finished k2 10 B 5 us", "start k3 sum#3 of []"}));
  EXPECT_EQ(worker.ends(3), (Lines{"report finished k3 10 B 5 us", "start k1 sum#1 of []"}));
}

TEST(WorkerState, RunsAsManyAsItHasThreads) {
  Worker worker({.self = w1, .threads = 2});
  EXPECT_EQ(worker.orders({run(1), run(2), run(3)}), (Lines{"start k1 sum#1 of []", "start k2 sum#2 of []"}));
  EXPECT_EQ(worker.fails(2), (Lines{"report failed k2 task_failed: no", "start k3 sum#3 of []"}));
}

TEST(WorkerState, TheLastUserOfAnInputMayTakeItOver) {
  Worker worker;
  worker.make(1);
  EXPECT_EQ(worker.orders({run(2, {held(1, true)})}), (Lines{"start k2 sum#2 of [k1 take]"}));
  EXPECT_EQ(worker.ends(2, 10, {key(1)}), (Lines{"report finished k2 10 B 5 us"}));
  EXPECT_FALSE(worker.state.holds(key(1)));
}

TEST(WorkerState, WhatATaskThatFailedHadTakenOverIsReportedLost) {
  Worker worker;
  worker.make(1);
  worker.orders({run(2, {held(1, true)})});
  EXPECT_EQ(worker.fails(2, {key(1)}), (Lines{"report lost k1", "report failed k2 task_failed: no"}));
}

TEST(WorkerState, NothingIsTakenOverThatAnotherWaitsForOrThatStandsTwice) {
  Worker worker;
  worker.make(1);
  EXPECT_EQ(worker.orders({run(2, {held(1, true)}), run(3, {held(1)})}), (Lines{"start k2 sum#2 of [k1]"}));
  worker.ends(2);
  worker.ends(3);
  EXPECT_EQ(worker.orders({run(4, {held(1, true), held(1, true)})}), (Lines{"start k4 sum#4 of [k1, k1]"}));
}

TEST(WorkerState, AFailedFetchIsTriedAtTheNextHolderThenTheTaskGoesBack) {
  Worker worker;
  worker.orders({run(2, {from(1, {w2, w3})})});
  EXPECT_EQ(worker.apply(FetchEnded{.key = key(1), .from = w2}), (Lines{"fetch k1 10 B from w3 at three:3"}));
  EXPECT_EQ(worker.apply(FetchEnded{.key = key(1), .from = w3}), (Lines{"report missing k2 [k1]"}));
  EXPECT_EQ(worker.state.tasks(), 0u);
}

TEST(WorkerState, ALostPeersFetchesGoToOthers) {
  Worker worker;
  worker.orders({run(3, {from(1, {w2, w3}), from(2, {w2})})});
  EXPECT_EQ(worker.apply(PeerLost{w2}),
            (Lines{"stop fetch k1", "stop fetch k2", "report missing k3 [k2], does not reach w2"}));
  worker.orders({DefinePeer{w2, {"two", 2}}, run(5, {from(4, {w2, w3})})});
  EXPECT_EQ(worker.apply(PeerLost{w2}), (Lines{"stop fetch k4", "fetch k4 10 B from w3 at three:3"}));
}

TEST(WorkerState, ALostPeerThatIsNamedAgainIsAskedAgain) {
  Worker worker;
  worker.orders({run(2, {from(1, {w2})})});
  EXPECT_EQ(worker.apply(PeerLost{w2}), (Lines{"stop fetch k1", "report missing k2 [k1], does not reach w2"}));
  EXPECT_EQ(worker.orders({run(2, {from(1, {w2})})}), (Lines{"fetch k1 10 B from w2 at two:2"}));
}

TEST(WorkerState, GivesMemoryBackOnceWhenItHasBeenIdleForAWhile) {
  Worker worker;
  const auto returned = [&] {
    const auto lines = worker.apply(Tick{});
    return std::ranges::count(lines, "return memory");
  };
  EXPECT_EQ(returned(), 0);
  worker.orders({run(1)});
  worker.now += 60'000'000;
  EXPECT_EQ(returned(), 0) << "a long task";
  worker.ends(1);
  worker.now += 4'000'000;
  EXPECT_EQ(returned(), 0);
  worker.now += 2'000'000;
  EXPECT_EQ(returned(), 1);
  worker.now += 60'000'000;
  EXPECT_EQ(returned(), 0);
  worker.make(2);
  worker.now += 6'000'000;
  EXPECT_EQ(returned(), 1);
}

TEST(WorkerState, AsksTheHolderThatItAsksForLeastElse) {
  Worker worker;
  EXPECT_EQ(worker.orders({run(4, {from(1, {w2, w3}, 50), from(2, {w2, w3}, 20), from(3, {w2, w3}, 10)})}),
            (Lines{"fetch k1 50 B from w2 at two:2", "fetch k2 20 B from w3 at three:3",
                   "fetch k3 10 B from w3 at three:3"}));
  worker.apply(FetchEnded{.key = key(1), .from = w2, .ok = true, .nbytes = 50});
  EXPECT_EQ(worker.orders({run(6, {from(5, {w3, w2})})}), (Lines{"fetch k5 10 B from w2 at two:2"}));
  EXPECT_EQ(worker.apply(FetchEnded{.key = key(5), .from = w2}), (Lines{"fetch k5 10 B from w3 at three:3"}))
      << "the busier one is asked after all when the other has it no more";
}

TEST(WorkerState, TwoTasksShareOneFetch) {
  Worker worker({.self = w1, .threads = 2});
  EXPECT_EQ(worker.orders({run(2, {from(1, {w2})}), run(3, {from(1, {w2})})}),
            (Lines{"fetch k1 10 B from w2 at two:2"}));
  EXPECT_EQ(worker.apply(FetchEnded{.key = key(1), .from = w2, .ok = true, .nbytes = 10}),
            (Lines{"report replica k1 10 B 1 us", "start k2 sum#2 of [k1]", "start k3 sum#3 of [k1]"}));
}

TEST(WorkerState, FetchesAreBoundedInNumberAndBytes) {
  Worker worker({.self = w1, .fetches_at_once = 2, .fetch_bytes_at_once = 100});
  EXPECT_EQ(worker.orders({run(5, {from(1, {w2}, 60), from(2, {w2}, 60), from(3, {w2}, 10)})}),
            (Lines{"fetch k1 60 B from w2 at two:2"}));
  EXPECT_EQ(worker.apply(FetchEnded{.key = key(1), .from = w2, .ok = true, .nbytes = 60}),
            (Lines{"report replica k1 60 B 1 us", "fetch k2 60 B from w2 at two:2", "fetch k3 10 B from w2 at two:2"}));
}

TEST(WorkerState, ACancelledTaskThatWaitsIsForgottenWithItsFetch) {
  Worker worker;
  worker.orders({run(2, {from(1, {w2})})});
  EXPECT_EQ(worker.orders({CancelTask{key(2)}}), (Lines{"stop fetch k1"}));
  EXPECT_EQ(worker.state.tasks(), 0u);
}

TEST(WorkerState, ACancelledTaskThatRunsIsStoppedAndItsChunkDropped) {
  Worker worker;
  worker.orders({run(1)});
  EXPECT_EQ(worker.orders({CancelTask{key(1)}}), (Lines{"stop k1"}));
  EXPECT_EQ(worker.orders({CancelTask{key(1)}}), Lines{});
  EXPECT_EQ(worker.ends(1), (Lines{"drop k1"}));
}

TEST(WorkerState, OrderedAnewWhileItIsBeingStoppedItCountsOrRunsAgain) {
  Worker worker;
  worker.orders({run(1)});
  EXPECT_EQ(worker.orders({CancelTask{key(1)}, run(1)}), (Lines{"stop k1"}));
  EXPECT_EQ(worker.ends(1), (Lines{"report finished k1 10 B 5 us"}));
  worker.orders({run(2)});
  worker.orders({CancelTask{key(2)}, run(2)});
  EXPECT_EQ(worker.fails(2), (Lines{"start k2 sum#2 of []"}));
}

TEST(WorkerState, ATaskAskedBackGoesOnlyWhileItHasNotStarted) {
  Worker worker;
  worker.orders({run(1), run(2)});
  EXPECT_EQ(worker.orders({ReturnTask{key(1)}, ReturnTask{key(2)}, ReturnTask{key(9)}}), (Lines{"report returned k2"}));
}

TEST(WorkerState, AFreedChunkGoesWhenNothingHereUsesIt) {
  Worker worker;
  worker.make(1);
  EXPECT_EQ(worker.orders({run(2, {held(1)}), FreeChunk{key(1)}}), (Lines{"start k2 sum#2 of [k1]"}));
  EXPECT_EQ(worker.ends(2), (Lines{"drop k1", "report finished k2 10 B 5 us"}));
  EXPECT_EQ(worker.orders({FreeChunk{key(2)}, FreeChunk{key(2)}}), (Lines{"drop k2"}));
}

TEST(WorkerState, AChunkThatIsHeldIsNotMadeAgain) {
  Worker worker;
  worker.make(1, 77);
  EXPECT_EQ(worker.orders({run(1)}), (Lines{"report finished k1 77 B 0 us"}));
}

TEST(WorkerState, AnOrderThatCannotBeObeyedIsRefusedWithItsReason) {
  Worker worker;
  auto unknown_layer = run(1);
  unknown_layer.layer = 9;
  EXPECT_EQ(worker.orders({unknown_layer}),
            (Lines{"report failed k1 internal: task k1 is of layer 9, which was not defined here"}));
  EXPECT_EQ(worker.orders({run(1, {held(1)})}),
            (Lines{"report failed k1 internal: task k1 takes its own output as an input"}));
  EXPECT_EQ(worker.orders({run(2, {from(1, {{7}})})}),
            (Lines{"report failed k2 internal: task k2 takes k1 from worker w7, whose address was not given here"}));
}

TEST(WorkerState, AnOrderForATaskThatIsBeingStoppedIsRefusedForTheSameReasons) {
  Worker worker;
  worker.orders({run(1)});
  worker.orders({CancelTask{key(1)}});
  auto unknown_layer = run(1);
  unknown_layer.layer = 9;
  EXPECT_EQ(worker.orders({unknown_layer}),
            (Lines{"report failed k1 internal: task k1 is of layer 9, which was not defined here"}));
  EXPECT_EQ(worker.fails(1), Lines{});
  EXPECT_EQ(worker.state.tasks(), 0u);
}

TEST(WorkerState, SpillsTheLeastRecentlyUsedAboveTheTarget) {
  Worker worker({.self = w1, .memory_limit = 1000, .target = 0.5, .pause = 0.9});
  worker.make(1, 200);
  worker.make(2, 200);
  EXPECT_EQ(worker.orders({run(3)}), (Lines{"start k3 sum#3 of []", "spill k1"})); // what it will make counts
  EXPECT_EQ(worker.ends(3, 200), (Lines{"report finished k3 200 B 5 us"}));
  EXPECT_EQ(worker.apply(SpillEnded{.key = key(1), .ok = true, .bytes_on_disk = 210}), Lines{});
  EXPECT_EQ(worker.state.memory().in_memory(), 400u);
  EXPECT_EQ(worker.state.memory().on_disk(), 210u);
  EXPECT_TRUE(worker.state.holds(key(1)));
  // Used again, it comes back, and another goes in its place.
  EXPECT_EQ(worker.orders({run(4, {held(1)})}), (Lines{"start k4 sum#4 of [k1]", "spill k2", "spill k3"}));
  EXPECT_EQ(worker.state.memory().on_disk(), 0u);
}

TEST(WorkerState, PartsOfAChunkAreCountedAsTheWholeUntilTheLastIsGone) {
  Worker worker({.self = w1, .threads = 2});
  worker.make(1, 300);
  worker.orders({run(2, {held(1)}), run(3, {held(1, true)})});
  EXPECT_EQ(worker.ends_within(2, 1, 100), (Lines{"report finished k2 100 B 5 us"}));
  EXPECT_EQ(worker.state.memory().in_memory(), 300u);
  EXPECT_EQ(worker.ends_within(3, 1, 200), (Lines{"report finished k3 200 B 5 us"}));
  EXPECT_EQ(worker.orders({FreeChunk{key(1)}}), (Lines{"drop k1"}));
  EXPECT_EQ(worker.orders({FreeChunk{key(3)}}), (Lines{"drop k3"}));
  EXPECT_EQ(worker.state.memory().in_memory(), 300u); // k2 keeps it
  EXPECT_EQ(worker.orders({FreeChunk{key(2)}}), (Lines{"drop k2"}));
  EXPECT_EQ(worker.state.memory().in_memory(), 0u);
}

TEST(WorkerState, APartKeepsTheMemoryOfAWholeThatItsTaskConsumed) {
  Worker worker;
  worker.make(1, 300);
  worker.orders({run(2, {held(1, true)})});
  worker.ends_within(2, 1, 100, {key(1)});
  EXPECT_EQ(worker.state.memory().in_memory(), 300u);
  worker.orders({FreeChunk{key(2)}});
  EXPECT_EQ(worker.state.memory().in_memory(), 0u);
}

TEST(WorkerState, WhatLiesInOnePieceOfMemoryIsSpilledTogether) {
  Worker worker({.self = w1, .threads = 2, .memory_limit = 1800, .target = 0.5, .pause = 0.9});
  worker.make(1, 300);
  worker.orders({run(2, {held(1)}), run(3, {held(1)})});
  worker.ends_within(2, 1, 150);
  worker.ends_within(3, 1, 150);
  worker.orders({FreeChunk{key(1)}});
  worker.make(6, 100);
  EXPECT_EQ(worker.orders({run(4), run(5)}),
            (Lines{"start k4 sum#4 of []", "start k5 sum#5 of []", "spill k2", "spill k3"}));
  EXPECT_EQ(worker.state.memory().spilling(), 300u);
  EXPECT_EQ(worker.apply(SpillEnded{.key = key(2), .ok = true, .bytes_on_disk = 160}), Lines{});
  EXPECT_EQ(worker.state.memory().in_memory(), 400u);
  EXPECT_EQ(worker.apply(SpillEnded{.key = key(3), .ok = true, .bytes_on_disk = 160}), Lines{});
  EXPECT_EQ(worker.state.memory().in_memory(), 100u);
  EXPECT_EQ(worker.state.memory().on_disk(), 320u);
  worker.ends(4, 200);
  worker.orders({run(7, {held(2)})}); // read back it has memory of its own
  EXPECT_EQ(worker.state.memory().in_memory(), 450u);
}

TEST(WorkerState, AFailedSpillIsNotTriedAgainForASecond) {
  Worker worker({.self = w1, .memory_limit = 1000, .target = 0.1, .pause = 0.9});
  worker.orders({run(1)});
  EXPECT_EQ(worker.ends(1, 200), (Lines{"report finished k1 200 B 5 us", "spill k1"}));
  EXPECT_EQ(worker.apply(SpillEnded{.key = key(1)}), Lines{});
  worker.now += 999'999;
  EXPECT_EQ(worker.apply(PeerLost{w3}), Lines{});
  worker.now += 1;
  EXPECT_EQ(worker.apply(PeerLost{w3}), (Lines{"spill k1"}));
}

TEST(WorkerState, ATaskWaitsForTheRoomThatIsBeingMadeForIt) {
  Worker worker({.self = w1, .threads = 2, .memory_limit = 1000, .target = 10, .pause = 0.5});
  worker.make(1, 450);
  // Its input cannot make room for it, and nothing else is here: it runs alone.
  EXPECT_EQ(worker.orders({run(2), run(3), run(4, {held(1)}, -1)}), (Lines{"start k4 sum#4 of [k1]"}));
  EXPECT_EQ(worker.ends(4), (Lines{"report finished k4 10 B 5 us", "spill k1"})); // for the 450 B that k2 may make
  EXPECT_EQ(worker.state.running(), 0u);
  EXPECT_EQ(worker.apply(SpillEnded{.key = key(1), .ok = true, .bytes_on_disk = 450}),
            (Lines{"start k2 sum#2 of []", "spill k4"}));
  EXPECT_EQ(worker.state.memory().reserved(), 450u);
  EXPECT_EQ(worker.ends(2, 100), (Lines{"report finished k2 100 B 5 us", "spill k2"}));
}

TEST(WorkerState, ATaskThatCanNeverFitIsRefusedWithTheFigures) {
  Worker worker({.self = w1, .memory_limit = 1000});
  EXPECT_EQ(worker.orders({run(9, {from(1, {w2}, 600), from(2, {w2}, 401)})}),
            (Lines{"report failed k9 out_of_memory: task k9 (sum) needs at least 1001 B of memory at once, beside the "
                   "0 B of the process itself; the worker's limit is "
                   "1000 B, of which it uses 90 % at most. Smaller chunks or a higher --memory-limit would help"}));
  EXPECT_TRUE(worker.orders({run(7, {from(1, {w2}, 600), from(2, {w2}, 301)})})
                  .at(0)
                  .starts_with("report failed k7 out_of_memory")); // its nanny would kill it
  EXPECT_EQ(worker.orders({run(8, {from(1, {w2}, 600)})}), (Lines{"fetch k1 600 B from w2 at two:2"})); // that can be
  EXPECT_EQ(worker.state.tasks(), 1u);
}

TEST(WorkerState, ATaskThatGotNoMemoryBesideOthersIsDoneAgainAlone) {
  Worker worker({.self = w1, .threads = 2, .memory_limit = 1000, .target = 0.8, .pause = 0.8});
  worker.make(1, 100);
  worker.make(2, 100);
  EXPECT_EQ(worker.orders({run(3, {held(1)}), run(4)}), (Lines{"start k3 sum#3 of [k1]", "start k4 sum#4 of []"}));
  EXPECT_EQ(worker.gets_no_memory(3), (Lines{"spill k2", "spill k1"})); // k4 still runs
  EXPECT_EQ(worker.orders({run(5)}), Lines{});                          // after what waits for room
  worker.apply(SpillEnded{.key = key(1), .ok = true, .bytes_on_disk = 100});
  worker.apply(SpillEnded{.key = key(2), .ok = true, .bytes_on_disk = 100});
  EXPECT_EQ(worker.ends(4, 100), (Lines{"report finished k4 100 B 5 us", "spill k4"}));
  EXPECT_EQ(worker.apply(SpillEnded{.key = key(4), .ok = true, .bytes_on_disk = 100}),
            (Lines{"start k3 sum#3 of [k1]"}));
  EXPECT_EQ(worker.state.running(), 1u) << "nothing else runs beside it";
  EXPECT_EQ(worker.gets_no_memory(3), (Lines{"report failed k3 out_of_memory: no room", "start k5 sum#5 of []"}));
}

TEST(WorkerState, ATaskThatWasAloneAndGotNoMemoryHasFailed) {
  Worker worker({.self = w1, .memory_limit = 1000});
  worker.make(1, 100);
  worker.orders({run(2, {held(1)})});
  EXPECT_EQ(worker.gets_no_memory(2), (Lines{"report failed k2 out_of_memory: no room"}));
}

TEST(WorkerState, WhatATaskHadTakenOverIsMadeAgainBeforeItIsDoneAlone) {
  Worker worker({.self = w1, .memory_limit = 1000});
  worker.make(1, 100);
  worker.make(2, 100);
  worker.orders({run(3, {held(1, true)})});
  EXPECT_EQ(worker.gets_no_memory(3, {key(1)}), (Lines{"report lost k1", "report missing k3 [k1]"}));
  EXPECT_EQ(worker.orders({run(1), run(3, {held(1, true)})}), (Lines{"start k1 sum#1 of []"}));
  EXPECT_EQ(worker.ends(1, 100), (Lines{"report finished k1 100 B 5 us", "spill k2", "spill k1"}));
  EXPECT_TRUE(worker.apply(SpillEnded{.key = key(2), .ok = true, .bytes_on_disk = 100}).empty());
  EXPECT_EQ(worker.apply(SpillEnded{.key = key(1), .ok = true, .bytes_on_disk = 100}),
            (Lines{"start k3 sum#3 of [k1 take]"}));
}

TEST(WorkerState, WhereNothingCanBeSpilledTheTaskFailsAndNotTheWorker) {
  Worker worker({.self = w1, .memory_limit = 1000});
  worker.make(1, 500);
  EXPECT_EQ(worker.orders({run(2)}), (Lines{"spill k1"}));
  EXPECT_EQ(worker.apply(SpillEnded{.key = key(1), .error = {Errc::io_error, "the disk is full"}}),
            (Lines{"start k2 sum#2 of []"}));
  worker.ends(2, 400);
  EXPECT_EQ(
      worker.orders({run(3)}),
      (Lines{
          "report failed k3 out_of_memory: task k3 (sum) needs 500 B of memory beside the 900 B that are in use; the "
          "worker's limit is 1000 B, and nothing can be spilled: the disk is full"}));
  EXPECT_TRUE(worker.state.holds(key(1)));
  worker.now += 1'000'000;
  EXPECT_EQ(worker.orders({run(4)}), (Lines{"spill k1", "spill k2"})); // it is tried again
}

TEST(WorkerState, AFetchWaitsForRoomAndForTasksThatHaveAllTheyNeed) {
  Worker worker({.self = w1, .memory_limit = 1000, .target = 0.9, .pause = 0.9});
  worker.make(1, 500);
  EXPECT_EQ(worker.orders({run(4, {from(3, {w2}, 500)})}), (Lines{"spill k1"}));
  EXPECT_EQ(worker.state.fetches(), 0u);
  EXPECT_EQ(worker.apply(SpillEnded{.key = key(1), .ok = true, .bytes_on_disk = 500}),
            (Lines{"fetch k3 500 B from w2 at two:2"}));
  EXPECT_EQ(worker.state.memory().used(), 500u);
}

TEST(WorkerState, TheProcessesOwnSizeCountsAndIsReported) {
  Worker worker({.self = w1, .memory_limit = 1000, .pause = 0.8});
  worker.make(1, 100);
  EXPECT_EQ(
      worker.apply(Tick{.resident_bytes = 900}),
      (Lines{"return memory",
             "report heartbeat 900 B resident, 1 chunks of 100 B and 0 B on disk, 0 running, 0 waiting, paused"}));
  EXPECT_EQ(worker.apply(Tick{.resident_bytes = 100}),
            (Lines{"report heartbeat 100 B resident, 1 chunks of 100 B and 0 B on disk, 0 running, 0 waiting"}));
}

TEST(WorkerState, AChunkThatCannotBeReadBackIsLostAndItsTaskNotToBlame) {
  Worker worker({.self = w1, .memory_limit = 100, .target = 0.1, .pause = 10});
  worker.make(1, 50);
  worker.apply(SpillEnded{.key = key(1), .ok = true, .bytes_on_disk = 50});
  EXPECT_EQ(worker.orders({run(2, {held(1)})}), (Lines{"start k2 sum#2 of [k1]"}));
  EXPECT_EQ(worker.apply(UnspillFailed{key(1)}), (Lines{"report lost k1", "drop k1"}));
  EXPECT_EQ(worker.fails(2), (Lines{"report missing k2 [k1]"}));
}

TEST(WorkerState, RetiringItStopsWhatRunsAndBeginsNothing) {
  Worker worker;
  worker.orders({run(1), run(2)});
  EXPECT_EQ(worker.orders({Retire{"scaled down"}}), (Lines{"stop k1", "leave: scaled down"}));
  EXPECT_EQ(worker.orders({Retire{"again"}}), Lines{});
  EXPECT_EQ(worker.ends(1), (Lines{"drop k1"}));
  EXPECT_EQ(worker.orders({run(3)}), Lines{});
}

TEST(WorkerState, WhatEndsThatNobodyStartedIsDropped) {
  Worker worker;
  EXPECT_EQ(worker.ends(5), (Lines{"drop k5"}));
  EXPECT_EQ(worker.apply(FetchEnded{.key = key(5), .from = w2, .ok = true, .nbytes = 1}), (Lines{"drop k5"}));
  worker.make(1);
  EXPECT_EQ(worker.ends(1), Lines{}); // held already
  EXPECT_EQ(worker.apply(UnspillFailed{key(9)}), Lines{});
  EXPECT_EQ(worker.apply(SpillEnded{.key = key(9), .ok = true}), Lines{});
}

TEST(WorkerState, WithoutItsSchedulerItForgetsWhatWaitsAndOffersWhatItHolds) {
  Worker worker;
  worker.make(1);
  worker.make(2);
  worker.orders({run(3, {held(1)}), run(4, {held(2)}), run(5, {from(6, {w2})})});
  EXPECT_EQ(worker.apply(SchedulerGone{}), (Lines{"stop fetch k6"}));
  EXPECT_EQ(worker.state.tasks(), 1u); // what runs goes on
  EXPECT_EQ(worker.state.inventory(), (std::vector<HeldChunk>{{key(1), 10}, {key(2), 10}}));
}

TEST(WorkerState, WhatATaskWasToTakeOverIsNotOfferedAndGoesWhenItIsLeft) {
  Worker worker;
  worker.make(1);
  worker.orders({run(2, {held(1, true)})});
  worker.apply(SchedulerGone{});
  EXPECT_EQ(worker.state.inventory(), std::vector<HeldChunk>{});
  EXPECT_EQ(worker.ends(2), (Lines{"drop k1", "report finished k2 10 B 5 us"}));
}

TEST(WorkerState, WhatWasFreedIsNotOfferedToTheNextScheduler) {
  Worker worker;
  worker.make(1);
  worker.orders({run(2, {held(1)}), FreeChunk{key(1)}});
  worker.apply(SchedulerGone{});
  EXPECT_EQ(worker.state.inventory(), std::vector<HeldChunk>{});
}

} // namespace
} // namespace troupe
