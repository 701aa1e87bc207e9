// The scheduler's tables after very many jobs, workers and names are no larger than after a few.
#include "tests/runtime/schedule/scheduler_fixture.hpp"

namespace troupe {
namespace {

/// Events without the checks after each, which look at everything.
class Bounds : public Scheduler {
protected:
  void quietly(const SchedulerEvent& event) { state.apply(event, now++); }

  void join_quietly(std::uint64_t number, std::vector<Resource> resources = {}) {
    quietly(WorkerJoined{{.id = worker(number),
                          .name = "w" + std::to_string(number),
                          .address = {"host", 1},
                          .resources = std::move(resources)},
                         {}});
  }
  /// One task, made by worker 1 and released.
  void run_job(std::uint64_t number, const std::string& kernel, Annotations annotations = {}) {
    auto graph = TestGraph()
                     .layer("job" + std::to_string(number), 1, {}, std::move(annotations))
                     .of_kernel(kernel)
                     .wanting({"job" + std::to_string(number)});
    JobSubmitted event{.job = {number}, .name = "job", .detached = true};
    event.table = std::make_shared<const TaskTable>(expand(graph));
    const auto key = event.table->tasks[0].key;
    event.graph = std::make_shared<const TaskGraph>(std::move(graph));
    event.ranks = std::make_shared<const std::vector<std::uint32_t>>(1, 0u);
    quietly(event);
    quietly(ReportsArrived{{worker(1), {TaskFinished{key, 8, 100}}}});
    quietly(CommandArrived{ReleaseJob{{number}}});
  }
  void expect_sound() const {
    const auto sound = state.check_invariants();
    EXPECT_TRUE(sound) << to_string(sound ? Error{} : sound.error());
  }
};

TEST_F(Bounds, AHundredThousandJobsLeaveNoMoreThanTwoThousand) {
  state = SchedulerState({.decisions_remembered = 100});
  join_quietly(1);
  for (std::uint64_t job = 1; job <= 2000; ++job)
    run_job(job, "kernel");
  const auto before = state.table_sizes();
  for (std::uint64_t job = 2001; job <= 100'000; ++job)
    run_job(job, "kernel");
  EXPECT_EQ(state.table_sizes(), before);
  EXPECT_EQ(before.ended_jobs, SchedulerConfig{}.jobs_remembered);
  EXPECT_EQ(before.tasks, 0u);
  EXPECT_EQ(state.job_status({100'000}, now)->phase, JobPhase::done);
  expect_sound();
}

TEST_F(Bounds, KernelsWithoutEndAreForgottenOnceNothingRunsThem) {
  join_quietly(1);
  for (std::uint64_t job = 1; job <= 100'000; ++job)
    run_job(job, "kernel" + std::to_string(job));
  EXPECT_LE(state.table_sizes().kernels, 4096u);
  expect_sound();
}

TEST_F(Bounds, ResourcesWithoutEndAreForgottenOnceNothingTakesThem) {
  join_quietly(1, {{"gpu", 1}});
  for (std::uint64_t job = 1; job <= 20'000; ++job) { // each takes what nobody has, but the last ones
    auto graph = sources(1, "job" + std::to_string(job), {.resources = {{"none" + std::to_string(job), 1}}});
    JobSubmitted event{.job = {job}, .name = "job"};
    event.table = std::make_shared<const TaskTable>(expand(graph));
    event.graph = std::make_shared<const TaskGraph>(std::move(graph));
    event.ranks = std::make_shared<const std::vector<std::uint32_t>>(1, 0u);
    quietly(event);
    quietly(CommandArrived{CancelJob{{job}}});
  }
  EXPECT_LE(state.table_sizes().resources, 256u);
  run_job(30'000, "kernel", {.resources = {{"gpu", 1}}});
  run_job(30'001, "kernel", {.resources = {{"gpu", 1}}});
  EXPECT_EQ(state.job_status({30'001}, now)->phase, JobPhase::done)
      << "what the worker has was given back and found again";
  expect_sound();
}

TEST_F(Bounds, PlacesOfWorkersThatAreLongGoneAreUsedAgain) {
  state = SchedulerState({.decisions_remembered = 100});
  join_quietly(1);
  for (std::uint64_t number = 2; number <= 20'000; ++number) {
    join_quietly(number);
    quietly(WorkerGone{worker(number), "it crashed"});
    if (number % 100 == 0)
      run_job(number, "kernel");
  }
  EXPECT_LE(state.table_sizes().workers, 300u);
  EXPECT_EQ(state.worker_count(), 1u);
  expect_sound();
}

TEST_F(Bounds, AWorkerInAnothersPlaceIsIntroducedToItsPeers) {
  join(1);
  for (std::uint64_t number = 2; number <= 300; ++number) {
    join_quietly(number);
    quietly(WorkerGone{worker(number), "it crashed"});
  }
  join(1000);
  submit(1, TestGraph()
                .layer("a", 1, {}, {.workers = {"w1000"}})
                .layer("b", 1, {{"a", Wiring::one(0)}}, {.workers = {"w1"}})
                .wanting({"b"}));
  EXPECT_THAT(finish(1000, "a", 0),
              testing::AllOf(testing::Contains("w1 peer w1000"), testing::Contains("w1 run b0 of a0@w1000!")));
}

} // namespace
} // namespace troupe
