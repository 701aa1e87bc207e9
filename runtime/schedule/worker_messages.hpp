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

/// How a worker introduces itself.
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

/// A chunk that a worker has when it joins: it computed it under an earlier scheduler.
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
  std::int64_t timeout_us = 0; ///< a task that runs for longer has failed; 0: none has
  bool operator==(const DefineLayer&) const = default;
};

/// Where a peer is; comes before the first task that fetches from it.
struct DefinePeer {
  WorkerId id;
  Address address;
  bool operator==(const DefinePeer&) const = default;
};

/// The largest chunk that is brought with a report and a notice, in bytes; larger ones are fetched from their worker.
constexpr std::uint64_t max_brought_bytes = 4096;

struct TaskInput {
  Key key;
  std::uint64_t nbytes = 0;
  std::vector<WorkerId> holders; ///< best first; empty when the worker holds or will make it itself
  bool last_use = false;         ///< nothing else needs it: the task may take its buffers over
  bool operator==(const TaskInput&) const = default;
};

struct RunTask {
  Key key;
  std::uint32_t layer = 0;
  std::uint32_t index = 0;
  std::int64_t priority = 0; ///< lower first
  std::vector<TaskInput> inputs;
  bool bring = false; ///< what it makes is wanted by the job's owner: where it is small, it comes with the report
  bool operator==(const RunTask&) const = default;
};

/// Give up a task: not started, it is dropped; running, its kernel is asked to stop. No report follows.
struct CancelTask {
  Key key;
  bool operator==(const CancelTask&) const = default;
};

/// Nobody needs this chunk any more.
struct FreeChunk {
  Key key;
  bool operator==(const FreeChunk&) const = default;
};

/// Leave: finish nothing, this worker counts as lost. Whoever watches over it may start another; not where it is
/// `orderly`: then nothing of it is needed any more, and nobody takes its place.
struct Retire {
  std::string reason;
  bool orderly = false;
  bool operator==(const Retire&) const = default;
};

/// Give a task back that has not started: another worker would get to it sooner. Answered by TaskReturned, or by
/// nothing when it runs already (or has ended): then it stays.
struct ReturnTask {
  Key key;
  bool operator==(const ReturnTask&) const = default;
};

/// Fetch a chunk and keep it, though no task here takes it: its holder is to leave. Answered by ReplicaMade or CopyFailed,
/// or by nothing when FreeChunk comes first.
struct CopyChunk {
  Key key;
  std::uint64_t nbytes = 0;
  std::vector<WorkerId> holders;
  bool operator==(const CopyChunk&) const = default;
};

using WorkerOrder = std::variant<DefineLayer, DefinePeer, RunTask, CancelTask, FreeChunk, Retire, ReturnTask, CopyChunk>;

// Worker to scheduler ---------------------------------------------------------------------------------------------

struct TaskFinished {
  Key key;
  std::uint64_t nbytes = 0;
  std::uint64_t duration_us = 0;
  ChunkPtr value = nullptr; ///< what it made, where that was to be brought and is small; never written to
  bool operator==(const TaskFinished&) const = default;
};

struct TaskFailed {
  Key key;
  Error error;
  bool operator==(const TaskFailed&) const = default;
};

/// The task could not start: these inputs were not to be had from their holders. The task is given back.
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
  std::uint64_t duration_us = 0; ///< from asking for it to having it; 0 where it was not fetched now
  bool operator==(const ReplicaMade&) const = default;
};

/// A chunk that the worker had is gone (taken over by a task that then failed, or unreadable after a spill).
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
  std::uint32_t waiting = 0; ///< tasks accepted and not running
  bool paused = false;       ///< memory is short: send no producers
  std::uint64_t longest_us = 0;    ///< for how long the task runs that has run for longest; 0: none runs
  std::uint32_t longest_layer = 0; ///< of which layer it is
  std::uint32_t refused = 0;       ///< connections that its port has refused
  bool operator==(const Heartbeat&) const = default;
};

/// The task was asked for and has not started: it is forgotten here.
struct TaskReturned {
  Key key;
  bool operator==(const TaskReturned&) const = default;
};

/// A copy that was asked for is not to be had from the holders that were named.
struct CopyFailed {
  Key key;
  bool operator==(const CopyFailed&) const = default;
};

using WorkerReport =
  std::variant<TaskFinished, TaskFailed, InputsMissing, ReplicaMade, ChunkLost, Heartbeat, TaskReturned, CopyFailed>;

/// Whose reports they are: a batch of an incarnation that the scheduler does not know is refused whole.
struct WorkerReports {
  WorkerId worker;
  std::vector<WorkerReport> reports;
  bool operator==(const WorkerReports&) const = default;
};

} // namespace troupe
