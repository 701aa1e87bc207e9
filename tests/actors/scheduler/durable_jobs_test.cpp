// The scheduler's way to its job log where the disk takes nothing for a while, another keeps the file locked, or clocks
// show different times.
#include "actors/scheduler/durable_jobs.hpp"

#include "runtime/wire/job_codec.hpp"
#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
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

std::shared_ptr<JobLog> claimed(const std::string& path) {
  std::shared_ptr<JobLog> log = JobLog::open(path).value();
  EXPECT_TRUE(log->claim(0).value());
  return log;
}

/// Keeps the file locked while it lives, as a backup does.
class Lock {
public:
  explicit Lock(const std::string& path) {
    EXPECT_EQ(sqlite3_open(path.c_str(), &database_), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(database_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  }
  ~Lock() { sqlite3_close(database_); }

private:
  sqlite3* database_ = nullptr;
};

Packet question(std::uint64_t job) { return Packet(encode(Request{SubmitDetached{"j", {}, {}, 1, {job}}}).value()); }

JobStatus done(std::uint64_t job) { return {.job = {job}, .name = "j", .phase = JobPhase::done, .detached = true}; }

TEST(DurableJobs, TheEndOfAJobIsWrittenDownOnceTheDiskTakesIt) {
  const test::TempDir folder;
  const auto log = claimed(folder / "jobs.db");
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
  const auto log = claimed(folder / "jobs.db");
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

TEST(DurableJobs, AStandbyWhoseClockIsAheadOrBehindTakesNothingFromWhoRenews) {
  for (const LeaseTime skew : {LeaseTime{1700}, LeaseTime{-1700}, LeaseTime{86'400'000}}) {
    const test::TempDir folder;
    LeaseTime now = 5'000'000;
    const auto log = claimed(folder / "jobs.db");
    DurableJobs primary(log, [&] { return now; });
    const auto standby = JobLog::open(folder / "jobs.db").value();
    for (std::uint64_t i = 1; i <= 30; ++i) {
      EXPECT_TRUE(primary.may_act());
      ASSERT_EQ(standby->claim(now + skew).value(), std::nullopt) << skew;
      ASSERT_TRUE(primary.add({i}, question(i)).ok());
      now += 300;
    }
    EXPECT_EQ(log->jobs().value().size(), 30u);
  }
}

TEST(DurableJobs, WhatIsAcknowledgedIsWhatTheNextSchedulerReads) {
  const test::TempDir folder;
  LeaseTime now = 0;
  DurableJobs primary(claimed(folder / "jobs.db"), [&] { return now; });
  ASSERT_TRUE(primary.may_act());
  ASSERT_TRUE(primary.add({1}, question(1)).ok());
  const std::shared_ptr<JobLog> standby = JobLog::open(folder / "jobs.db").value();
  standby->claim(0).value();
  ASSERT_TRUE(standby->claim(lease_time).value()); // the primary was stopped for so long
  DurableJobs next(standby, [&] { return now; });
  EXPECT_EQ(next.restore().size(), 1u);
  EXPECT_TRUE(next.may_act());
  // Stopped between looking at its clock and writing: the clock says nothing, the epoch does.
  EXPECT_FALSE(primary.add({2}, question(2)).ok());
  EXPECT_FALSE(primary.may_act());
  EXPECT_EQ(primary.over()->code, Errc::lost);
  EXPECT_EQ(next.restore().size(), 1u);
}

TEST(DurableJobs, StandsStillWhileTheFileIsLockedAndThenGoesOn) {
  const test::TempDir folder;
  std::atomic<LeaseTime> now = 0;
  DurableJobs jobs(claimed(folder / "jobs.db"), [&] { return now.load(); });
  ASSERT_TRUE(jobs.may_act());
  auto lock = std::make_unique<Lock>(folder / "jobs.db");
  now = LeaseHold::renew_every;
  EXPECT_TRUE(jobs.may_act()) << "the lease has not run out yet";
  now = lease_time;
  std::atomic<bool> answered = false;
  std::jthread asking([&] {
    EXPECT_TRUE(jobs.may_act());
    answered = true;
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(400));
  EXPECT_FALSE(answered);
  lock.reset();
  asking.join();
  EXPECT_FALSE(jobs.over());
  EXPECT_TRUE(jobs.add({1}, question(1)).ok());
}

TEST(DurableJobs, GivesUpWhenTheFileStaysLocked) {
  const test::TempDir folder;
  LeaseTime now = 0;
  DurableJobs jobs(claimed(folder / "jobs.db"), [&] { return now += 5000; });
  const Lock lock(folder / "jobs.db");
  EXPECT_FALSE(jobs.may_act());
  EXPECT_THAT(jobs.over()->message, testing::HasSubstr("another process keeps it locked"));
}

TEST(DurableJobs, EndsWhenItsFileIsNotThereAnyMore) {
  const test::TempDir folder;
  LeaseTime now = 0;
  DurableJobs jobs(claimed(folder / "jobs.db"), [&] { return now; });
  ASSERT_TRUE(jobs.may_act());
  std::filesystem::remove(folder / "jobs.db");
  EXPECT_FALSE(jobs.add({1}, question(1)).ok());
  EXPECT_FALSE(jobs.may_act());
  EXPECT_THAT(jobs.over()->message, testing::HasSubstr("deleted or replaced"));
}

} // namespace
} // namespace troupe
