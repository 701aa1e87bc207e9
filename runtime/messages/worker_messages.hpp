// Messages between scheduler and worker: batches of orders one way, batches of reports the other. Plain values.
// runtime/wire encodes them; the pure states on both sides use nothing else.
#pragma once

#include "runtime/base/error.hpp"
#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"
#include "runtime/base/params.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/graph/annotations.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace troupe {

/// Raised with every change that an older peer would misunderstand; peers of another number are refused at join.
constexpr std::uint32_t protocol_version = 5;

/// Where a process can be reached. An empty host means: in this process (an embedded cluster).
struct Address {
  std::string host;
  std::uint16_t port = 0;
  auto operator<=>(const Address&) const = default;
};
std::string to_string(const Address& address); ///< "127.0.0.1:8786", "(here)"

/// A worker's description of itself when it joins.
struct WorkerInfo {
  std::uint32_t protocol = protocol_version;
  std::string version; ///< of the product, for people
  WorkerId id;
  std::string name;
  Address address;
  std::uint32_t threads = 1;
  std::uint64_t memory_limit = 0; ///< bytes
  std::int64_t pid = 0;
  std::vector<Resource> resources; ///< what it has beside threads and memory, as tasks' annotations name it
  bool operator==(const WorkerInfo&) const = default;
};

/// A chunk that a worker holds when it joins: computed under an earlier scheduler.
struct HeldChunk {
  Key key;
  std::uint64_t nbytes = 0;
  bool operator==(const HeldChunk&) const = default;
};

// Scheduler to worker ---------------------------------------------------------------------------------------------

/// A kernel and its parameters under a number of the scheduler's choosing; comes before the first task that uses it.
struct DefineLayer {
  std::uint32_t layer = 0;
  std::string kernel;
  Params params;
  std::int64_t timeout_us = 0; ///< a task that runs for longer fails; 0: no limit
  bool operator==(const DefineLayer&) const = default;
};

/// The address of a peer; comes before the first task that fetches from it.
struct DefinePeer {
  WorkerId id;
  Address address;
  bool operator==(const DefinePeer&) const = default;
};

/// The largest chunk that is sent inline with a report and a notice, in bytes; larger ones are fetched from their
/// worker.
constexpr std::uint64_t max_inline_bytes = 4096;

struct TaskInput {
  Key key;
  std::uint64_t nbytes = 0;
  std::vector<WorkerId> holders; ///< best first; empty when the worker holds or will make it itself
  bool last_use = false;         ///< nothing else needs it: the task may reuse its buffers
  bool operator==(const TaskInput&) const = default;
};

struct RunTask {
  Key key;
  std::uint32_t layer = 0;
  std::uint32_t index = 0;
  std::int64_t priority = 0; ///< lower first
  std::vector<TaskInput> inputs;
  bool inline_result = false; ///< it is an output of the job: a small value is sent inline with the report
  bool operator==(const RunTask&) const = default;
};

/// Cancels a task: one that has not started is dropped; a running kernel is asked to stop. No report follows.
struct CancelTask {
  Key key;
  bool operator==(const CancelTask&) const = default;
};

/// Frees a chunk that is no longer needed.
struct FreeChunk {
  Key key;
  bool operator==(const FreeChunk&) const = default;
};

/// The worker must end without finishing anything: it counts as lost. Its supervisor may start another, unless the end
/// is `orderly`: then nothing of it is needed any more, and it is not replaced.
struct Retire {
  std::string reason;
  bool orderly = false;
  bool operator==(const Retire&) const = default;
};

/// Asks for a task back that has not started: another worker would run it sooner. Answered by TaskReturned, or by
/// nothing when it already runs (or has ended): then it stays.
struct ReturnTask {
  Key key;
  bool operator==(const ReturnTask&) const = default;
};

/// Fetch and keep a chunk that no task here takes, e.g. because its holder drains. Answered by ReplicaMade or
/// CopyFailed, or by nothing when FreeChunk comes first.
struct CopyChunk {
  Key key;
  std::uint64_t nbytes = 0;
  std::vector<WorkerId> holders;
  bool operator==(const CopyChunk&) const = default;
};

using WorkerOrder =
    std::variant<DefineLayer, DefinePeer, RunTask, CancelTask, FreeChunk, Retire, ReturnTask, CopyChunk>;

// Worker to scheduler ---------------------------------------------------------------------------------------------

struct TaskFinished {
  Key key;
  std::uint64_t nbytes = 0;
  std::uint64_t duration_us = 0;
  ChunkPtr value = nullptr; ///< the output, if it was requested inline and is small; never written to
  bool operator==(const TaskFinished&) const = default;
};

struct TaskFailed {
  Key key;
  Error error;
  bool operator==(const TaskFailed&) const = default;
};

/// The task could not start: these inputs could not be fetched from their holders. The task is given back.
struct InputsMissing {
  Key key;
  std::vector<Key> missing;
  std::vector<WorkerId> unreached; ///< of their holders: no connection, or no answer
  bool operator==(const InputsMissing&) const = default;
};

/// The worker now holds a copy of a chunk that another made.
struct ReplicaMade {
  Key key;
  std::uint64_t nbytes = 0;
  std::uint64_t duration_us = 0; ///< from request to arrival; 0 if it was not fetched now
  bool operator==(const ReplicaMade&) const = default;
};

/// A chunk that the worker held is gone (reused by a task that then failed, or unreadable after a spill).
struct ChunkLost {
  Key key;
  bool operator==(const ChunkLost&) const = default;
};

struct Heartbeat {
  std::uint64_t resident_bytes = 0; ///< of the process
  std::uint64_t chunk_bytes = 0;    ///< held in memory by chunks
  std::uint64_t spilled_bytes = 0;  ///< held on disk
  std::uint32_t chunks = 0;
  std::uint32_t running = 0;
  std::uint32_t waiting = 0;       ///< tasks accepted and not running
  bool paused = false;             ///< memory is short: send no tasks that only add to it
  std::uint64_t longest_us = 0;    ///< running time of the longest-running task; 0: none runs
  std::uint32_t longest_layer = 0; ///< that task's layer
  std::uint32_t refused = 0;       ///< connections that its port has refused
  bool operator==(const Heartbeat&) const = default;
};

/// The answer to ReturnTask: the task has not started and is forgotten here.
struct TaskReturned {
  Key key;
  bool operator==(const TaskReturned&) const = default;
};

/// A copy requested by CopyChunk could not be fetched from the named holders.
struct CopyFailed {
  Key key;
  bool operator==(const CopyFailed&) const = default;
};

using WorkerReport =
    std::variant<TaskFinished, TaskFailed, InputsMissing, ReplicaMade, ChunkLost, Heartbeat, TaskReturned, CopyFailed>;

/// A batch of reports from one incarnation; the scheduler refuses a batch from an unknown incarnation entirely.
struct WorkerReports {
  WorkerId worker;
  std::vector<WorkerReport> reports;
  bool operator==(const WorkerReports&) const = default;
};

} // namespace troupe
