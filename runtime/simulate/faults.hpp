// The faults of a run, as a list that can be drawn from a seed, printed, and shortened. Plain values.
#pragma once

#include "runtime/simulate/dice.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::simulate {

struct Fault {
  enum class Kind : std::uint8_t {
    crash,     ///< a worker's process ends; its node starts another `lasts_us` later
    vanish,    ///< the same, but nobody is told: its machine lost its power
    stall,     ///< a worker does nothing for `lasts_us`
    slow,      ///< its kernels take `amount` times as long
    weather,   ///< packets between scheduler and workers are lost, repeated and delayed, each with chance `amount`
    partition, ///< the workers fall in two halves that do not reach each other; the scheduler and clients are in one
    bad_disk,  ///< a worker's spills fail, and what it spilled cannot be read, each with chance `amount`
    restart,   ///< the scheduler's process ends and another is there `lasts_us` later
    retire,    ///< a worker is asked to leave in order: nothing may be lost by it; its node starts another soon after
  };
  static constexpr std::size_t kinds = 9;
  Kind kind = Kind::crash;
  LogicalTime at = 0;
  LogicalTime lasts_us = 0;
  std::uint32_t worker = 0; ///< its place; for partition the seed of the halves
  double amount = 0;
  bool operator==(const Fault&) const = default;
};

/// What went wrong in fact, as the modelled machines and wires did it.
struct FaultCounts {
  std::array<std::uint64_t, Fault::kinds> begun{}; ///< by kind
  std::uint64_t packets_lost = 0;
  std::uint64_t packets_repeated = 0;
  std::uint64_t packets_reordered = 0; ///< that arrived before one sent earlier on the same line
  std::uint64_t workers_shut_out = 0;  ///< that the scheduler gave up, whether they lived or not
  std::uint64_t jobs_cancelled = 0;
  std::uint64_t jobs_poisoned = 0; ///< with a task that always fails

  std::uint64_t of(Fault::Kind kind) const { return begun[static_cast<std::size_t>(kind)]; }
  void add(const FaultCounts& other);
};

/// Is the worker at this place cut off from the scheduler's half?
bool beyond(const Fault& partition, std::uint32_t worker);

/// @param horizon_us  faults begin before it
std::vector<Fault> draw_faults(Dice& dice, std::uint32_t workers, LogicalTime horizon_us);

/// "crash", "restart"
std::string_view to_string(Fault::Kind kind);

/// "at 12.5 ms: worker 3 crashes, back after 40.0 ms"
std::string to_string(const Fault& fault);

/// "12.500 ms"
std::string time_text(LogicalTime us);

} // namespace troupe::simulate
