// The scheduler's way to its job log: what is written when, and what is read back at start. The lease is renewed on the
// way: a scheduler that has lost it is told not to act. For the scheduler's thread; without a log everything succeeds and
// nothing is kept.
#pragma once

#include "actors/protocol/packet.hpp"
#include "runtime/schedule/job_messages.hpp"
#include "runtime/store/job_log.hpp"

#include <memory>
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

  explicit DurableJobs(std::shared_ptr<JobLog> log) : log_(std::move(log)) {}

  /// In the order of their submission. What cannot be read is logged and left in the file.
  std::vector<Restored> restore();
  /// On the disk when it returns. @param question  the SubmitDetached as it came
  Result<void> add(JobId job, const Packet& question);
  /// Outputs too large for the log are not kept: after a restart they are computed again. What cannot be written now (a full
  /// disk) is tried again by write_again().
  void end(const JobStatus& status, const std::vector<ChunkPtr>& chunks);
  /// To be called every now and then.
  void write_again();
  void forget(JobId job);

  /// True while this scheduler is the one. Cheap enough to be asked before every act.
  bool may_act();

private:
  struct Ended {
    JobStatus status;
    std::vector<ChunkPtr> chunks;
  };
  Result<void> write_end(const Ended& job);

  std::shared_ptr<JobLog> log_;
  std::vector<Ended> unwritten_; ///< that ended and could not be written down, oldest first
  std::int64_t tried_ = 0;       ///< milliseconds of the wall clock
  std::int64_t renewed_ = 0; ///< milliseconds of the wall clock
  bool lost_ = false;
};

} // namespace troupe
