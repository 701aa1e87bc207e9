// What a simulation remembers of workers, lines and jobs. Plain data; Simulation keeps it consistent.
#pragma once

#include "runtime/execute/gather_state.hpp"
#include "runtime/execute/worker_state.hpp"
#include "runtime/schedule/scheduler_events.hpp"
#include "runtime/simulate/reliable_link.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

namespace troupe::simulate {

constexpr std::uint32_t nobody = 0xffffffff;

/// A chunk as a worker's shell holds it: the value stands for the data.
struct ShellChunk {
  std::uint64_t value = 0;
  std::uint64_t nbytes = 0;
  std::uint32_t spill = 0; ///< number of the spill under way; 0: none
  bool on_disk = false;
  bool given = false; ///< handed to a kernel that takes its buffers over: nobody else gets it
};

struct RunningKernel {
  Key key;
  std::uint32_t task = 0;   ///< in the catalogue
  std::uint32_t number = 0; ///< of the run; unique
  LogicalTime begun = 0;
  std::uint64_t value = 0;
  bool ok = true;
  Error error;
  std::vector<Key> consumed; ///< what it takes over if it ends well
};

struct RunningFetch {
  Key key;
  std::uint32_t number = 0; ///< unique
  WorkerId from;
};

struct FetchRequest {
  Key key;
  std::uint32_t asker = 0; ///< instance, or job where `by_job`
  std::uint32_t number = 0;
  bool by_job = false;
};

/// One life of a worker's process: what its shell knows. A place has one after the other.
struct Instance {
  WorkerId id;
  WorkerInfo info;
  std::uint32_t place = 0;
  std::unique_ptr<WorkerState> state; ///< null once it has ended
  std::unordered_map<Key, ShellChunk> chunks;
  std::vector<RunningKernel> running;
  std::vector<RunningFetch> fetching;
  std::vector<FetchRequest> early; ///< of peers, for what is being fetched: answered when that has ended
  std::vector<WorkerReport> outbox;
  std::unordered_set<std::uint32_t> ordered; ///< tasks that the scheduler waits for; kept where something can go wrong
  LogicalTime stalled_until = 0;
  bool flush_pending = false;
  bool beats = false; ///< its heartbeat goes

  bool alive() const { return state != nullptr; }
};

struct Orders {
  std::vector<WorkerOrder> orders;
};
/// Upwards an introduction, then reports; downwards orders.
using LineMessage = std::variant<WorkerJoined, WorkerReports, Orders>;
using LineEnd = ReliableLink<LineMessage>;
/// Faster than a worker's silence is taken for its end.
constexpr ReliableLinkConfig line_config{.resend_us = 20'000, .resend_most_us = 100'000};

/// The line between the scheduler and one instance.
struct Line {
  LineEnd worker_end, scheduler_end;
  std::uint32_t session = 1;                 ///< the worker's: one more for each scheduler that it looks for
  std::uint32_t taken = 0;                   ///< the session that the scheduler's end belongs to
  std::uint32_t epoch = 0;                   ///< the scheduler's life that the worker speaks to; 0: none answered yet
  std::uint32_t opened = 0;                  ///< the scheduler's life that took the worker in; 0: none
  std::uint32_t closed = 0;                  ///< the scheduler's life that shut it out
  std::array<LogicalTime, 2> arrives_last{}; ///< of the packets carried up and down so far, when the last arrives
  std::uint32_t packets = 0;                 ///< carried so far: what the weather is drawn by
  std::optional<LogicalTime> worker_timer, scheduler_timer; ///< when an end will be looked at next
};

/// A packet in the air.
struct FlyingPacket {
  std::uint32_t instance = 0;
  std::uint32_t session = 0;
  std::uint32_t epoch = 0; ///< the scheduler's life, as the sender knows it
  bool refusal = false;    ///< downwards: this scheduler does not know you
  LineEnd::Packet packet;
};

struct FetchReply {
  FetchRequest request;
  std::uint32_t from = 0; ///< instance
  bool ok = false;
  bool silent = false; ///< nobody answered
  std::uint64_t value = 0;
  std::uint64_t nbytes = 0;
};

/// A job and its supervisor's shell.
struct SimulatedJob {
  std::uint32_t workload = 0;
  std::unique_ptr<GatherState> gather; ///< while it is under way and outputs are collected
  std::vector<RunningFetch> fetching;
  std::unordered_map<Key, std::uint64_t> values; ///< outputs that have come
  std::uint32_t attempt = 0;                     ///< submissions so far: after each restart of the scheduler one more
  std::uint32_t port = 0;                        ///< its client's, in the network
  std::uint32_t poisoned = nobody;               ///< task that always fails
  std::uint32_t fetch_failures = 0;
  bool submitted = false;
  bool ended = false;
  bool done = false;
  bool cancelled = false;
  Error error;
  LogicalTime finished_at = 0; ///< when every output was in memory, as the client heard
};

} // namespace troupe::simulate
