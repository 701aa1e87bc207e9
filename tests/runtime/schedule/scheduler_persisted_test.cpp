// Jobs on persisted data, on a scheduler that has just taken another's place.
#include "tests/runtime/schedule/scheduler_fixture.hpp"

#include "runtime/base/persisted.hpp"

namespace troupe {
namespace {

constexpr std::uint64_t persisting = 1, using_it = 2, in_between = 3;

/// Two chunks of "a" as workers keep them, and "c" made of them.
TaskGraph on_persisted() {
  return TestGraph()
      .layer("a", 2)
      .of_kernel(std::string(persisted_kernel))
      .layer("c", 2, {{"a", Wiring::each()}})
      .wanting({"c"});
}
/// The job that keeps "b", which was made of "a", which was persisted.
TaskGraph persisted_twice() {
  return TestGraph()
      .layer("a", 2)
      .of_kernel(std::string(persisted_kernel))
      .layer("b", 2, {{"a", Wiring::each()}})
      .wanting({"b"});
}
TaskGraph on_both() {
  return TestGraph()
      .layer("a", 2)
      .of_kernel(std::string(persisted_kernel))
      .layer("b", 2)
      .of_kernel(std::string(persisted_kernel))
      .layer("c", 2, {{"a", Wiring::each()}, {"b", Wiring::each()}})
      .wanting({"c"});
}
std::vector<HeldChunk> held(const std::string& layer, std::vector<std::uint32_t> parts) {
  std::vector<HeldChunk> chunks;
  for (auto part : parts)
    chunks.push_back({key(layer, part), 8});
  return chunks;
}

class Persisted : public Scheduler {
protected:
  Persisted() { state = SchedulerState({.persisted_wait_us = 1000, .persisted_pause_us = 100}); }
  Lines tick_at(LogicalTime time) {
    now = time;
    return tell(SchedulerTick{});
  }
  JobPhase phase_of(std::uint64_t job) const { return state.job_status({job}, now)->phase; }
  Error error_of(std::uint64_t job) const { return state.job_status({job}, now)->error; }
};

TEST_F(Persisted, AJobWaitsForTheJobThatMadeItsData) {
  join(1, 4);
  EXPECT_TRUE(submit(using_it, on_persisted()).empty());
  EXPECT_EQ(phase_of(using_it), JobPhase::running);
  submit(persisting, sources(2));
  EXPECT_EQ(phase("a", 0), TaskPhase::processing) << "made from its lineage";
  finish(1, "a", 0);
  finish(1, "a", 1);
  finish(1, "c", 0);
  EXPECT_THAT(finish(1, "c", 1), testing::Contains(testing::StartsWith("j2 finished")));
}

TEST_F(Persisted, WhatWorkersOfferIsNotMadeAgain) {
  EXPECT_TRUE(submit(using_it, on_persisted()).empty());
  join(1, 4, {}, held("a", {0, 1}));
  EXPECT_FALSE(state.find_task(key("a", 0))) << "the job that knows how it was made may still come";
  submit(persisting, sources(2));
  EXPECT_EQ(phase("a", 0), TaskPhase::memory);
  EXPECT_EQ(phase("c", 0), TaskPhase::processing);
}

TEST_F(Persisted, WhatIsOfferedServesWhenNobodyKnowsHowItWasMade) {
  join(1, 4, {}, held("a", {0, 1}));
  submit(using_it, on_persisted());
  tick_at(999);
  EXPECT_FALSE(state.find_task(key("c", 0)));
  tick_at(1000);
  EXPECT_EQ(phase("a", 0), TaskPhase::memory);
  EXPECT_EQ(phase("c", 0), TaskPhase::processing);
}

TEST_F(Persisted, AJobFailsAfterItsTimeNamingWhatNobodyHas) {
  join(1, 4);
  auto graph = on_persisted();
  graph.layers[0].params = persisted_params("array float64 {4}");
  submit(using_it, graph);
  EXPECT_TRUE(tick_at(999).empty());
  EXPECT_THAT(tick_at(1000), testing::Contains(testing::StartsWith("j2 failed")));
  EXPECT_EQ(error_of(using_it).code, Errc::not_found);
  EXPECT_THAT(error_of(using_it).message,
              testing::AllOf(testing::HasSubstr("array float64 {4}"), testing::HasSubstr("another cluster"),
                             testing::HasSubstr("released"), testing::HasSubstr("chunks 0, 1")));
  EXPECT_EQ(state.task_count(), 0u);
}

TEST_F(Persisted, AJobOnDataThatFailedSaysWhyAndSoOnDownTheChain) {
  join(1, 4);
  submit(persisting, sources(2));
  report(1, {TaskFailed{key("a", 0), {Errc::out_of_memory, "it does not fit"}}});
  submit(in_between, persisted_twice());
  submit(using_it, TestGraph()
                       .layer("b", 2)
                       .of_kernel(std::string(persisted_kernel))
                       .layer("c", 2, {{"b", Wiring::each()}})
                       .wanting({"c"}));
  tick_at(1000);
  tick_at(1100);
  for (const auto job : {in_between, using_it}) {
    EXPECT_EQ(error_of(job).code, Errc::out_of_memory);
    EXPECT_EQ(error_of(job).message, "what was persisted could not be computed: it does not fit");
  }
  submit(11, sources(2)); // once more, and well
  finish(1, "a", 0);
  finish(1, "a", 1);
  release(11);
  submit(12, on_persisted());
  tick_at(2000);
  EXPECT_EQ(error_of(12).code, Errc::not_found) << "it was released";
}

TEST_F(Persisted, AJobThatLacksAPartSaysWhich) {
  join(1, 4, {}, held("a", {0}));
  submit(using_it, on_persisted());
  tick_at(1000);
  EXPECT_EQ(phase_of(using_it), JobPhase::failed);
  EXPECT_EQ(error_of(using_it).code, Errc::lost);
  EXPECT_THAT(error_of(using_it).message, testing::HasSubstr("chunk 1 of"));
}

TEST_F(Persisted, LongAfterTheBeginningAJobWaitsForAMomentOnly) {
  join(1, 4);
  tick_at(1'000'000);
  submit(using_it, on_persisted());
  tick_at(1'000'099);
  EXPECT_EQ(phase_of(using_it), JobPhase::running);
  tick_at(1'000'100);
  EXPECT_EQ(phase_of(using_it), JobPhase::failed);
}

TEST_F(Persisted, DataMadeOfReleasedDataIsFoundByItsOwnKey) {
  join(1, 4, {}, held("b", {0, 1}));
  EXPECT_THAT(submit(in_between, persisted_twice()), testing::Contains("j3 finished b0@w1 b1@w1"));
  EXPECT_FALSE(state.find_task(key("a", 0))) << "a job that knows how to make it may still come";
  submit(using_it, on_both());
  submit(persisting, sources(2));
  EXPECT_EQ(phase("a", 0), TaskPhase::processing);
  finish(1, "a", 0);
  finish(1, "a", 1);
  EXPECT_EQ(phase("c", 0), TaskPhase::processing);
}

TEST_F(Persisted, LostDataMadeOfReleasedDataIsSaidToBeLost) {
  join(1, 4, {}, held("b", {0}));
  submit(in_between, persisted_twice());
  EXPECT_EQ(phase_of(in_between), JobPhase::running);
  tick_at(1000);
  EXPECT_EQ(phase_of(in_between), JobPhase::failed);
  EXPECT_THAT(error_of(in_between).message, testing::HasSubstr("chunk 1"));
}

TEST_F(Persisted, AWaitingJobCanBeCancelledAndReleased) {
  submit(using_it, on_persisted());
  submit(in_between, persisted_twice());
  EXPECT_THAT(cancel(using_it), testing::Contains(testing::StartsWith("j2 failed")));
  EXPECT_TRUE(release(in_between).empty());
  join(1, 4, {}, held("a", {0, 1}));
  submit(persisting, sources(2));
  EXPECT_FALSE(state.find_task(key("c", 0)));
  EXPECT_FALSE(state.find_task(key("b", 0)));
}

/// Jobs 10, 11, ... each keep one layer, made of the one before; released in any order while nothing of them is done.
TEST_F(Persisted, AChainGoesOnWhenItsEarlierLinksAreReleased) {
  for (const bool backwards : {false, true}) {
    constexpr std::uint64_t links = 6;
    const auto link = [](std::uint64_t at) { return (at == 0 ? "a" : "l" + std::to_string(at)); };
    const std::string kernel(persisted_kernel);
    join(backwards ? 2 : 1, 1);
    submit(10, sources(2));
    for (std::uint64_t at = 1; at < links; ++at)
      submit(10 + at, TestGraph()
                          .layer(link(at - 1), 2)
                          .of_kernel(kernel)
                          .layer(link(at), 2, {{link(at - 1), Wiring::each()}})
                          .wanting({link(at)}));
    for (std::uint64_t at = 0; at + 1 < links; ++at)
      release(10 + (backwards ? links - 2 - at : at));
    std::vector<std::string> ended;
    for (std::uint64_t at = 0; at < links; ++at)
      for (auto part : {0u, 1u})
        ended = finish(backwards ? 2 : 1, link(at), part);
    EXPECT_THAT(ended, testing::Contains(testing::StartsWith("j15 finished")));
    EXPECT_EQ(phase("a", 0), TaskPhase::idle) << "what nobody wants any more is freed while the chain goes on";
    gone(backwards ? 2 : 1);
    EXPECT_EQ(phase("a", 0), TaskPhase::queued) << "and made again for its last link";
    release(10 + links - 1);
    EXPECT_EQ(state.task_count(), 0u);
  }
}

TEST_F(Persisted, WaitingJobsMayWaitForEachOther) {
  join(1, 4);
  submit(using_it, on_both());
  submit(in_between, persisted_twice());
  submit(persisting, sources(2));
  for (const auto* layer : {"a", "b", "c"})
    for (auto part : {0u, 1u})
      finish(1, layer, part);
  EXPECT_EQ(phase_of(using_it), JobPhase::done);
}

} // namespace
} // namespace troupe
