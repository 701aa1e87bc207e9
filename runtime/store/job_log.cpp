#include "runtime/store/job_log.hpp"

#include "runtime/store/detail/job_log_impl.hpp"

#include <cstring>

#include <sys/stat.h>

namespace troupe {
namespace {

using store::execute;
using store::Statement;
using store::Transaction;

/// Raised when an older program could not read what a newer one writes. 1 had the wall clock's time in the lease.
constexpr std::int64_t file_version = 2;
/// How long a call waits for another process that keeps the file locked: at start, for a submission (whoever asks is
/// told when that is over), and for what can as well be written later.
constexpr std::chrono::milliseconds open_wait{5000};
constexpr std::chrono::milliseconds submission_wait{2500};
constexpr std::chrono::milliseconds later_wait{200};

constexpr const char* schema = R"(
  CREATE TABLE IF NOT EXISTS lease (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, renewals INTEGER NOT NULL,
                                    host INTEGER NOT NULL, pid INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS job (id INTEGER PRIMARY KEY, place INTEGER NOT NULL UNIQUE, submission BLOB NOT NULL,
                                  ended INTEGER NOT NULL DEFAULT 0, status BLOB, keys BLOB);
  CREATE TABLE IF NOT EXISTS output (job INTEGER NOT NULL REFERENCES job(id) ON DELETE CASCADE, high INTEGER NOT NULL,
                                     low INTEGER NOT NULL, stream BLOB NOT NULL, PRIMARY KEY (job, high, low));
)";

LogBytes copy_of(std::span<const std::byte> bytes) { return {bytes.begin(), bytes.end()}; }

std::vector<Key> keys_in(std::span<const std::byte> bytes) {
  std::vector<Key> keys(bytes.size() / sizeof(Key));
  if (!keys.empty()) // no bytes have no address
    std::memcpy(keys.data(), bytes.data(), keys.size() * sizeof(Key));
  return keys;
}

Result<std::int64_t> version_of(sqlite3* database) {
  TROUPE_TRY(version, Statement::make(database, "PRAGMA user_version"));
  TROUPE_TRY(row, version.step());
  return row ? version.integer(0) : 0;
}

} // namespace

JobLog::Impl::~Impl() { sqlite3_close(database); }

Result<void> JobLog::Impl::open() {
  const int code = sqlite3_open_v2(path.c_str(), &database,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK)
    return store::sqlite_failure(database, code);
  ::chmod(path.c_str(), 0600); // jobs may hold what others should not read
  TROUPE_CHECK(prepare());
  files.emplace(database, path);
  return {};
}

Result<void> JobLog::Impl::prepare() {
  wait_at_most(open_wait);
  TROUPE_CHECK(execute(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON"));
  TROUPE_TRY(version, version_of(database));
  if (version > file_version)
    return fail(Errc::version_mismatch, "it was written by a newer version of Troupe");
  if (version < file_version) // else nothing is written: who stands by disturbs nobody
    TROUPE_CHECK(create_or_convert(version));
  return {};
}

Result<void> JobLog::Impl::create_or_convert(std::int64_t from_version) {
  TROUPE_TRY(transaction, Transaction::begin(database));
  TROUPE_TRY(version, version_of(database)); // another may have been quicker
  if (version != from_version)
    return {};
  if (version == 1)
    TROUPE_CHECK(execute(database, "ALTER TABLE lease RENAME COLUMN renewed TO renewals"));
  TROUPE_CHECK(execute(database, schema));
  TROUPE_CHECK(execute(database, "PRAGMA user_version = 2"));
  return transaction.commit();
}

JobLog::JobLog(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
JobLog::~JobLog() = default;

Result<std::unique_ptr<JobLog>> JobLog::open(const std::string& path) {
  auto impl = std::make_unique<Impl>(path);
  if (auto opened = impl->open(); !opened)
    return impl->about(opened.error());
  return std::unique_ptr<JobLog>(new JobLog(std::move(impl)));
}

Result<void> JobLog::Impl::add(JobId job, std::span<const std::byte> submission) {
  TROUPE_TRY(transaction, begin_as_holder(submission_wait));
  {
    TROUPE_TRY(
        write,
        Statement::make(
            database,
            "INSERT INTO job (id, place, submission) VALUES (?1, (SELECT ifnull(max(place), 0) + 1 FROM job), ?2)"));
    TROUPE_CHECK(write.bind(job.value).bind(submission).run());
  }
  return transaction.commit();
}

Result<void> JobLog::add(JobId job, std::span<const std::byte> submission) {
  const std::lock_guard lock(impl_->mutex);
  return impl_->about(impl_->add(job, submission));
}

Result<void> JobLog::Impl::end(JobId job, std::span<const std::byte> status, std::span<const Key> keys,
                               std::span<const std::pair<Key, std::vector<Buffer>>> outputs) {
  TROUPE_TRY(transaction, begin_as_holder(later_wait));
  {
    TROUPE_TRY(write, Statement::make(database, "UPDATE job SET ended = 1, status = ?, keys = ? WHERE id = ?"));
    TROUPE_CHECK(write.bind(status).bind(std::as_bytes(keys)).bind(job.value).run());
  }
  for (const auto& [key, pieces] : outputs) {
    LogBytes stream;
    for (const auto& piece : pieces)
      stream.insert(stream.end(), piece.data(), piece.data() + piece.size());
    TROUPE_TRY(write, Statement::make(database, "INSERT OR REPLACE INTO output VALUES (?, ?, ?, ?)"));
    TROUPE_CHECK(write.bind(job.value).bind(key.high).bind(key.low).bind(stream).run());
  }
  return transaction.commit();
}

Result<void> JobLog::end(JobId job, std::span<const std::byte> status, std::span<const Key> keys,
                         std::span<const std::pair<Key, std::vector<Buffer>>> outputs) {
  const std::lock_guard lock(impl_->mutex);
  return impl_->about(impl_->end(job, status, keys, outputs));
}

Result<void> JobLog::Impl::forget(JobId job) {
  TROUPE_TRY(transaction, begin_as_holder(later_wait));
  {
    TROUPE_TRY(write, Statement::make(database, "DELETE FROM job WHERE id = ?"));
    TROUPE_CHECK(write.bind(job.value).run());
  }
  return transaction.commit();
}

Result<void> JobLog::forget(JobId job) {
  const std::lock_guard lock(impl_->mutex);
  return impl_->about(impl_->forget(job));
}

Result<std::vector<LoggedJob>> JobLog::Impl::jobs() const {
  TROUPE_TRY(read, Statement::make(database, "SELECT id, submission, ended, status, keys FROM job ORDER BY place"));
  std::vector<LoggedJob> found;
  for (;;) {
    TROUPE_TRY(row, read.step());
    if (!row)
      return found;
    found.push_back({{static_cast<std::uint64_t>(read.integer(0))},
                     copy_of(read.bytes(1)),
                     read.integer(2) != 0,
                     copy_of(read.bytes(3)),
                     keys_in(read.bytes(4))});
  }
}

Result<std::vector<LoggedJob>> JobLog::jobs() const {
  const std::lock_guard lock(impl_->mutex);
  return impl_->about(impl_->jobs());
}

Result<LogBytes> JobLog::output(JobId job, const Key& key) const {
  const std::lock_guard lock(impl_->mutex);
  auto read = Statement::make(impl_->database, "SELECT stream FROM output WHERE job = ? AND high = ? AND low = ?");
  if (!read)
    return impl_->about(read.error());
  const auto row = read->bind(job.value).bind(key.high).bind(key.low).step();
  if (!row)
    return impl_->about(row.error());
  if (!*row)
    return fail(Errc::not_found,
                "the job log '" + impl_->path + "' has no output " + to_string(key) + " of job " + to_string(job));
  return copy_of(read->bytes(0));
}

} // namespace troupe
