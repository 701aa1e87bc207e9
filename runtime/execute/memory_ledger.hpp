// A worker's memory accounting: chunks in memory, being fetched, about to be made and on disk, and what the process
// uses beside chunks. Plain value; not thread-safe.
// Invariant: spilling() <= in_memory().
#pragma once

#include <cstdint>
#include <optional>

namespace troupe {

class MemoryLedger {
public:
  /// @param limit   Bytes the worker may use; 0 means no limit.
  /// @param target  Fraction of the limit above which chunks are spilled.
  /// @param pause   Fraction of the limit up to which tasks and fetches are let in.
  MemoryLedger(std::uint64_t limit, double target, double pause);

  void hold(std::uint64_t nbytes) { in_memory_ += nbytes; }
  void release(std::uint64_t nbytes);
  void begin_fetch(std::uint64_t nbytes) { in_flight_ += nbytes; }
  void end_fetch(std::uint64_t nbytes);
  /// For what a task that begins is expected to make.
  void reserve(std::uint64_t nbytes) { reserved_ += nbytes; }
  void unreserve(std::uint64_t nbytes);
  void begin_spill(std::uint64_t nbytes) { spilling_ += nbytes; }
  void end_spill(std::uint64_t nbytes);
  /// For a chunk that was told to go: its memory counts until it has.
  void begin_drop(std::uint64_t nbytes) { dropping_ += nbytes; }
  void end_drop(std::uint64_t nbytes);
  void put_on_disk(std::uint64_t nbytes) { on_disk_ += nbytes; }
  void take_off_disk(std::uint64_t nbytes);
  /// Of the process, as just sampled. What it has beyond our count is overhead from then on: at least what it had at
  /// the first sample that says anything, before there was anything to count; a rise counts at once, a fall by halves,
  /// because a sample may catch memory that is counted and not touched yet.
  void set_resident(std::uint64_t nbytes);

  std::uint64_t in_memory() const { return in_memory_; } ///< held by chunks, those being spilled included
  std::uint64_t in_flight() const { return in_flight_; } ///< being fetched
  std::uint64_t reserved() const { return reserved_; }   ///< for what running tasks make
  std::uint64_t spilling() const { return spilling_; }   ///< of those in memory, being written to disk
  std::uint64_t dropping() const { return dropping_; }   ///< of chunks that are on their way out
  std::uint64_t on_disk() const { return on_disk_; }
  std::uint64_t used() const { return in_memory_ + in_flight_ + reserved_ + dropping_; }
  std::uint64_t overhead() const { return overhead_; }
  std::uint64_t least_overhead() const {
    return least_overhead_.value_or(0);
  }                                              ///< what the process takes with no chunks
  std::uint64_t limit() const { return limit_; } ///< 0 means none

  /// True when so many bytes more may be let in: with all that is used and the overhead they stay below `pause`.
  bool fits(std::uint64_t more) const;
  /// True when so many bytes, with the overhead, pass the limit whatever else is given up.
  bool never_fits(std::uint64_t nbytes) const;
  /// True while more must be spilled: what is here or coming, less what is being spilled, exceeds the target; or
  /// `wanted` bytes, when there are any, would not fit even when that is done.
  bool must_spill(std::uint64_t wanted) const;
  /// True when half of the target is free: what is kept for longer than it need be costs nothing.
  bool roomy() const;
  /// True when memory is short: by our own count, or by the process's.
  bool paused() const;
  /// True when the process has much that no chunk accounts for, and is short of memory for it.
  bool bloated() const { return resident_ > pause_ && used() <= target_; }

private:
  std::uint64_t limit_;
  std::uint64_t target_;
  std::uint64_t pause_;
  std::uint64_t in_memory_ = 0;
  std::uint64_t in_flight_ = 0;
  std::uint64_t reserved_ = 0;
  std::uint64_t spilling_ = 0;
  std::uint64_t dropping_ = 0;
  std::uint64_t on_disk_ = 0;
  std::uint64_t resident_ = 0;
  std::uint64_t overhead_ = 0;
  std::optional<std::uint64_t> least_overhead_;
};

} // namespace troupe
