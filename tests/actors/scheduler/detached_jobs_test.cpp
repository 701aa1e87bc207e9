#include "actors/scheduler/detached_jobs.hpp"

#include <gtest/gtest.h>

namespace troupe {
namespace {

JobId job(std::uint64_t number) {
  JobId id;
  id.value = number;
  return id;
}

JobStatus status_of(std::uint64_t number, JobPhase phase) {
  JobStatus status;
  status.job = job(number);
  status.phase = phase;
  return status;
}

TEST(DetachedJobs, AreRunningUntilTheirOutputsAreCollected) {
  DetachedJobs jobs;
  jobs.add(job(1), Params{}.set("features", "x"));
  auto status = jobs.complete(status_of(1, JobPhase::done));
  EXPECT_EQ(status.phase, JobPhase::running) << "the scheduler is done with it; its client could not fetch yet";
  EXPECT_EQ(status.meta, Params{}.set("features", "x"));
  jobs.collected(job(1), {Key{1, 2}});
  status = jobs.complete(status_of(1, JobPhase::done));
  EXPECT_EQ(status.phase, JobPhase::done);
  EXPECT_EQ(status.outputs, (std::vector<Key>{Key{1, 2}}));
}

TEST(DetachedJobs, FailWhenCollectingFails) {
  DetachedJobs jobs;
  jobs.add(job(1), {});
  jobs.failed(job(1), {Errc::lost, "its worker is gone"});
  const auto status = jobs.complete(status_of(1, JobPhase::done));
  EXPECT_EQ(status.phase, JobPhase::failed);
  EXPECT_EQ(status.error, (Error{Errc::lost, "its worker is gone"}));
}

TEST(DetachedJobs, ForgetTheOldestThatEndedAndNoneThatRuns) {
  DetachedJobs jobs(2);
  for (std::uint64_t number = 1; number <= 4; ++number)
    jobs.add(job(number), {});
  EXPECT_TRUE(jobs.collected(job(2), {}).empty());
  EXPECT_TRUE(jobs.failed(job(3), {Errc::lost, "gone"}).empty());
  EXPECT_EQ(jobs.collected(job(4), {}), std::vector<JobId>{job(2)});
  EXPECT_EQ(jobs.complete(status_of(1, JobPhase::running)).phase, JobPhase::running);
}

} // namespace
} // namespace troupe
