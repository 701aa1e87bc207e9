#include "runtime/store/job_log.hpp"

#include "runtime/chunk/buffer_pool.hpp"
#include "tests/support/temp_dir.hpp"

#include <gtest/gtest.h>

#include <sqlite3.h>

#include <filesystem>

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
  Log() { claim(); }
  void claim() { EXPECT_TRUE(log->claim(0).value()); }
  void reopen() {
    log->give_up_lease();
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

TEST(JobLog, TakesNothingFromWhoDoesNotHoldTheLease) {
  Log at;
  const auto standby = JobLog::open(at.path).value();
  EXPECT_EQ(standby->add({7}, bytes_of("job")).error().code, Errc::lost);
  at.log->give_up_lease();
  EXPECT_EQ(at.log->add({7}, bytes_of("job")).error().code, Errc::lost);
  EXPECT_TRUE(at.log->jobs().value().empty());
}

TEST(JobLog, SaysThatAFileIsNone) {
  const TempDir folder;
  const auto path =
      folder.write("text", "this is not a database, and long enough to be taken for one: " + std::string(4096, 'x'));
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

/// An older file, as version 1 of it was laid out.
void write_version_1(const std::string& path) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, R"(
    PRAGMA journal_mode = WAL;
    CREATE TABLE lease (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, renewed INTEGER NOT NULL,
                        host INTEGER NOT NULL, pid INTEGER NOT NULL);
    CREATE TABLE job (id INTEGER PRIMARY KEY, place INTEGER NOT NULL UNIQUE, submission BLOB NOT NULL,
                      ended INTEGER NOT NULL DEFAULT 0, status BLOB, keys BLOB);
    CREATE TABLE output (job INTEGER NOT NULL REFERENCES job(id) ON DELETE CASCADE, high INTEGER NOT NULL,
                         low INTEGER NOT NULL, stream BLOB NOT NULL, PRIMARY KEY (job, high, low));
    INSERT INTO lease VALUES (1, 41, 1700000000000, 5, 0);
    INSERT INTO job (id, place, submission) VALUES (7, 1, x'6a6f62');
    PRAGMA user_version = 1;)",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  sqlite3_close(database);
}

TEST(JobLog, AnOlderFileKeepsItsJobsAndItsEpoch) {
  const TempDir folder;
  write_version_1(folder / "jobs.db");
  const auto log = JobLog::open(folder / "jobs.db").value();
  EXPECT_EQ(log->jobs().value().at(0).submission, bytes_of("job"));
  EXPECT_EQ(log->claim(0).value(), 42u);
  log->add({8}, bytes_of("new")).value();
  EXPECT_EQ(log->jobs().value().size(), 2u);
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
