// State machine that decides when a worker's process is started, restarted, told to stop and killed: events in, actions
// out. Pure: no clock, no processes, no randomness. One thread at a time.
// Invariants: at most one process at a time; every pause and every wait for an end has a limit; nothing follows Finish.
// A worker that has joined is finished only when it ended in order, which it reports by an exit code of its own. Any
// other end, also exit(0) called by a kernel, causes a restart.
#pragma once

#include "runtime/base/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace troupe {

struct NannyOptions {
  std::uint64_t memory_limit = 0;    ///< bytes of the worker; 0: it is never killed for memory
  double terminate = 0.95;           ///< the fraction of the limit above which it is
  LogicalTime first_pause = 250'000; ///< before the process is started again; doubles each time
  LogicalTime longest_pause = 30'000'000;
  LogicalTime healthy_after = 60'000'000; ///< a worker that was part of the cluster for so long starts the pauses anew
  std::uint32_t most_failed_starts = 10;  ///< in a row that did not get as far as joining; then it is given up
  LogicalTime stop_patience = 1'300'000;  ///< from being told to stop to being killed
  /// A worker that has joined and says no word for so long stands still: it was stopped, or lost what it needs to hear
  /// others. The scheduler gave it up long before (5 s), and shuts it out when it goes on.
  LogicalTime silence = 15'000'000;
  LogicalTime cut_line =
      1'000'000; ///< from closing the line over which it speaks, which its end does too, to being killed
};

namespace node_event {
struct Begin {};
struct Joined {};  ///< the process is part of the cluster
struct Beat {};    ///< it lives, and hears its network
struct LineCut {}; ///< it has closed the line over which it says so, and has not ended yet
struct Ended {
  int code = 0;
  int signal = 0;
}; ///< signal 0: it returned `code`
struct MemoryMeasured {
  std::uint64_t resident = 0;
}; ///< bytes; 0: not known. Comes every now and then
struct StopAsked {};
struct TimePassed {}; ///< a WakeAt is due, or not yet
} // namespace node_event
using NodeEvent =
    std::variant<node_event::Begin, node_event::Joined, node_event::Beat, node_event::LineCut, node_event::Ended,
                 node_event::MemoryMeasured, node_event::StopAsked, node_event::TimePassed>;

namespace node_effect {
struct Start {
  bool operator==(const Start&) const = default;
};
struct Stop {
  bool operator==(const Stop&) const = default;
}; ///< ask for an orderly end: SIGTERM
struct Kill {
  bool operator==(const Kill&) const = default;
}; ///< SIGKILL
/// TimePassed is wanted then; takes the place of what was asked before.
struct WakeAt {
  LogicalTime time = 0;
  bool operator==(const WakeAt&) const = default;
};
struct Warn {
  std::string text;
  bool operator==(const Warn&) const = default;
};
/// The supervisor's work is over.
struct Finish {
  int code = 0; ///< to exit with
  bool operator==(const Finish&) const = default;
};
} // namespace node_effect
using NodeEffect = std::variant<node_effect::Start, node_effect::Stop, node_effect::Kill, node_effect::WakeAt,
                                node_effect::Warn, node_effect::Finish>;

class NannyState {
public:
  /// What the supervisor itself exits with when all is well.
  static constexpr int code_done = 0;
  /// Of the process: it was told to stop or has retired. No kernel ends a process with it by chance.
  static constexpr int code_in_order = 87;
  /// Of the process: its command line is wrong, and starting it again is pointless.
  static constexpr int code_usage = 2;

  explicit NannyState(const NannyOptions& options = {}) : options_(options) {}

  std::vector<NodeEffect> apply(const NodeEvent& event, LogicalTime now);

private:
  enum class Phase { idle, running, pausing, stopping, finished };
  using Effects = std::vector<NodeEffect>;

  Effects on(const node_event::Begin&, LogicalTime now);
  Effects on(const node_event::Joined&, LogicalTime now);
  Effects on(const node_event::Beat&, LogicalTime now);
  Effects on(const node_event::LineCut&, LogicalTime now);
  Effects on(const node_event::Ended& ended, LogicalTime now);
  Effects on(const node_event::MemoryMeasured& memory, LogicalTime now);
  Effects on(const node_event::StopAsked&, LogicalTime now);
  Effects on(const node_event::TimePassed&, LogicalTime now);

  Effects start();
  Effects finish(int code);
  Effects start_again(const node_event::Ended& ended, LogicalTime now);
  Effects kill(std::string why, std::string how);

  NannyOptions options_;
  Phase phase_ = Phase::idle;
  bool joined_ = false;                  ///< the process that runs has
  bool ever_joined_ = false;             ///< some process has
  std::string killed_;                   ///< what the process was killed for; empty: it was not
  std::optional<LogicalTime> cut_since_; ///< it has closed its line
  LogicalTime heard_at_ = 0;
  LogicalTime joined_at_ = 0;
  LogicalTime due_ = 0;      ///< pausing: start; stopping: kill
  std::uint32_t pauses_ = 0; ///< taken since a worker was last healthy
  std::uint32_t failed_starts_ = 0;
};

} // namespace troupe
