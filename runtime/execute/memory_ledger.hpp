// What a worker's chunks weigh: in memory, on the way, on disk. Plain value; not thread-safe.
// Invariant: spilling() <= in_memory().
#pragma once

#include <cstdint>

namespace troupe {

class MemoryLedger {
public:
  /// @param limit   Bytes the worker may use; 0 means no limit.
  /// @param target  Fraction of the limit above which chunks are spilled.
  /// @param pause   Fraction of the limit above which no task without inputs is begun.
  MemoryLedger(std::uint64_t limit, double target, double pause);

  void hold(std::uint64_t nbytes) { in_memory_ += nbytes; }
  void release(std::uint64_t nbytes);
  void begin_fetch(std::uint64_t nbytes) { in_flight_ += nbytes; }
  void end_fetch(std::uint64_t nbytes);
  void begin_spill(std::uint64_t nbytes) { spilling_ += nbytes; }
  void end_spill(std::uint64_t nbytes);
  void put_on_disk(std::uint64_t nbytes) { on_disk_ += nbytes; }
  void take_off_disk(std::uint64_t nbytes);
  /// Of the process, as last sampled.
  void set_resident(std::uint64_t nbytes) { resident_ = nbytes; }

  std::uint64_t in_memory() const { return in_memory_; } ///< held by chunks, those being spilled included
  std::uint64_t in_flight() const { return in_flight_; } ///< being fetched
  std::uint64_t spilling() const { return spilling_; }   ///< of those in memory, being written to disk
  std::uint64_t on_disk() const { return on_disk_; }

  /// True while more must be spilled: what is here or coming, less what is being spilled, exceeds the target.
  bool over_target() const;
  /// True when memory is short: by our own count, or by the process's.
  bool paused() const;

private:
  std::uint64_t target_;
  std::uint64_t pause_;
  std::uint64_t in_memory_ = 0;
  std::uint64_t in_flight_ = 0;
  std::uint64_t spilling_ = 0;
  std::uint64_t on_disk_ = 0;
  std::uint64_t resident_ = 0;
};

} // namespace troupe
