// What a scheduler must not forget: the jobs that outlive their clients, from submission to their outputs, and who the
// scheduler is. One SQLite file, written through to the disk before a call returns; shared by a scheduler and its
// standbys. Thread-safe.
// Invariants: what was added is there after any crash; at most one holder at a time has the lease, and each later one a
// higher epoch, so that a scheduler which was stopped or cut off finds out before it acts again.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"
#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace troupe {

/// Bytes that mean something to whoever wrote them.
using LogBytes = std::vector<std::byte>;

struct LoggedJob {
  JobId job;
  LogBytes submission;          ///< the request, as it came
  bool ended = false;
  LogBytes status;              ///< once it has ended
  std::vector<Key> output_keys; ///< in the graph's order, once it has ended well
};

class JobLog {
public:
  /// How long a lease lasts that is not renewed.
  static constexpr auto lease_time = std::chrono::milliseconds(2000);

  /// Makes the file when there is none. Here and below: Errc::timeout where another process writes for seconds, or was
  /// stopped in the middle. @returns Errc::io_error or Errc::corrupt naming the file and SQLite's reason,
  /// Errc::version_mismatch for a file of a newer version.
  static Result<std::unique_ptr<JobLog>> open(const std::string& path);
  ~JobLog();
  JobLog(const JobLog&) = delete;
  JobLog& operator=(const JobLog&) = delete;

  /// Takes the lease where nobody holds it any more: it was given up, has run out, or its holder's process on this host
  /// is gone. @param now  Milliseconds of the wall clock. @returns The new epoch; none while somebody else holds it.
  Result<std::optional<std::uint64_t>> claim(std::int64_t now);
  /// @returns False when another has taken the lease: this process must not act any more. @pre claim() gave one
  Result<bool> renew(std::int64_t now);
  void give_up_lease();

  Result<void> add(JobId job, std::span<const std::byte> submission);
  /// @param outputs  the distinct outputs' streams beside their keys. A log that cannot take them is an error, and the job
  ///                 stays one that has not ended: it will be computed again.
  Result<void> end(JobId job, std::span<const std::byte> status, std::span<const Key> keys,
                   std::span<const std::pair<Key, std::vector<Buffer>>> outputs);
  Result<void> forget(JobId job);

  /// All jobs, in the order of their submission.
  Result<std::vector<LoggedJob>> jobs() const;
  /// The streams of the outputs of one job, as they were given to end(). @returns Errc::not_found when there is none.
  Result<LogBytes> output(JobId job, const Key& key) const;

private:
  struct Impl;
  explicit JobLog(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace troupe
