// The open file behind a JobLog: its connection, and the lease that this process has. Private to this room.
#pragma once

#include "runtime/store/detail/database_files.hpp"
#include "runtime/store/detail/sqlite.hpp"
#include "runtime/store/job_log.hpp"

#include <chrono>
#include <mutex>
#include <optional>

namespace troupe {

struct JobLog::Impl {
  explicit Impl(std::string path_of_file) : path(std::move(path_of_file)) {}
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Result<void> open();
  Result<void> prepare();
  Result<void> create_or_convert(std::int64_t from_version);
  /// For how long the calls that follow wait for another process that is writing.
  void wait_at_most(std::chrono::milliseconds time) { sqlite3_busy_timeout(database, static_cast<int>(time.count())); }
  Failure about(const Error& error) const { return fail(error.code, "the job log '" + path + "': " + error.message); }
  template <class T>
  Result<T> about(Result<T> outcome) const {
    return outcome ? std::move(outcome) : Result<T>(about(outcome.error()));
  }

  // job_log_lease.cpp
  Result<std::optional<std::uint64_t>> claim(LeaseTime now);
  Result<bool> renew();
  /// A transaction of the lease's holder, on files that are still those of the path.
  /// @returns Errc::lost when another has taken the lease, Errc::not_found when the files are not there any more.
  Result<store::Transaction> begin_as_holder(std::chrono::milliseconds wait);

  // job_log.cpp
  Result<void> add(JobId job, std::span<const std::byte> submission);
  Result<void> end(JobId job, std::span<const std::byte> status, std::span<const Key> keys,
                   std::span<const std::pair<Key, std::vector<Buffer>>> outputs);
  Result<void> forget(JobId job);
  Result<std::vector<LoggedJob>> jobs() const;

  std::string path;
  sqlite3* database = nullptr;
  std::optional<store::DatabaseFiles> files;
  LeaseWatch watch;
  std::uint64_t epoch = 0; ///< of the lease that this process holds; 0: none
  mutable std::mutex mutex;
};

} // namespace troupe
