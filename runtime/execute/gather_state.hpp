// State machine that gathers a job's outputs for its supervisor: messages in, actions out. Pure: no clock, no actors;
// one thread at a time. The same events give the same effects.
// Invariants: Resolve comes exactly once and is the last effect; few large outputs are fetched at one time, many small
// ones; an output that no holder gives is requested from the scheduler again, a limited number of times.
#pragma once

#include "runtime/base/error.hpp"
#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"
#include "runtime/messages/job_messages.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace troupe {

// Events -----------------------------------------------------------------------------------------------------------

struct GatherAccepted {
  JobId job;
  std::uint64_t tasks = 0;
};
struct GatherRejected {
  Error error;
};
/// Values that came with the notice are here: the shell has kept them.
struct GatherNotice {
  JobNotice notice;
};
struct CancelRequested {};
struct SchedulerLost {
  std::string reason;
};
/// Another scheduler is there, and knows nothing of the job: it was asked again.
struct SchedulerReplaced {};
struct OutputFetched {
  Key key;
};
struct OutputFetchFailed {
  Key key;
  WorkerId from;
  Error error;
};
using GatherEvent = std::variant<GatherAccepted, GatherRejected, GatherNotice, CancelRequested, SchedulerLost,
                                 SchedulerReplaced, OutputFetched, OutputFetchFailed>;

// Effects ----------------------------------------------------------------------------------------------------------

/// Answered by one OutputFetched or OutputFetchFailed, unless StopFetchOutput comes first: then by none.
struct FetchOutput {
  Key key;
  DefinePeer from;
  std::uint64_t nbytes = 0;
  bool operator==(const FetchOutput&) const = default;
};
struct StopFetchOutput {
  Key key;
  bool operator==(const StopFetchOutput&) const = default;
};
struct SendCommand {
  JobCommand command;
  bool operator==(const SendCommand&) const = default;
};
struct PublishProgress {
  JobProgress progress;
  bool operator==(const PublishProgress&) const = default;
};
/// The job has ended: every output is here, or the error says why not.
struct Resolve {
  std::optional<Error> error;
  bool operator==(const Resolve&) const = default;
};
using GatherEffect = std::variant<FetchOutput, StopFetchOutput, SendCommand, PublishProgress, Resolve>;

class GatherState {
public:
  /// Outputs on their way: so many whatever their size, and small ones beyond until they come to so many bytes.
  static constexpr std::size_t fetches_at_once = 8;
  static constexpr std::uint64_t small_fetches_bytes = std::uint64_t{4} << 20;
  static constexpr std::uint64_t least_weight = 1024; ///< what an output counts at least: messages have a cost too
  /// Fetches of one output that may fail before the job is given up.
  static constexpr std::uint32_t failures_allowed = 10;

  /// @param outputs in the graph's order; a key may stand twice and is fetched once
  /// @param retain  They are not fetched at all: the job has ended once all are in memory, and goes on keeping them.
  explicit GatherState(const std::vector<Key>& outputs, bool retain = false);

  std::vector<GatherEffect> apply(const GatherEvent& event);
  bool resolved() const { return resolved_; }

private:
  enum class Phase { unknown, wanted, in_flight, here };
  struct Output {
    Phase phase = Phase::unknown;
    std::uint64_t nbytes = 0;
    std::vector<DefinePeer> holders; ///< not asked in vain yet, best first
    std::uint32_t failures = 0;
  };

  void on(const GatherAccepted& event);
  void on(const GatherRejected& event);
  void on(const GatherNotice& event);
  void on(const CancelRequested& event);
  void on(const SchedulerLost& event);
  void on(const SchedulerReplaced& event);
  void on(const OutputFetched& event);
  void on(const OutputFetchFailed& event);
  void take(const JobProgressed& notice);
  void take(const JobFinished& notice);
  void take(const JobFailed& notice);

  void want(const Key& key, Output& output);
  static std::uint64_t weight(const Output& output);
  void landed(const Output& output);
  void fetch_more();
  void resolve_when_complete();
  void give_up(Error error, bool tell_scheduler);

  std::vector<Key> order_; ///< distinct outputs, as they first stand in the graph's order
  std::map<Key, Output> outputs_;
  std::deque<Key> queue_; ///< wanted ones, first to be fetched in front; a key may stand in it in vain
  JobId job_;
  bool retain_ = false;
  bool finished_ = false; ///< the scheduler said so
  bool resolved_ = false;
  std::size_t here_ = 0;
  std::size_t in_flight_ = 0;
  std::uint64_t bytes_in_flight_ = 0; ///< each at least `least_weight`
  std::vector<GatherEffect> effects_;
};

} // namespace troupe
