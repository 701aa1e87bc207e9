// The durable state of a scheduler: jobs that outlive their clients, from submission to their outputs, and the
// scheduler's lease. One SQLite file, written through to the disk before a call returns; shared by a scheduler and its
// standbys. Thread-safe.
// Invariants: what was added survives any crash; at most one process at a time holds the lease, and each later holder
// has a higher epoch. Every write checks the epoch in the same transaction, so a scheduler that was stopped, cut off or
// has another clock can add nothing once another has taken over. The rules are in lease.hpp.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"
#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer.hpp"
#include "runtime/store/lease.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace troupe {

/// Opaque bytes of the caller.
using LogBytes = std::vector<std::byte>;

struct LoggedJob {
  JobId job;
  LogBytes submission; ///< the request, as it came
  bool ended = false;
  LogBytes status;              ///< once it has ended
  std::vector<Key> output_keys; ///< in the graph's order, once it has ended well
};

class JobLog {
public:
  /// Makes the file when there is none. Here and below: Errc::timeout where another process keeps it locked, or was
  /// stopped while it wrote. Where something is written: Errc::not_found when the file was deleted, renamed or replaced
  /// since it was opened, Errc::corrupt when something else has written over it, Errc::lost when another has the lease.
  /// @returns Errc::io_error or Errc::corrupt naming the file and SQLite's reason, Errc::version_mismatch for a file of
  /// a newer version.
  static Result<std::unique_ptr<JobLog>> open(const std::string& path);
  ~JobLog();
  JobLog(const JobLog&) = delete;
  JobLog& operator=(const JobLog&) = delete;

  /// To be asked again and again: takes the lease where nobody holds it any more: it was given up, its holder's process
  /// on this host is gone, or this object has seen nobody renew it for all of lease_time.
  /// @param now  Of this process's own clock. @returns The new epoch; none while somebody else may hold it.
  Result<std::optional<std::uint64_t>> claim(LeaseTime now);
  /// True once claim() has seen somebody else renew or take the lease.
  bool holder_lives() const;
  /// @returns False when another has taken the lease: this process must not act any more. @pre claim() gave one
  Result<bool> renew();
  void give_up_lease();

  // By the holder of the lease:

  Result<void> add(JobId job, std::span<const std::byte> submission);
  /// @param outputs  the distinct outputs' streams beside their keys. A log that cannot take them is an error, and the
  /// job
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
