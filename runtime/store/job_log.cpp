#include "runtime/store/job_log.hpp"

#include "runtime/store/detail/sqlite.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace troupe {
namespace {

using store::execute;
using store::Statement;
using store::Transaction;

/// Raised when an older program could not read what a newer one writes.
constexpr std::int64_t file_version = 1;
/// How long a call waits for another process that is writing.
constexpr int busy_milliseconds = 5000;

constexpr const char* schema = R"(
  CREATE TABLE IF NOT EXISTS lease (one INTEGER PRIMARY KEY CHECK (one = 1), epoch INTEGER NOT NULL, renewed INTEGER NOT NULL,
                                    host INTEGER NOT NULL, pid INTEGER NOT NULL);
  CREATE TABLE IF NOT EXISTS job (id INTEGER PRIMARY KEY, place INTEGER NOT NULL UNIQUE, submission BLOB NOT NULL,
                                  ended INTEGER NOT NULL DEFAULT 0, status BLOB, keys BLOB);
  CREATE TABLE IF NOT EXISTS output (job INTEGER NOT NULL REFERENCES job(id) ON DELETE CASCADE, high INTEGER NOT NULL,
                                     low INTEGER NOT NULL, stream BLOB NOT NULL, PRIMARY KEY (job, high, low));
)";

/// This boot of this host, so that a process id means something.
std::int64_t host_number() {
  std::array<char, 64> text{};
  const int file = ::open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  const auto size = file >= 0 ? ::read(file, text.data(), text.size()) : -1;
  if (file >= 0)
    ::close(file);
  KeyHasher hasher;
  hasher.bytes(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  return static_cast<std::int64_t>(hasher.finish().low >> 1);
}

bool is_gone(std::int64_t host, std::int64_t pid) {
  return host == host_number() && ::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH;
}

LogBytes copy_of(std::span<const std::byte> bytes) { return {bytes.begin(), bytes.end()}; }

std::vector<Key> keys_in(std::span<const std::byte> bytes) {
  std::vector<Key> keys(bytes.size() / sizeof(Key));
  if (!keys.empty()) // no bytes have no address
    std::memcpy(keys.data(), bytes.data(), keys.size() * sizeof(Key));
  return keys;
}

} // namespace

struct JobLog::Impl {
  std::string path;
  sqlite3* database = nullptr;
  std::uint64_t epoch = 0; ///< of the lease that this process holds; 0: none
  mutable std::mutex mutex;

  ~Impl() { sqlite3_close(database); }
  Failure about(const Error& error) const { return fail(error.code, "the job log '" + path + "': " + error.message); }
  Result<void> prepare();
  Result<std::optional<std::uint64_t>> claim(std::int64_t now);
  Result<void> end(JobId job, std::span<const std::byte> status, std::span<const Key> keys,
                   std::span<const std::pair<Key, std::vector<Buffer>>> outputs);
  Result<std::vector<LoggedJob>> jobs() const;
};

Result<void> JobLog::Impl::prepare() {
  sqlite3_busy_timeout(database, busy_milliseconds);
  TROUPE_CHECK(execute(database, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON"));
  TROUPE_TRY(version, Statement::make(database, "PRAGMA user_version"));
  TROUPE_TRY(row, version.step());
  if (row && version.integer(0) > file_version)
    return fail(Errc::version_mismatch, "it was written by a newer version of Troupe");
  TROUPE_TRY(transaction, Transaction::begin(database));
  TROUPE_CHECK(execute(database, schema));
  TROUPE_CHECK(execute(database, "PRAGMA user_version = 1"));
  return transaction.commit();
}

JobLog::JobLog(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
JobLog::~JobLog() = default;

Result<std::unique_ptr<JobLog>> JobLog::open(const std::string& path) {
  auto impl = std::make_unique<Impl>();
  impl->path = path;
  const int code = sqlite3_open_v2(path.c_str(), &impl->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  if (code != SQLITE_OK)
    return impl->about(store::sqlite_failure(impl->database, code).error);
  ::chmod(path.c_str(), 0600); // jobs may hold what others should not read
  if (auto prepared = impl->prepare(); !prepared)
    return impl->about(prepared.error());
  return std::unique_ptr<JobLog>(new JobLog(std::move(impl)));
}

// The lease ---------------------------------------------------------------------------------------------------------

Result<std::optional<std::uint64_t>> JobLog::Impl::claim(std::int64_t now) {
  TROUPE_TRY(transaction, Transaction::begin(database));
  TROUPE_TRY(read, Statement::make(database, "SELECT epoch, renewed, host, pid FROM lease"));
  TROUPE_TRY(taken, read.step());
  const auto before = taken ? static_cast<std::uint64_t>(read.integer(0)) : 0;
  if (taken && read.integer(3) != 0 && now - read.integer(1) < lease_time.count() && !is_gone(read.integer(2), read.integer(3)))
    return std::optional<std::uint64_t>{};
  TROUPE_TRY(write, Statement::make(database, "INSERT OR REPLACE INTO lease VALUES (1, ?, ?, ?, ?)"));
  TROUPE_CHECK(write.bind(before + 1).bind(now).bind(host_number()).bind(std::int64_t{::getpid()}).run());
  TROUPE_CHECK(transaction.commit());
  epoch = before + 1;
  return std::optional<std::uint64_t>(epoch);
}

Result<std::optional<std::uint64_t>> JobLog::claim(std::int64_t now) {
  const std::lock_guard lock(impl_->mutex);
  auto outcome = impl_->claim(now);
  return outcome ? std::move(outcome) : Result<std::optional<std::uint64_t>>(impl_->about(outcome.error()));
}

Result<bool> JobLog::renew(std::int64_t now) {
  const std::lock_guard lock(impl_->mutex);
  auto write = Statement::make(impl_->database, "UPDATE lease SET renewed = ? WHERE epoch = ?");
  if (!write)
    return impl_->about(write.error());
  const auto changed = write->bind(now).bind(impl_->epoch).run();
  return changed ? Result<bool>(*changed == 1) : Result<bool>(impl_->about(changed.error()));
}

void JobLog::give_up_lease() {
  const std::lock_guard lock(impl_->mutex);
  if (auto write = Statement::make(impl_->database, "UPDATE lease SET pid = 0 WHERE epoch = ?"))
    static_cast<void>(write->bind(impl_->epoch).run().ok()); // if it cannot be written, it runs out
  impl_->epoch = 0;
}

// Jobs --------------------------------------------------------------------------------------------------------------

Result<void> JobLog::add(JobId job, std::span<const std::byte> submission) {
  const std::lock_guard lock(impl_->mutex);
  auto write = Statement::make(impl_->database, "INSERT INTO job (id, place, submission) VALUES (?1, (SELECT ifnull(max(place), 0) + 1 FROM job), ?2)");
  if (!write)
    return impl_->about(write.error());
  const auto written = write->bind(job.value).bind(submission).run();
  return written ? Result<void>{} : Result<void>(impl_->about(written.error()));
}

Result<void> JobLog::Impl::end(JobId job, std::span<const std::byte> status, std::span<const Key> keys,
                               std::span<const std::pair<Key, std::vector<Buffer>>> outputs) {
  TROUPE_TRY(transaction, Transaction::begin(database));
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
  const auto ended = impl_->end(job, status, keys, outputs);
  return ended ? Result<void>{} : Result<void>(impl_->about(ended.error()));
}

Result<void> JobLog::forget(JobId job) {
  const std::lock_guard lock(impl_->mutex);
  auto write = Statement::make(impl_->database, "DELETE FROM job WHERE id = ?");
  if (!write)
    return impl_->about(write.error());
  const auto written = write->bind(job.value).run();
  return written ? Result<void>{} : Result<void>(impl_->about(written.error()));
}

Result<std::vector<LoggedJob>> JobLog::Impl::jobs() const {
  TROUPE_TRY(read, Statement::make(database, "SELECT id, submission, ended, status, keys FROM job ORDER BY place"));
  std::vector<LoggedJob> found;
  for (;;) {
    TROUPE_TRY(row, read.step());
    if (!row)
      return found;
    found.push_back({{static_cast<std::uint64_t>(read.integer(0))}, copy_of(read.bytes(1)), read.integer(2) != 0, copy_of(read.bytes(3)),
                     keys_in(read.bytes(4))});
  }
}

Result<std::vector<LoggedJob>> JobLog::jobs() const {
  const std::lock_guard lock(impl_->mutex);
  auto found = impl_->jobs();
  return found ? std::move(found) : Result<std::vector<LoggedJob>>(impl_->about(found.error()));
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
    return fail(Errc::not_found, "the job log '" + impl_->path + "' has no output " + to_string(key) + " of job " + to_string(job));
  return copy_of(read->bytes(0));
}

} // namespace troupe
