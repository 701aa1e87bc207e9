// The chunk leases that this process has granted: chunks that other processes read from its memory or over its data
// port. A lease keeps the chunk, with one more handle than its actor's so that nobody writes into it, until it is
// returned or expires. Thread-safe; never includes CAF.
// Invariant: a lease id can be read in memory exactly as long as its chunk is kept. A reader that still finds it after
// reading has read the leased data.
#pragma once

#include "runtime/wire/chunk_codec.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace troupe {

class LeaseTable {
public:
  using Time = std::chrono::steady_clock::time_point;
  /// Longest lease. Reading a gigabyte takes a fraction of a second; a reader that died must not keep memory for long.
  static constexpr std::chrono::seconds longest{10};

  /// Grants a lease. @returns The address of the id; nullptr when the id is 0 or in use.
  const void* grant(std::uint64_t id, std::shared_ptr<const ChunkStream> stream, Time now);
  /// The stream leased under the id, kept as long as the caller keeps it; nullptr when there is none.
  std::shared_ptr<const ChunkStream> stream_of(std::uint64_t id) const;
  void release_lease(std::uint64_t id); ///< ends a lease; does nothing when there is none
  /// Ends the leases that are older than `longest`. @returns How many.
  std::size_t expire(Time now);
  std::size_t count() const;

private:
  struct Lease {
    std::unique_ptr<std::atomic<std::uint64_t>> id;
    std::shared_ptr<const ChunkStream> stream;
    Time since;
  };
  static void end(Lease& lease);

  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, Lease> leases_;
};

} // namespace troupe
