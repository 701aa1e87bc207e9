// The scheduler's access to its job log: what is written when, and what is read back at start. It also renews the
// lease: a scheduler that has lost it is told not to act, and one that cannot renew it for a while (a full disk,
// another process that keeps the file locked) pauses until it can. For the scheduler's thread; without a log everything
// succeeds and nothing is kept.
#pragma once

#include "actors/protocol/packet.hpp"
#include "runtime/base/boot_clock.hpp"
#include "runtime/messages/job_messages.hpp"
#include "runtime/store/job_log.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

namespace troupe {

class DurableJobs {
public:
  /// A job of an earlier scheduler.
  struct Unfinished {
    JobId job;
    SubmitDetached request;
  };
  struct Finished {
    JobStatus status; ///< with meta and outputs
  };
  using Restored = std::variant<Unfinished, Finished>;

  using Clock = std::function<LeaseTime()>;

  /// @param log  Whose lease this process has just claimed; nullptr: there is none.
  explicit DurableJobs(std::shared_ptr<JobLog> log, Clock clock = boot_milliseconds)
      : log_(std::move(log)), clock_(std::move(clock)) {}

  /// In the order of their submission. What cannot be read is logged and left in the file.
  std::vector<Restored> restore();
  /// On the disk when it returns, and this scheduler was still the one when it was written.
  /// @param question  the SubmitDetached as it came
  Result<void> add(JobId job, const Packet& question);
  /// Outputs too large for the log are not kept: after a restart they are computed again. What cannot be written now (a
  /// full disk) is tried again by write_again().
  void end(const JobStatus& status, const std::vector<ChunkPtr>& chunks);
  /// To be called every now and then.
  void write_again();
  void forget(JobId job);

  /// True while this scheduler is the one. Cheap enough to be asked before every act. Waits, at most `patience`, while
  /// the lease has run out and can neither be renewed nor be found to be another's.
  bool may_act();
  /// Why it may not act any more; set once may_act() has said so, or a write found it out.
  const std::optional<Error>& over() const { return over_; }

  /// How long it stands still before it gives up.
  static constexpr LeaseTime patience = 30'000;

private:
  struct Ended {
    JobStatus status;
    std::vector<ChunkPtr> chunks;
  };
  Result<void> write_end(const Ended& job);
  void renew_in_time();
  Result<void> renew();
  Result<void> heed(Result<void> written);

  std::shared_ptr<JobLog> log_;
  Clock clock_;
  LeaseHold lease_;
  std::optional<Error> over_;
  std::vector<Ended> unwritten_; ///< that ended and could not be written down, oldest first
  LeaseTime tried_ = 0;          ///< to write these
};

} // namespace troupe
