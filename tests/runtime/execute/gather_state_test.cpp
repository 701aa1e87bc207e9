#include "runtime/execute/gather_state.hpp"

#include "runtime/chunk/buffer_pool.hpp"

#include <gtest/gtest.h>

#include <random>
#include <set>

namespace troupe {
namespace {

using Effects = std::vector<GatherEffect>;

Key key(std::uint64_t number) { return {number, 0}; }
DefinePeer peer(std::uint64_t number) { return {{number}, {"host", static_cast<std::uint16_t>(number)}}; }
GatherNotice finished(std::vector<OutputPlace> outputs) { return {JobFinished{{7}, {3, 3, 30}, std::move(outputs)}}; }
GatherState accepted(const std::vector<Key>& outputs) {
  GatherState state(outputs);
  state.apply(GatherAccepted{{7}, 3});
  return state;
}
const GatherEffect released = SendCommand{ReleaseJob{{7}}};
const GatherEffect all_done = PublishProgress{{3, 3, 30}};

TEST(GatherState, FetchesEveryOutputOnceAndReleasesTheJob) {
  GatherState state({key(1), key(2), key(1)});
  EXPECT_EQ(state.apply(GatherAccepted{{7}, 3}), (Effects{PublishProgress{{0, 3, 0}}}));
  EXPECT_EQ(state.apply(GatherNotice{JobProgressed{{7}, {1, 3, 10}}}), (Effects{PublishProgress{{1, 3, 10}}}));
  EXPECT_EQ(state.apply(finished({{key(1), 8, {peer(1)}}, {key(2), 9, {peer(2), peer(1)}}, {key(1), 8, {peer(1)}}})),
            (Effects{all_done, FetchOutput{key(1), peer(1), 8}, FetchOutput{key(2), peer(2), 9}}));
  EXPECT_EQ(state.apply(OutputFetched{key(2)}), Effects{});
  EXPECT_FALSE(state.resolved());
  EXPECT_EQ(state.apply(OutputFetched{key(1)}), (Effects{released, Resolve{}}));
  EXPECT_TRUE(state.resolved());
}

TEST(GatherState, WhatCameWithTheNoticeIsNotFetched) {
  const auto value = make_chunk(Block{DType::float64, {1}, process_pool().allocate_for<double>(1)});
  auto state = accepted({key(1), key(2)});
  EXPECT_EQ(state.apply(finished({{key(1), 8, {peer(1)}, value}, {key(2), 9, {peer(2)}}})),
            (Effects{all_done, FetchOutput{key(2), peer(2), 9}}));
  EXPECT_EQ(state.apply(OutputFetched{key(2)}), (Effects{released, Resolve{}}));
  auto all = accepted({key(1)});
  EXPECT_EQ(all.apply(finished({{key(1), 8, {peer(1)}, value}})), (Effects{all_done, released, Resolve{}}));
}

TEST(GatherState, AJobWithoutOutputsEndsWithItsNotice) {
  auto state = accepted({});
  EXPECT_EQ(state.apply(finished({})), (Effects{all_done, released, Resolve{}}));
}

TEST(GatherState, ARejectedJobFailsWithTheSchedulersWords) {
  GatherState state({key(1)});
  const Error error{Errc::invalid_argument, "no such kernel"};
  EXPECT_EQ(state.apply(GatherRejected{error}), (Effects{Resolve{error}}));
}

TEST(GatherState, AFailedJobFailsWithItsError) {
  auto state = accepted({key(1)});
  const Error error{Errc::task_failed, "singular"};
  EXPECT_EQ(state.apply(GatherNotice{JobFailed{{7}, error}}), (Effects{Resolve{error}}));
}

TEST(GatherState, AsksTheNextHolderAndTellsTheSchedulerOfTheFirst) {
  auto state = accepted({key(1)});
  state.apply(finished({{key(1), 8, {peer(1), peer(2)}}}));
  const Error gone{Errc::unreachable, "gone"};
  EXPECT_EQ(state.apply(OutputFetchFailed{key(1), {1}, gone}),
            (Effects{SendCommand{OutputUnreachable{{7}, key(1), {1}}}, FetchOutput{key(1), peer(2), 8}}));
  EXPECT_EQ(state.apply(OutputFetchFailed{key(1), {2}, gone}),
            (Effects{SendCommand{OutputUnreachable{{7}, key(1), {2}}}}));
  // The scheduler had it made again.
  EXPECT_EQ(state.apply(finished({{key(1), 8, {peer(3)}}})), (Effects{all_done, FetchOutput{key(1), peer(3), 8}}));
  EXPECT_EQ(state.apply(OutputFetched{key(1)}), (Effects{released, Resolve{}}));
}

TEST(GatherState, GivesAnOutputUpAfterTenFailures) {
  auto state = accepted({key(1), key(2)});
  state.apply(finished({{key(1), 8, {peer(1)}}, {key(2), 8, {peer(1)}}}));
  const Error gone{Errc::unreachable, "gone"};
  for (std::uint32_t failures = 1; failures < GatherState::failures_allowed; ++failures) {
    EXPECT_EQ(state.apply(OutputFetchFailed{key(1), {1}, gone}).size(), 1u);
    state.apply(finished({{key(1), 8, {peer(1)}}}));
  }
  EXPECT_EQ(state.apply(OutputFetchFailed{key(1), {1}, gone}),
            (Effects{StopFetchOutput{key(2)}, SendCommand{CancelJob{{7}}}, Resolve{gone}}));
}

constexpr std::uint64_t large = std::uint64_t{8} << 20;

TEST(GatherState, KeepsEightLargeFetchesGoing) {
  std::vector<Key> keys;
  std::vector<OutputPlace> places;
  for (std::uint64_t i = 0; i < 20; ++i) {
    keys.push_back(key(i));
    places.push_back({key(i), large, {peer(1)}});
  }
  auto state = accepted(keys);
  EXPECT_EQ(state.apply(finished(places)).size(), 1u + GatherState::fetches_at_once);
  EXPECT_EQ(state.apply(OutputFetched{key(3)}), (Effects{FetchOutput{key(8), peer(1), large}}));
  EXPECT_EQ(state.apply(OutputFetched{key(3)}), Effects{}); // told twice
}

TEST(GatherState, AsksForManySmallOutputsAtOnceAndForMoreWhenHalfAreHere) {
  constexpr auto at_once = GatherState::small_fetches_bytes / GatherState::least_weight;
  std::vector<Key> keys;
  std::vector<OutputPlace> places;
  for (std::uint64_t i = 0; i < at_once + 100; ++i) {
    keys.push_back(key(i));
    places.push_back({key(i), 8, {peer(1)}});
  }
  auto state = accepted(keys);
  EXPECT_EQ(state.apply(finished(places)).size(), 1u + at_once);
  for (std::uint64_t i = 0; i + 1 < at_once / 2; ++i)
    EXPECT_EQ(state.apply(OutputFetched{key(i)}), Effects{});
  EXPECT_EQ(state.apply(OutputFetched{key(at_once - 1)}).size(), 100u);
}

TEST(GatherState, AnotherSchedulerMayFinishTheJobAnew) {
  auto state = accepted({key(1), key(2)});
  state.apply(finished({{key(1), 8, {peer(1)}}, {key(2), 8, {peer(2)}}}));
  EXPECT_EQ(state.apply(SchedulerReplaced{}), Effects{});
  EXPECT_EQ(state.apply(OutputFetched{key(1)}), Effects{});            // what is on its way still comes
  EXPECT_EQ(state.apply(OutputFetched{key(2)}), (Effects{Resolve{}})); // nobody to release it from
}

TEST(GatherState, CancelStopsWhatIsOnItsWayAndTellsTheScheduler) {
  auto state = accepted({key(1), key(2)});
  state.apply(finished({{key(1), 8, {peer(1)}}}));
  EXPECT_EQ(state.apply(CancelRequested{}), (Effects{StopFetchOutput{key(1)}, SendCommand{CancelJob{{7}}},
                                                     Resolve{Error{Errc::cancelled, "the job was cancelled"}}}));
  EXPECT_EQ(state.apply(OutputFetched{key(1)}), Effects{});
  EXPECT_EQ(state.apply(GatherNotice{JobFailed{{7}, {Errc::cancelled, ""}}}), Effects{});
}

TEST(GatherState, CancelBeforeTheJobWasAcceptedHasNobodyToTell) {
  GatherState state({key(1)});
  EXPECT_EQ(state.apply(CancelRequested{}), (Effects{Resolve{Error{Errc::cancelled, "the job was cancelled"}}}));
}

TEST(GatherState, ALostSchedulerEndsTheJob) {
  auto state = accepted({key(1)});
  state.apply(finished({{key(1), 8, {peer(1)}}}));
  EXPECT_EQ(state.apply(SchedulerLost{"it died"}),
            (Effects{StopFetchOutput{key(1)}, Resolve{Error{Errc::lost, "it died"}}}));
}

TEST(GatherState, HearsNothingOfOutputsThatAreNotItsOwn) {
  auto state = accepted({key(1)});
  EXPECT_EQ(state.apply(finished({{key(9), 8, {peer(1)}}})), (Effects{all_done}));
  EXPECT_EQ(state.apply(OutputFetched{key(9)}), Effects{});
  EXPECT_EQ(state.apply(OutputFetchFailed{key(1), {1}, {}}), Effects{}); // was not being fetched
}

TEST(GatherState, AFetchThatIsUnderWayCountsForAsMuchAsWhenItBegan) {
  auto state = accepted({key(1), key(2)});
  state.apply(finished({{key(1), 8, {peer(1)}}}));
  state.apply(finished({{key(1), 4 * large, {peer(2)}}})); // another size, and another holder
  const Error gone{Errc::unreachable, "gone"};
  EXPECT_EQ(state.apply(OutputFetchFailed{key(1), {1}, gone}),
            (Effects{SendCommand{OutputUnreachable{{7}, key(1), {1}}}, FetchOutput{key(1), peer(2), 8}}));
}

/// A scheduler and peers that fail now and then, from a seed.
TEST(GatherState, AFetchThatFailsAfterTheOutputWasMadeAnewGoesToItsNewHolder) {
  auto state = accepted({key(1)});
  state.apply(finished({{key(1), 8, {peer(1)}}}));
  EXPECT_EQ(state.apply(finished({{key(1), 8, {peer(2)}}})),
            (Effects{all_done})); // its worker was lost, as the scheduler knows
  EXPECT_EQ(state.apply(OutputFetchFailed{key(1), {1}, {Errc::lost, "gone"}}),
            (Effects{SendCommand{OutputUnreachable{{7}, key(1), {1}}}, FetchOutput{key(1), peer(2), 8}}));
}

TEST(GatherState, ResolvesOnceWhateverHappens) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    std::mt19937_64 random(seed);
    std::vector<Key> keys;
    for (auto count = random() % 30; count > 0; --count)
      keys.push_back(key(random() % 25));
    GatherState state(keys);
    std::set<Key> flying;
    const std::uint64_t size = seed % 2 ? large : 8;
    std::size_t resolved = 0;
    const auto take = [&](const Effects& effects) {
      EXPECT_TRUE(resolved == 0 || effects.empty());
      for (const auto& effect : effects) {
        EXPECT_EQ(resolved, 0u) << "an effect behind Resolve";
        if (const auto* fetch = std::get_if<FetchOutput>(&effect))
          EXPECT_TRUE(flying.insert(fetch->key).second);
        else if (const auto* stop = std::get_if<StopFetchOutput>(&effect))
          EXPECT_EQ(flying.erase(stop->key), 1u);
        else if (std::holds_alternative<Resolve>(effect))
          ++resolved;
      }
      EXPECT_LE(flying.size(), size == large ? GatherState::fetches_at_once : 25u);
    };
    take(state.apply(GatherAccepted{{7}, 3}));
    for (int step = 0; step < 2000 && !state.resolved(); ++step) {
      if (!flying.empty() && random() % 3 != 0) {
        const auto which = *std::next(flying.begin(), static_cast<std::ptrdiff_t>(random() % flying.size()));
        flying.erase(which);
        if (random() % 4 == 0)
          take(state.apply(OutputFetchFailed{which, {random() % 3}, {Errc::unreachable, "gone"}}));
        else
          take(state.apply(OutputFetched{which}));
      } else if (random() % 200 == 0) {
        take(state.apply(CancelRequested{}));
      } else {
        std::vector<OutputPlace> places;
        for (const auto& each : keys)
          if (random() % 2)
            places.push_back({each, size, {peer(random() % 3), peer(random() % 3)}});
        take(state.apply(finished(places)));
      }
    }
    EXPECT_EQ(resolved, 1u) << seed;
    EXPECT_TRUE(flying.empty()) << seed;
  }
}

} // namespace
} // namespace troupe
