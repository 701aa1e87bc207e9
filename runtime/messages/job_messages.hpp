// Messages between clients or job supervisors and the scheduler. Plain values.
#pragma once

#include "runtime/base/error.hpp"
#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"
#include "runtime/base/params.hpp"
#include "runtime/graph/task_graph.hpp"
#include "runtime/messages/placement_decision.hpp"
#include "runtime/messages/worker_messages.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace troupe {

enum class JobPhase : std::uint8_t { running = 0, done = 1, failed = 2, cancelled = 3 };
std::string_view to_string(JobPhase phase);

/// Counters of one job, as `troupe status` shows them.
struct JobProgress {
  std::uint64_t tasks_done = 0;
  std::uint64_t tasks_total = 0;
  std::uint64_t bytes_made = 0;
  bool operator==(const JobProgress&) const = default;
};

/// One output of a finished job and its holders.
struct OutputPlace {
  Key key;
  std::uint64_t nbytes = 0;
  std::vector<DefinePeer> holders;
  ChunkPtr value = nullptr; ///< if it came inline with the worker's report
  bool operator==(const OutputPlace&) const = default;
};

// Scheduler to a job's supervisor, batched -------------------------------------------------------------------------

struct JobProgressed {
  JobId job;
  JobProgress progress;
  bool operator==(const JobProgressed&) const = default;
};

/// Every output is in memory. Comes again when a holder was lost and its outputs were recomputed.
struct JobFinished {
  JobId job;
  JobProgress progress;
  std::vector<OutputPlace> outputs;
  bool operator==(const JobFinished&) const = default;
};

struct JobFailed {
  JobId job;
  Error error; ///< Errc::cancelled when it was cancelled
  bool operator==(const JobFailed&) const = default;
};

using JobNotice = std::variant<JobProgressed, JobFinished, JobFailed>;

// Supervisor to scheduler, one way ---------------------------------------------------------------------------------

struct CancelJob {
  JobId job;
  bool operator==(const CancelJob&) const = default;
};
/// The outputs were collected, or are not wanted: free what only this job needs.
struct ReleaseJob {
  JobId job;
  bool operator==(const ReleaseJob&) const = default;
};
/// An output could not be fetched from a worker that was named as its holder.
struct OutputUnreachable {
  JobId job;
  Key key;
  WorkerId worker;
  bool operator==(const OutputUnreachable&) const = default;
};
using JobCommand = std::variant<CancelJob, ReleaseJob, OutputUnreachable>;

// Requests, each answered by a Response ---------------------------------------------------------------------------

/// The first message of a peer.
struct ClientHello {
  std::uint32_t protocol = protocol_version;
  std::string version;
  bool operator==(const ClientHello&) const = default;
};
struct WorkerHello {
  WorkerInfo info;
  std::vector<HeldChunk> inventory; ///< chunks that it holds from an earlier scheduler's time
  bool operator==(const WorkerHello&) const = default;
};
/// The sender is the job's supervisor: notices go to it; when it dies the job is cancelled.
struct SubmitJob {
  std::string name;
  TaskGraph graph;
  double weight = 1; ///< its share of the workers relative to other jobs; above 0
  bool operator==(const SubmitJob&) const = default;
};
/// The scheduler's process supervises: the job outlives the client. `meta` comes back with the result.
struct SubmitDetached {
  std::string name;
  TaskGraph graph;
  Params meta;
  double weight = 1; ///< as SubmitJob's
  JobId job;         ///< drawn by the client, so that a repeated request is no second job; none: the scheduler draws
  bool operator==(const SubmitDetached&) const = default;
};
struct QueryJob {
  JobId job;
  bool operator==(const QueryJob&) const = default;
};
struct CancelDetached {
  JobId job;
  bool operator==(const CancelDetached&) const = default;
};
struct QueryCluster {
  bool operator==(const QueryCluster&) const = default;
};
/// Asks why a task was placed where it was.
struct QueryTask {
  Key key;
  bool operator==(const QueryTask&) const = default;
};
/// Bytes [offset, offset + length) of a chunk in its wire form (runtime/wire/chunk_codec.hpp). Sent to the worker
/// that holds it, or, with a job, to the scheduler for an output that the job's supervisor has collected.
struct FetchSlice {
  Key key;
  JobId job;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  std::uint64_t ticket = 0; ///< returned with the slice: identifies the receiver's buffer; 0: none yet
  bool packs = false;       ///< the receiver accepts a compressed slice
  bool operator==(const FetchSlice&) const = default;
};
/// Asks for a lease of a chunk: the holder keeps it unchanged in place, and says where, until it is returned or the
/// lease expires. Until then `id`, the reader's random number and never 0, can be read in the holder's memory.
struct LeaseChunk {
  Key key;
  std::uint64_t id = 0;
  bool operator==(const LeaseChunk&) const = default;
};
/// The answer: the pieces of the chunk's stream, in order, in the holder's memory.
struct ChunkLease {
  struct Piece {
    std::uint64_t address = 0;
    std::uint64_t size = 0;
    bool operator==(const Piece&) const = default;
  };
  std::int64_t pid = 0;        ///< the holder's process id in its own namespace; 0: its memory may not be read
  std::uint64_t id_at = 0;     ///< address of the id: 64 bits
  std::vector<Piece> pieces;   ///< none: the chunk is not in memory, or in too many pieces
  std::string error;           ///< not empty: there is no such chunk (any more)
  std::string data_host;       ///< where the stream can be requested by the id
  std::uint16_t data_port = 0; ///< 0: nowhere
  bool packs = false;          ///< samples show that compression pays
  bool operator==(const ChunkLease&) const = default;
};
/// Requests many small chunks at once from the worker that holds them.
struct FetchMany {
  std::vector<Key> keys;
  bool operator==(const FetchMany&) const = default;
};
/// Drains a worker: it gets no more tasks, chunks that only it holds are copied to others, then it ends. A repeated
/// request returns the progress; Errc::not_found once the worker has gone.
struct RetireWorker {
  std::string worker; ///< its name or id
  bool operator==(const RetireWorker&) const = default;
};
using Request = std::variant<ClientHello, WorkerHello, SubmitJob, SubmitDetached, QueryJob, CancelDetached,
                             QueryCluster, QueryTask, RetireWorker>;

// Answers ----------------------------------------------------------------------------------------------------------

struct Welcome {
  std::uint32_t protocol = protocol_version;
  std::string version;
  std::int64_t heartbeat_us = 0; ///< the longest interval between a worker's reports
  bool operator==(const Welcome&) const = default;
};
struct JobAccepted {
  JobId job;
  std::uint64_t tasks = 0;
  bool operator==(const JobAccepted&) const = default;
};
struct JobStatus {
  JobId job;
  std::string name;
  JobPhase phase = JobPhase::running;
  bool detached = false;
  JobProgress progress;
  double seconds = 0;       ///< since it was submitted, or how long it took
  Error error;              ///< where phase is failed or cancelled
  Params meta;              ///< of SubmitDetached
  std::vector<Key> outputs; ///< where phase is done and the outputs are collected, in order
  bool operator==(const JobStatus&) const = default;
};
struct WorkerStatus {
  WorkerInfo info;
  Heartbeat beat;
  std::uint32_t assigned = 0; ///< tasks sent to it and not ended
  double seconds_since_beat = 0;
  std::string longest_kernel; ///< of the task that has run for longest; empty: none runs
  bool retiring = false;
  bool operator==(const WorkerStatus&) const = default;
};
struct ClusterStatus {
  std::string version;
  std::int64_t pid = 0;
  double uptime_seconds = 0;
  std::uint64_t tasks_in_state = 0;
  std::uint64_t chunks_in_memory = 0;
  std::vector<WorkerStatus> workers; ///< by name
  std::vector<JobStatus> jobs;       ///< newest last; without meta and outputs
  std::uint64_t refused = 0;         ///< connections that the scheduler's port has refused
  bool encrypted = false;            ///< its port takes TLS alone
  bool operator==(const ClusterStatus&) const = default;
};
/// The latest decision about a task, from the scheduler's memory of the last ones.
struct TaskExplanation {
  PlacementDecision decision; ///< its time is the scheduler's own, and is not sent
  double seconds_ago = 0;
  bool operator==(const TaskExplanation&) const = default;
};
/// A worker is on its way out.
struct WorkerRetiring {
  WorkerId worker;
  std::uint64_t chunks_left = 0; ///< that only it holds
  std::uint64_t tasks_left = 0;  ///< that it still runs
  bool operator==(const WorkerRetiring&) const = default;
};
using Response = std::variant<Error, Welcome, JobAccepted, JobStatus, ClusterStatus, TaskExplanation, WorkerRetiring>;

} // namespace troupe
