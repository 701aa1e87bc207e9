// The events and effects of a worker's state. Plain values.
//
// What the shell guarantees:
//  - every StartTask is answered by exactly one TaskEnded, also after StopTask;
//  - every StartFetch by exactly one FetchEnded, unless StopFetch came first: then by none;
//  - every SpillChunk by exactly one SpillEnded, unless DropChunk came first: then by none;
//  - UnspillFailed reports an input that cannot be read back from disk, before the TaskEnded of the task that needed it;
//  - effects are performed in order, before the next event is applied.
#pragma once

#include "runtime/base/error.hpp"
#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"
#include "runtime/base/params.hpp"
#include "runtime/schedule/worker_messages.hpp"

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

/// A batch from the scheduler, in its order. Inputs are looked for once the whole batch is in.
struct OrdersArrived {
  std::vector<WorkerOrder> orders;
};

/// A task that was started has ended. The shell holds its chunk already when it is `ok`.
struct TaskEnded {
  Key key;
  bool ok = false;
  std::uint64_t nbytes = 0;      ///< of the chunk it made
  std::uint64_t duration_us = 0; ///< in the kernel
  Error error;                   ///< where it is not ok
  std::vector<Key> consumed;     ///< inputs whose buffers it took over: the shell holds them no longer
  std::optional<Key> lies_in{};  ///< the input in whose memory its chunk lies, where it has none of its own
};

/// A fetch that was started has ended. The shell holds the chunk already when it is `ok`.
struct FetchEnded {
  Key key;
  WorkerId from;
  bool ok = false;
  std::uint64_t nbytes = 0;
  Error error; ///< where it is not ok
};

/// The connection to a peer is gone; what is being fetched from it will not come.
struct PeerLost {
  WorkerId peer;
};

/// The scheduler is gone and another may come: what it ordered and does not run yet is forgotten, what runs goes on, what
/// is held stays. Reports that follow within this event are nobody's.
struct SchedulerGone {};

/// A chunk was written to disk and its memory given back; or not `ok`: it is in memory as before.
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

/// Comes at the scheduler's heartbeat period; answered by a Heartbeat report.
struct Tick {
  /// Of the process; the worker's share where several live in one process; 0 when not known.
  std::uint64_t resident_bytes = 0;
  std::uint32_t refused = 0; ///< connections that the process's port has refused
};

/// Between ticks, as often as memory may have changed much.
struct MemoryMeasured {
  std::uint64_t resident_bytes = 0; ///< as Tick's
};

/// The scheduler will not let this worker go, which had asked for it: nobody could take over.
struct RetirementRefused {};

using WorkerEvent = std::variant<OrdersArrived, TaskEnded, FetchEnded, PeerLost, SchedulerGone, SpillEnded, UnspillFailed, Tick,
                                 MemoryMeasured, RetirementRefused>;

// Effects -----------------------------------------------------------------------------------------------------------

/// Run a kernel. All inputs are held here; those on disk are read back first.
struct StartTask {
  Key key;
  std::shared_ptr<const LayerDefinition> layer;
  std::uint32_t index = 0;
  std::vector<Key> inputs; ///< in the kernel's order; one key may stand twice
  std::vector<bool> take;  ///< for each input: nothing else needs it, the kernel may have its only handle
  bool brief = false;      ///< shorter than handing it over: best run one after the other with others that are
  bool roomy = true;       ///< KernelContext's
};

/// Ask a running kernel to give up. TaskEnded follows all the same.
struct StopTask {
  Key key;
};

struct StartFetch {
  Key key;
  DefinePeer from;
  std::uint64_t nbytes = 0; ///< as the scheduler knows it
  std::int64_t priority = 0; ///< of the first task that waits for it
};

/// Forget a fetch and what came of it.
struct StopFetch {
  Key key;
};

/// Forget a chunk, in memory and on disk. Nothing more is to be heard of it.
struct DropChunk {
  Key key;
};

/// Write a chunk to disk and give its memory back. A task that uses it meanwhile or later has it read back.
struct SpillChunk {
  Key key;
};

/// Give memory that is kept for reuse back to the system: there is much of it and too little else, or nothing has been done
/// for a while.
struct ReturnMemory {};

/// For the scheduler; reports of one event may go in one batch.
struct Report {
  WorkerReport report;
  bool bring = false; ///< a TaskFinished to which the shell adds the chunk, where it is small and at hand
};

/// Ask the scheduler to let this worker go: it cannot be of use any more. Asked again at every tick, until Retire comes; a
/// refusal is told by RetirementRefused.
struct AskToRetire {
  std::string reason;
};

/// Say good-bye and end the process. Nothing is started any more.
struct Leave {
  enum class Why : std::uint8_t {
    shut_out, ///< the scheduler counts it as lost: another may take its place
    retired,  ///< in order: nobody is to take its place
    stuck,    ///< a kernel does not return: its thread cannot be ended but with the process
  };
  std::string reason;
  Why why = Why::shut_out;
};

using WorkerEffect =
  std::variant<StartTask, StopTask, StartFetch, StopFetch, DropChunk, SpillChunk, ReturnMemory, Report, AskToRetire, Leave>;

/// One line, for logs and tests: "start <key> sum#3 of [<key>, <key> take]", "report finished <key> 80 B 15 us".
/// Equal effects have equal lines.
std::string to_string(const WorkerEffect& effect);

} // namespace troupe
