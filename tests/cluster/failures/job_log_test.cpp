// Schedulers that share a job log, with clocks that show different times, stopped and going on, and with harm done to
// the file: two never act at once, and whatever was acknowledged is there afterwards.
#include "tests/cluster/failures/fleet.hpp"

#include <filesystem>
#include <thread>

namespace troupe::test {
namespace {

using testing::HasSubstr;

class SharedJobLog : public Fleet {
protected:
  Words log_flags(bool standby = false) const {
    Words words{"--job-log", file("jobs.db")};
    if (standby)
      words.push_back("--standby");
    return words;
  }
  Process standby_with_skew(int milliseconds) const {
    Words words{"scheduler", "--port", "0"};
    for (const auto& word : log_flags(true))
      words.push_back(word);
    auto spec = command(std::move(words));
    spec.env["LD_PRELOAD"] = TROUPE_SKEWED_CLOCK;
    spec.env["SKEWED_CLOCK_MS"] = std::to_string(milliseconds);
    return Process(std::move(spec));
  }
  /// @returns The job's id; empty when it was not acknowledged.
  std::string submit(int seed) const {
    const auto done = call({"submit", "linear-regression", "--random", "1000x3", "--seed", std::to_string(seed),
                            "--connect-timeout", "4s"});
    return done.status.code == 0 ? done.out.substr(0, 16) : "";
  }
  void expect_known(const std::vector<std::string>& jobs) const {
    const auto text = status();
    for (const auto& job : jobs)
      EXPECT_THAT(text, HasSubstr(job));
  }
  /// Waits for what a process says in its log.
  static void await(Process& process, const std::string& words) {
    const auto found = process.read_until(words, patience, Stream::err);
    ASSERT_TRUE(found.ok()) << process.output(Stream::err);
  }
};

class SkewedClocks : public SharedJobLog, public testing::WithParamInterface<int> {};

TEST_P(SkewedClocks, AStandbyWaitsForAsLongAsTheSchedulerRenewsAndLosesNoJob) {
  start(1, log_flags());
  auto standby = standby_with_skew(GetParam());
  await(standby, "stands by");
  std::vector<std::string> jobs;
  for (int seed = 0; seed < 6; ++seed) {
    jobs.push_back(submit(seed));
    EXPECT_NE(jobs.back(), "");
    std::this_thread::sleep_for(std::chrono::milliseconds(500)); // longer, all in all, than a lease
  }
  EXPECT_TRUE(schedulers_[0].running());
  EXPECT_EQ(standby.output(), "") << "it acts beside the scheduler";
  schedulers_[0].signal(SIGKILL);
  where_ = address_of(standby);
  expect_known(jobs);
}

INSTANTIATE_TEST_SUITE_P(Milliseconds, SkewedClocks, testing::Values(1700, -1700, 86'400'000), [](const auto& skew) {
  return (skew.param < 0 ? "Behind" : "Ahead") + std::to_string(std::abs(skew.param));
});

TEST_F(SharedJobLog, ASchedulerThatWasStoppedForLongerThanItsLeaseEndsWhenItGoesOn) {
  start(0, log_flags());
  const auto first_job = submit(1);
  ASSERT_NE(first_job, "");
  auto standby = start_scheduler(log_flags(true));
  await(standby, "stands by");
  schedulers_[0].signal(SIGSTOP);
  const auto other = address_of(standby);
  schedulers_[0].signal(SIGCONT);
  const auto ended = schedulers_[0].wait(patience);
  ASSERT_TRUE(ended.ok());
  EXPECT_NE(ended->code, 0);
  EXPECT_THAT(schedulers_[0].output(Stream::err), HasSubstr("another scheduler has taken over"));
  where_ = other;
  const auto second_job = submit(2);
  expect_known({first_job, second_job});
}

TEST_F(SharedJobLog, AFileThatIsDeletedIsNoticedAndNothingIsAcknowledgedAnyMore) {
  start(0, log_flags());
  ASSERT_NE(submit(1), "");
  std::filesystem::remove(file("jobs.db"));
  EXPECT_EQ(submit(2), "");
  const auto ended = schedulers_[0].wait(patience);
  ASSERT_TRUE(ended.ok());
  EXPECT_NE(ended->code, 0);
  EXPECT_THAT(schedulers_[0].output(Stream::err), HasSubstr("was deleted or replaced while it was in use"));
}

/// A backup, say.
TEST_F(SharedJobLog, WhileAnotherProcessKeepsItLockedNothingIsLostAndThenItGoesOn) {
  start(1, log_flags());
  const std::string lock = "import sqlite3, sys, time\n"
                           "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
                           "c.execute('BEGIN IMMEDIATE')\n"
                           "print('locked', flush=True)\n"
                           "time.sleep(4)\n"
                           "c.execute('ROLLBACK')\n";
  Process locking({.argv = {"python3", "-c", lock, file("jobs.db")}, .env = {}, .directory = {}, .input = {}});
  ASSERT_TRUE(locking.read_until("locked", patience).ok());
  std::vector<std::string> jobs;
  for (int seed = 0; seed < 3; ++seed)
    if (auto job = submit(seed); !job.empty())
      jobs.push_back(std::move(job));
  ASSERT_TRUE(locking.wait(patience).ok());
  ASSERT_TRUE(eventually([&] {
    auto job = submit(99);
    const bool taken = !job.empty();
    jobs.push_back(std::move(job));
    return taken;
  }));
  EXPECT_TRUE(schedulers_[0].running()) << schedulers_[0].output(Stream::err);
  EXPECT_THAT(schedulers_[0].output(Stream::err), HasSubstr("another process keeps it locked"));
  std::erase(jobs, "");
  schedulers_[0].signal(SIGKILL);
  ASSERT_TRUE(schedulers_[0].wait(patience).ok());
  schedulers_.push_back(start_scheduler(log_flags()));
  where_ = address_of(schedulers_.back());
  expect_known(jobs);
}

} // namespace
} // namespace troupe::test
