// Looks for a lost scheduler at the addresses where one may come back: the same one restarted, or a standby that took
// over. For one actor, on its thread; never blocks it.
// Invariants: `found` is called once for each find(): with a scheduler, or when the patience has run out. Pauses grow
// and patience counts from one settled() to the next, so the search for a scheduler that is found repeatedly but never
// serves ends too.
#pragma once

#include "runtime/base/backoff.hpp"
#include "runtime/base/result.hpp"
#include "runtime/messages/worker_messages.hpp"

#include <caf/all.hpp>

#include <chrono>
#include <functional>
#include <vector>

namespace troupe {

/// Addresses of schedulers, and how long to look for one.
struct SchedulerAddresses {
  std::vector<Address> addresses; ///< tried in turn; empty: a scheduler of this process, which never comes back
  std::chrono::milliseconds patience{60'000};
};

class SchedulerFinder {
public:
  using Found = std::function<void(Result<caf::actor>)>;

  SchedulerFinder(caf::event_based_actor* self, SchedulerAddresses where);

  /// False where there is nowhere to look.
  bool may_come_back() const { return !where_.addresses.empty(); }
  /// Errc::lost after the patience. A second call while one is under way takes its place.
  void find(Found found);
  /// The found scheduler serves: the patience starts afresh.
  void settled() { searching_ = false; }
  void stop();
  /// The owner's behaviour has it for `retry_atom`.
  void attempt();

private:
  void missed(const std::string& why);
  bool is_late() const { return std::chrono::steady_clock::now() >= until_; }

  caf::event_based_actor* self_;
  SchedulerAddresses where_;
  Found found_;
  std::chrono::steady_clock::time_point until_;
  std::size_t at_ = 0; ///< where the present one was found
  std::size_t next_ = 0;
  Backoff backoff_;
  bool searching_ = false;  ///< since some find(), and not settled
  bool attempting_ = false; ///< an attempt is under way or waited for
};

} // namespace troupe
