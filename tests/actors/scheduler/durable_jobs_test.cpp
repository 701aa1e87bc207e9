// The scheduler's way to its job log where the disk takes nothing for a while.
#include "actors/scheduler/durable_jobs.hpp"

#include "runtime/wire/job_codec.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <thread>

#include <sys/resource.h>

namespace troupe {
namespace {

/// While it lives no file may grow: a disk that is full.
class FullDisk {
public:
  FullDisk() {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    const rlimit none{0, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
  rlimit before_{};
};

JobStatus done(std::uint64_t job) { return {.job = {job}, .name = "j", .phase = JobPhase::done, .detached = true}; }

TEST(DurableJobs, TheEndOfAJobIsWrittenDownOnceTheDiskTakesIt) {
  const test::TempDir folder;
  const std::shared_ptr<JobLog> log = JobLog::open(folder / "jobs.db").value();
  DurableJobs jobs(log);
  const Packet question(encode(Request{SubmitDetached{"j", {}, {}, 1, {7}}}).value());
  ASSERT_TRUE(jobs.add({7}, question).ok());
  {
    const FullDisk full;
    jobs.end(done(7), {});
    jobs.write_again();
  }
  EXPECT_FALSE(log->jobs().value().at(0).ended);
  for (int tries = 0; tries < 2000 && !log->jobs().value().at(0).ended; ++tries) { // it waits a second between tries
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    jobs.write_again();
  }
  EXPECT_TRUE(log->jobs().value().at(0).ended);
}

TEST(DurableJobs, WhatIsForgottenMeanwhileIsNotWrittenDown) {
  const test::TempDir folder;
  const std::shared_ptr<JobLog> log = JobLog::open(folder / "jobs.db").value();
  DurableJobs jobs(log);
  ASSERT_TRUE(jobs.add({7}, Packet(encode(Request{SubmitDetached{"j", {}, {}, 1, {7}}}).value())).ok());
  {
    const FullDisk full;
    jobs.end(done(7), {});
  }
  jobs.forget({7});
  jobs.write_again();
  EXPECT_TRUE(log->jobs().value().empty());
}

} // namespace
} // namespace troupe
