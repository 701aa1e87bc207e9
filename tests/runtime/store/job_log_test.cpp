#include "runtime/store/job_log.hpp"

#include "runtime/chunk/buffer_pool.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>

#include <sys/wait.h>
#include <unistd.h>

namespace troupe {
namespace {

using test::TempDir;

LogBytes bytes_of(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text.data(), text.size()));
  return {bytes.begin(), bytes.end()};
}

std::vector<Buffer> stream_of(std::string_view text) {
  std::vector<Buffer> pieces;
  for (char letter : text) {
    auto piece = process_pool().allocate(1);
    piece.as<char>()[0] = letter;
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

struct Log {
  TempDir folder;
  std::string path = folder / "jobs.db";
  std::unique_ptr<JobLog> log = JobLog::open(path).value();
  void reopen() {
    log.reset();
    log = JobLog::open(path).value();
  }
};

TEST(JobLog, RemembersJobsInTheOrderOfTheirSubmission) {
  Log at;
  at.log->add({0xffffffff00000001}, bytes_of("first")).value();
  at.log->add({2}, bytes_of("second")).value();
  at.reopen();
  const auto jobs = at.log->jobs().value();
  ASSERT_EQ(jobs.size(), 2u);
  EXPECT_EQ(jobs[0].job.value, 0xffffffff00000001u);
  EXPECT_EQ(jobs[0].submission, bytes_of("first"));
  EXPECT_FALSE(jobs[0].ended);
  EXPECT_EQ(jobs[1].submission, bytes_of("second"));
}

TEST(JobLog, KeepsStatusAndOutputsOfAJobThatHasEnded) {
  Log at;
  at.log->add({7}, bytes_of("job")).value();
  const Key a{1, ~0ull}, b{2, 3};
  const std::vector<Key> keys{b, a, b};
  const std::vector<std::pair<Key, std::vector<Buffer>>> outputs{{a, stream_of("of a")}, {b, stream_of("")}};
  at.log->end({7}, bytes_of("done"), keys, outputs).value();
  at.reopen();
  const auto jobs = at.log->jobs().value();
  ASSERT_EQ(jobs.size(), 1u);
  EXPECT_TRUE(jobs[0].ended);
  EXPECT_EQ(jobs[0].status, bytes_of("done"));
  EXPECT_EQ(jobs[0].output_keys, keys);
  EXPECT_EQ(at.log->output({7}, a).value(), bytes_of("of a"));
  EXPECT_EQ(at.log->output({7}, b).value(), LogBytes{});
  EXPECT_EQ(at.log->output({7}, Key{9, 9}).error().code, Errc::not_found);
}

TEST(JobLog, ForgetsAJobWithItsOutputs) {
  Log at;
  at.log->add({7}, bytes_of("job")).value();
  const std::vector<std::pair<Key, std::vector<Buffer>>> outputs{{Key{1, 2}, stream_of("x")}};
  at.log->end({7}, {}, {}, outputs).value();
  at.log->forget({7}).value();
  EXPECT_TRUE(at.log->jobs().value().empty());
  EXPECT_FALSE(at.log->output({7}, Key{1, 2}).ok());
}

TEST(JobLog, RefusesAJobThatIsThereAlready) {
  Log at;
  at.log->add({7}, bytes_of("job")).value();
  EXPECT_FALSE(at.log->add({7}, bytes_of("again")).ok());
}

TEST(JobLog, IsForItsUserAlone) {
  Log at;
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(at.path).permissions() & perms::mask, perms::owner_read | perms::owner_write);
}

TEST(JobLog, SaysThatAFileIsNone) {
  const TempDir folder;
  const auto path = folder.write("text", "this is not a database, and long enough to be taken for one: " + std::string(4096, 'x'));
  const auto opened = JobLog::open(path);
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, Errc::corrupt);
  EXPECT_NE(opened.error().message.find(path), std::string::npos);
}

TEST(JobLog, SaysThatAFolderIsNotThere) {
  const TempDir folder;
  const auto opened = JobLog::open(folder / "nowhere/jobs.db");
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().code, Errc::io_error);
}

/// Another process that claims the lease at time 0 and lives until the test ends it.
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

TEST(JobLogLease, IsOneHoldersAtATime) {
  const TempDir folder;
  OtherProcess other(folder / "jobs.db");
  EXPECT_EQ(other.answer, 'y');
  const auto log = JobLog::open(folder / "jobs.db").value();
  EXPECT_EQ(log->claim(JobLog::lease_time.count() - 1).value(), std::nullopt);
}

TEST(JobLogLease, RunsOutAndTheNextEpochIsHigher) {
  const TempDir folder;
  OtherProcess other(folder / "jobs.db");
  const auto log = JobLog::open(folder / "jobs.db").value();
  EXPECT_EQ(log->claim(JobLog::lease_time.count()).value(), 2u);
}

TEST(JobLogLease, OfAProcessThatIsGoneNeedNotRunOut) {
  const TempDir folder;
  OtherProcess other(folder / "jobs.db");
  other.end();
  const auto log = JobLog::open(folder / "jobs.db").value();
  EXPECT_EQ(log->claim(1).value(), 2u);
}

TEST(JobLogLease, IsRenewedByItsHolderAlone) {
  Log at;
  EXPECT_EQ(at.log->claim(0).value(), 1u);
  EXPECT_TRUE(at.log->renew(1000).value());
  const auto standby = JobLog::open(at.path).value();
  EXPECT_EQ(standby->claim(1000 + JobLog::lease_time.count()).value(), 2u);
  EXPECT_FALSE(at.log->renew(9000).value()) << "it was stopped, and another took over";
  EXPECT_TRUE(standby->renew(9000).value());
}

TEST(JobLogLease, ThatIsGivenUpCanBeTakenAtOnce) {
  Log at;
  EXPECT_EQ(at.log->claim(0).value(), 1u);
  at.log->give_up_lease();
  const auto standby = JobLog::open(at.path).value();
  EXPECT_EQ(standby->claim(1).value(), 2u);
}

/// The file and what SQLite keeps beside it.
std::uintmax_t size_on_disk(const std::string& path) {
  std::uintmax_t size = 0;
  for (const auto* end : {"", "-wal"})
    if (std::error_code error; std::filesystem::exists(path + end, error))
      size += std::filesystem::file_size(path + end);
  return size;
}

TEST(JobLog, JobsThatAreForgottenLeaveTheFileNoLargerThanItWas) {
  Log at;
  const auto stream = std::string(20'000, 'x');
  std::uintmax_t before = 0;
  for (std::uint64_t job = 1; job <= 600; ++job) {
    at.log->add({job}, bytes_of(stream)).value();
    const std::vector<std::pair<Key, std::vector<Buffer>>> outputs{{Key{1, job}, stream_of("value")}};
    const std::vector<Key> keys{{1, job}};
    at.log->end({job}, bytes_of("done"), keys, outputs).value();
    if (job > 20)
      at.log->forget({job - 20}).value();
    if (job == 300)
      before = size_on_disk(at.path);
  }
  EXPECT_EQ(at.log->jobs().value().size(), 20u);
  EXPECT_LE(size_on_disk(at.path), before + before / 2);
}

} // namespace
} // namespace troupe
