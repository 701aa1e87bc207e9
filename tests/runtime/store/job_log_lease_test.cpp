// Who may write to a job log, seen from several processes and after harm to its files. Clocks are numbers of the
// tests'.
#include "runtime/store/job_log.hpp"

#include "tests/support/temp_dir.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include <sys/wait.h>
#include <unistd.h>

namespace troupe {
namespace {

namespace fs = std::filesystem;
using test::TempDir;
using testing::HasSubstr;

LogBytes job() { return LogBytes(3, std::byte{'j'}); }

/// Another process that claims the lease and lives until the test ends it.
struct OtherProcess {
  explicit OtherProcess(const std::string& path) {
    int made[2];
    EXPECT_EQ(::pipe(made), 0);
    pid = ::fork();
    if (pid == 0) {
      const auto log = JobLog::open(path).value();
      const char claimed = log->claim(0).value() ? 'y' : 'n';
      [[maybe_unused]] const auto written = ::write(made[1], &claimed, 1);
      ::pause();
      ::_exit(0);
    }
    EXPECT_EQ(::read(made[0], &answer, 1), 1);
    ::close(made[0]);
    ::close(made[1]);
  }
  void end() {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
    pid = -1;
  }
  ~OtherProcess() {
    if (pid > 0)
      end();
  }
  pid_t pid = -1;
  char answer = 0;
};

class JobLogLease : public testing::Test {
protected:
  std::unique_ptr<JobLog> open() const { return JobLog::open(path).value(); }
  std::unique_ptr<JobLog> holder() const {
    auto log = open();
    EXPECT_TRUE(log->claim(0).value());
    return log;
  }
  static void expect_refusal(JobLog& log, Errc code, const std::string& words) {
    const auto added = log.add({9}, job());
    ASSERT_FALSE(added.ok());
    EXPECT_EQ(added.error().code, code) << added.error().message;
    EXPECT_THAT(added.error().message, HasSubstr(words));
    const auto renewed = log.renew();
    ASSERT_FALSE(renewed.ok());
    EXPECT_EQ(renewed.error().code, code);
  }

  TempDir folder;
  std::string path = folder / "jobs.db";
};

TEST_F(JobLogLease, RunsOutWhenItWasSeenUnchangedForAllOfItByTheWaitersOwnClock) {
  const OtherProcess other(path);
  EXPECT_EQ(other.answer, 'y');
  const auto log = open();
  constexpr LeaseTime first_look = 1'000'000'000; // whatever the other's clock shows
  EXPECT_EQ(log->claim(first_look).value(), std::nullopt);
  EXPECT_EQ(log->claim(first_look + lease_time - 1).value(), std::nullopt);
  EXPECT_FALSE(log->holder_lives());
  EXPECT_EQ(log->claim(first_look + lease_time).value(), 2u);
}

TEST_F(JobLogLease, ThatIsRenewedIsNotClaimedHoweverFarAheadTheWaitersClockIs) {
  const auto primary = holder();
  const auto standby = open();
  for (LeaseTime now = 1'700'000'000'000; now < 1'700'000'010'000; now += lease_time - 1) {
    EXPECT_EQ(standby->claim(now).value(), std::nullopt);
    EXPECT_TRUE(primary->renew().value());
  }
  EXPECT_TRUE(standby->holder_lives());
  EXPECT_TRUE(primary->add({7}, job()).ok());
}

TEST_F(JobLogLease, OfAProcessThatIsGoneNeedNotRunOut) {
  OtherProcess other(path);
  other.end();
  EXPECT_EQ(open()->claim(1).value(), 2u);
}

TEST_F(JobLogLease, ThatIsGivenUpCanBeTakenAtOnce) {
  const auto first = holder();
  first->give_up_lease();
  EXPECT_EQ(open()->claim(1).value(), 2u);
}

TEST_F(JobLogLease, WhoWasStoppedAndCutOffCanWriteNothingAfterwards) {
  const auto first = holder();
  first->add({7}, job()).value();
  const auto standby = open();
  standby->claim(0).value();
  ASSERT_EQ(standby->claim(lease_time).value(), 2u);
  EXPECT_FALSE(first->renew().value());
  EXPECT_EQ(first->add({8}, job()).error().code, Errc::lost);
  EXPECT_EQ(first->end({7}, {}, {}, {}).error().code, Errc::lost);
  EXPECT_EQ(first->forget({7}).error().code, Errc::lost);
  const auto jobs = standby->jobs().value();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_FALSE(jobs[0].ended);
}

TEST_F(JobLogLease, GivenUpByWhoHadLostItStaysItsHolders) {
  const auto first = holder();
  const auto standby = open();
  standby->claim(0).value();
  standby->claim(lease_time).value();
  first->give_up_lease();
  EXPECT_TRUE(standby->renew().value());
}

TEST_F(JobLogLease, AFileThatIsDeletedWhileItIsInUseTakesNothingMore) {
  const auto log = holder();
  fs::remove(path);
  expect_refusal(*log, Errc::not_found, "deleted or replaced");
}

TEST_F(JobLogLease, AFileThatIsReplacedWhileItIsInUseTakesNothingMore) {
  const auto log = holder();
  JobLog::open(folder / "other.db").value();
  fs::rename(folder / "other.db", path);
  expect_refusal(*log, Errc::not_found, "deleted or replaced");
}

TEST_F(JobLogLease, AFolderThatIsReplacedTakesItsFileWithIt) {
  fs::create_directory(folder / "in");
  path = folder / "in/jobs.db";
  const auto log = holder();
  fs::rename(folder / "in", folder / "out");
  expect_refusal(*log, Errc::not_found, "deleted or replaced");
}

TEST_F(JobLogLease, AWriteAheadLogThatIsDeletedTakesNothingMore) {
  const auto log = holder();
  fs::remove(path + "-wal");
  expect_refusal(*log, Errc::not_found, "jobs.db-wal");
}

TEST_F(JobLogLease, AFileThatIsWrittenOverIsNoneAnyMore) {
  const auto log = holder();
  std::fstream(path, std::ios::in | std::ios::out | std::ios::binary) << std::string(200, 'x');
  expect_refusal(*log, Errc::corrupt, "written over");
}

TEST_F(JobLogLease, AFileThatIsCutShortIsNoneAnyMore) {
  const auto log = holder();
  fs::resize_file(path, 0);
  expect_refusal(*log, Errc::corrupt, "written over");
}

TEST_F(JobLogLease, AStandbyOfAFileThatWasReplacedSaysSo) {
  const auto standby = open();
  fs::remove(path);
  EXPECT_EQ(standby->claim(0).error().code, Errc::not_found);
}

TEST_F(JobLogLease, WhileAnotherKeepsTheFileLockedNothingIsTakenAndNothingIsLost) {
  const auto log = holder();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  expect_refusal(*log, Errc::timeout, "another process keeps it locked");
  ASSERT_EQ(sqlite3_exec(other, "COMMIT", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  EXPECT_TRUE(log->jobs().value().empty());
  EXPECT_TRUE(log->renew().value());
  EXPECT_TRUE(log->add({9}, job()).ok());
}

TEST_F(JobLogLease, WhoStandsByWritesNothing) {
  const auto log = holder();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr), SQLITE_OK);
  const auto standby = open(); // it needs no lock
  EXPECT_EQ(standby->claim(0).value(), std::nullopt);
  sqlite3_close(other);
}

} // namespace
} // namespace troupe
