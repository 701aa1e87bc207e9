// The chunk leases that this process has granted: chunks that other processes read from its memory or over its data
// port. A lease keeps the chunk, with one more handle than its actor's so that nobody writes into it, until it is
// returned or expires. Thread-safe; never includes CAF.
// Invariant: a mark can be read in memory exactly as long as its chunk is kept. A reader that still finds it after
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

class Lending {
public:
  using Time = std::chrono::steady_clock::time_point;
  /// Reading takes a fraction of a second for a gigabyte; a reader that died must not keep memory for long.
  static constexpr std::chrono::seconds longest{10};

  /// @returns Where the mark can be read; nullptr when it is 0 or in use.
  const void* lend(std::uint64_t mark, std::shared_ptr<const ChunkStream> stream, Time now);
  /// What is lent under the mark, kept as long as the caller keeps it; nullptr when nothing is.
  std::shared_ptr<const ChunkStream> stream_of(std::uint64_t mark) const;
  void take_back(std::uint64_t mark); ///< nothing happens when it is not lent
  /// Takes back what was lent longer ago than `longest`. @returns How many.
  std::size_t expire(Time now);
  std::size_t lent() const;

private:
  struct Loan {
    std::unique_ptr<std::atomic<std::uint64_t>> mark;
    std::shared_ptr<const ChunkStream> stream;
    Time since;
  };
  static void end(Loan& loan);

  mutable std::mutex mutex_;
  std::unordered_map<std::uint64_t, Loan> loans_;
};

} // namespace troupe
