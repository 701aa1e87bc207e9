// The events and effects of a worker's state. Plain values.
//
// What the shell guarantees:
//  - every StartTask is answered by exactly one TaskEnded, also after StopTask;
//  - every StartFetch by exactly one FetchEnded, unless StopFetch came first: then by none;
//  - every SpillChunk by exactly one SpillEnded, unless DropChunk came first: then by none;
//  - UnspillFailed reports an input that cannot be read back from disk, before the TaskEnded of the task that needed
//  it;
//  - effects are performed in order, before the next event is applied.
#pragma once

#include "runtime/base/error.hpp"
#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"
#include "runtime/base/params.hpp"
#include "runtime/messages/worker_messages.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace troupe {

/// A kernel and its parameters, shared by all tasks of a layer.
struct LayerDefinition {
  std::string kernel;
  Params params;
  bool operator==(const LayerDefinition&) const = default;
};

// Events ------------------------------------------------------------------------------------------------------------

/// A batch from the scheduler, in its order. Missing inputs are fetched once the whole batch is applied.
struct OrdersArrived {
  std::vector<WorkerOrder> orders;
};

/// A started task has ended. If it is `ok`, the shell already holds its chunk.
struct TaskEnded {
  Key key;
  bool ok = false;
  std::uint64_t nbytes = 0;      ///< of the chunk it made
  std::uint64_t duration_us = 0; ///< in the kernel
  Error error;                   ///< if it is not ok
  std::vector<Key> consumed;     ///< inputs whose buffers it reused: the shell holds them no longer
  std::optional<Key> lies_in{};  ///< the input whose memory its chunk shares, if any
};

/// A started fetch has ended. If it is `ok`, the shell already holds the chunk.
struct FetchEnded {
  Key key;
  WorkerId from;
  bool ok = false;
  std::uint64_t nbytes = 0;
  Error error; ///< where it is not ok
};

/// The connection to a peer is lost; fetches from it will not end otherwise.
struct PeerLost {
  WorkerId peer;
};

/// The scheduler is lost and another may come: ordered tasks that do not run yet are forgotten, running tasks continue,
/// held chunks stay. Reports of this event go to no scheduler.
struct SchedulerGone {};

/// A chunk was written to disk and its memory freed; or not `ok`: it is in memory as before.
struct SpillEnded {
  Key key;
  bool ok = false;
  std::uint64_t bytes_on_disk = 0;
  Error error{}; ///< where it is not ok
};

/// A spilled chunk could not be read back: it is gone.
struct UnspillFailed {
  Key key;
};

/// The memory of a DropChunk that named some has been freed.
struct DropEnded {
  std::uint64_t nbytes = 0; ///< as named
};

/// Periodic, at the scheduler's heartbeat period; answered by a Heartbeat report.
struct Tick {
  /// Of the process; the worker's share where several live in one process; 0 when not known.
  std::uint64_t resident_bytes = 0;
  std::uint32_t refused = 0; ///< connections that the process's port has refused
};

/// Between ticks, as often as memory may have changed much.
struct MemoryMeasured {
  std::uint64_t resident_bytes = 0; ///< as Tick's
};

/// The scheduler refuses this worker's request to retire: no other worker could take over.
struct RetirementRefused {};

using WorkerEvent = std::variant<OrdersArrived, TaskEnded, FetchEnded, PeerLost, SchedulerGone, SpillEnded,
                                 UnspillFailed, DropEnded, Tick, MemoryMeasured, RetirementRefused>;

// Effects -----------------------------------------------------------------------------------------------------------

/// Run a kernel. All inputs are held here; those on disk are read back first.
struct StartTask {
  Key key;
  std::shared_ptr<const LayerDefinition> layer;
  std::uint32_t index = 0;
  std::vector<Key> inputs; ///< in the kernel's order; one key may stand twice
  std::vector<bool> take;  ///< for each input: nothing else needs it, the kernel may have its only handle
  bool is_short = false;   ///< a short task: run it in a list with others
  bool roomy = true;       ///< KernelContext's
};

/// Ask a running kernel to stop. TaskEnded still follows.
struct StopTask {
  Key key;
};

struct StartFetch {
  Key key;
  DefinePeer from;
  std::uint64_t nbytes = 0;  ///< as the scheduler knows it
  std::int64_t priority = 0; ///< of the first task that waits for it
};

/// Forget a fetch and its result.
struct StopFetch {
  Key key;
};

/// Forget a chunk, in memory and on disk. Where bytes are named DropEnded follows, else no event about it.
struct DropChunk {
  Key key;
  std::uint64_t nbytes = 0; ///< that count as used until then
};

/// Write a chunk to disk and free its memory. It is read back for a task that uses it meanwhile or later.
struct SpillChunk {
  Key key;
};

/// Return the pool's kept memory to the system: there is much of it and memory is short, or the worker has been idle
/// for a while.
struct ReturnMemory {};

/// A report to the scheduler; reports of one event may go in one batch.
struct Report {
  WorkerReport report;
  bool inline_result = false; ///< a TaskFinished to which the shell adds the chunk if it is small
};

/// Ask the scheduler to drain this worker, which is of no more use. Repeated at every tick until Retire comes; a
/// refusal comes as RetirementRefused.
struct AskToRetire {
  std::string reason;
};

/// Announce the end and end the process. Nothing more is started.
struct Leave {
  enum class Why : std::uint8_t {
    shut_out, ///< fenced: the scheduler counts it as lost, another may take its place
    retired,  ///< in order: it is not replaced
    stuck,    ///< a kernel does not return: only the end of the process ends its thread
  };
  std::string reason;
  Why why = Why::shut_out;
};

using WorkerEffect = std::variant<StartTask, StopTask, StartFetch, StopFetch, DropChunk, SpillChunk, ReturnMemory,
                                  Report, AskToRetire, Leave>;

/// One line, for logs and tests: "start <key> sum#3 of [<key>, <key> take]", "report finished <key> 80 B 15 us".
/// Equal effects have equal lines.
std::string to_string(const WorkerEffect& effect);

} // namespace troupe
