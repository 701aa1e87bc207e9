// Rules of the scheduler's lease, which need no clock that two processes share. The row in the file states the holder's
// term (epoch) and how often it has renewed its lease. Each side measures time by its own clock alone:
//  - a standby (LeaseWatch) must see the row unchanged for the whole lease by its own clock before it may claim it;
//  - the holder (LeaseHold) stops a little earlier, counted from before it began the renewal that others saw.
// Two processes therefore never act at once as long as their clocks *run* equally fast to within `LeaseHold::margin`,
// whatever they show. Every write also checks the epoch in the same transaction, which needs no clock at all. Plain
// values: no I/O, no clock; not thread-safe. As leases are granted in Gray and Cheriton, "Leases", SOSP 1989; the epoch
// is a fencing token.
#pragma once

#include <cstdint>
#include <optional>

namespace troupe {

/// Milliseconds of the process's own clock, which does not go back (boot_milliseconds()).
using LeaseTime = std::int64_t;

/// How long a lease lasts that is not renewed.
inline constexpr LeaseTime lease_time = 2000;

/// What the file says.
struct LeaseRow {
  std::uint64_t epoch = 0;    ///< of the present or last holder; 0: there was none
  std::uint64_t renewals = 0; ///< by any holder, counted up
  bool free = true;           ///< given up, or its holder is known to have ended: nobody acts
  bool operator==(const LeaseRow&) const = default;
};

/// Of a process that waits for the lease.
class LeaseWatch {
public:
  /// @param row  As read at `now`. @returns Whether the lease may be claimed, if the row is still the same then.
  bool may_claim(const LeaseRow& row, LeaseTime now);
  /// True once somebody was seen to renew or to take it.
  bool holder_lives() const { return holder_lives_; }

private:
  std::optional<LeaseRow> seen_;
  LeaseTime since_ = 0; ///< first saw `seen_`
  bool holder_lives_ = false;
};

/// Of the process that holds the lease.
class LeaseHold {
public:
  /// The part of the lease by which its holder stops sooner than others may begin: 200 ms.
  static constexpr LeaseTime margin = lease_time / 10;
  static constexpr LeaseTime renew_every = lease_time / 4;

  enum class Standing : std::uint8_t {
    held,    ///< act
    due,     ///< act, but renew first where that goes quickly
    expired, ///< another may have it: renew before anything else is done
  };

  /// @param begun  The time at which the renewal that has gone well was begun: nobody saw it sooner.
  void renewed(LeaseTime begun) { renewed_ = begun; }
  Standing at(LeaseTime now) const;

private:
  std::optional<LeaseTime> renewed_; ///< none: not since it was claimed
};

} // namespace troupe
