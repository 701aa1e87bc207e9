// Every actor of Troupe and every message it takes, in one place. Actors are thin shells: a message becomes an event of
// a pure state, the state's effects become messages. What crosses a process is an atom and a Packet (bytes of
// Cap'n Proto, runtime/wire) or a Slice; everything else stays within one process.
//
//   SchedulerActor (on the network's thread; one a cluster; drives runtime/schedule/SchedulerState)
//     (ask_atom, Packet<Request>) -> Packet<Response>   clients, supervisors and workers: join, submit, query, cancel.
//                                                       The asking actor is monitored where it joins or submits.
//     (reports_atom, Packet<WorkerReports>)             from workers, in batches; a heartbeat at least
//     (commands_atom, Packet<[JobCommand]>)             from supervisors: cancel, release, unreachable output
//     (fetch_atom, Packet<FetchSlice>) -> Slice         outputs of detached jobs; delegated to their supervisor
//     local: (prepared_atom, PreparedJob)               a large graph, written out on the pool
//     local: (collected_atom, CollectedOutputs)         a detached job's supervisor has its outputs, or failed
//
//   WorkerActor (on the network's thread; one a node; drives runtime/execute/WorkerState)
//     (orders_atom, Packet<[WorkerOrder]>)              from the scheduler, in batches
//     (fetch_atom, Packet<FetchSlice>) -> Slice         from peers and supervisors; delegated to the chunk's actor
//     (fetch_many_atom, Packet<FetchMany>) -> Bundle    the same for small chunks, many at once
//     (lease_atom, Packet<LeaseChunk>) -> Packet<ChunkLease>
//                                                       where the chunk lies in memory, for a reader on the same host;
//                                                       delegated to the chunk's actor
//     (return_atom, Packet<LeaseChunk>)                it was read, or is not wanted: it may change again
//     local: (begin_atom, host, port)                   where it is published; it joins the cluster
//     local: (event_atom, ChunkEvent)                   from its chunk actors: what ended
//     local: (stop_atom)                                leave in order
//
//   ChunkActor (on CAF's pool; one a materialised chunk; owns the buffers)
//     local: (make_atom, StartKernel)                   run a kernel; then hold what it made
//     local: (pull_atom, PullChunk)                     have a peer's chunk fetched; then hold it
//     local: (hold_atom, Key, ChunkPtr)                 keep a chunk that came otherwise
//     local: (share_atom) -> ChunkPtr                   the value, shared for reading
//     local: (take_atom) -> ChunkPtr                    the value, given up: its buffers may be overwritten
//     local: (spill_atom, Key)                          write it to disk, give the memory back
//     local: (drop_atom)                                forget it; the actor is used again
//     (fetch_atom, FetchSlice) -> Slice                 a part of its stream (delegated by the worker)
//
//     (lease_atom, LeaseChunk) -> Packet<ChunkLease>
//
//   ChunkFetcher (on CAF's pool; one a process: asks peers for chunks, in slices or by reading their memory)
//     local: (pull_atom, PullChunk) -> PulledChunk      the chunk or its stream, or why there is none
//     local: (cancel_atom, Key)                         the asker wants it no more: there is no answer
//
//   MemoryReader (detached; two a process)
//     local: (read_atom, ReadMemory) -> MemoryRead      another process's memory, copied a few MiB at a time
//
//   SpillDisk (detached; two a worker, one for each way)
//     local: (write_atom, ChunkPtr) -> SpilledChunk     a file, or why there is none
//     local: (read_atom, SpillFile) -> LoadedChunk      the chunk, or why it cannot be had
//
//   JobSupervisor (on CAF's pool; one job at a time, with whoever owns it; drives runtime/execute/GatherState)
//     local: (supervise_atom, SupervisedJob)            see this job through
//     (notices_atom, Packet<[JobNotice]>)               from the scheduler: progress, finished, failed
//     local: (begin_atom, JobId, tasks)                 the job was accepted (of a detached job)
//     local: (cancel_atom, number)                      from its owner: this job, and no other
//     local: (fetch_atom, FetchSlice) -> Slice          an output it keeps, for clients of a detached job
#pragma once

#include "actors/protocol/packet.hpp"

#include <caf/all.hpp>

namespace troupe {

using ask_atom = caf::atom_constant<caf::atom("ask")>;
using beat_atom = caf::atom_constant<caf::atom("beat")>;
using reports_atom = caf::atom_constant<caf::atom("reports")>;
using orders_atom = caf::atom_constant<caf::atom("orders")>;
using commands_atom = caf::atom_constant<caf::atom("commands")>;
using notices_atom = caf::atom_constant<caf::atom("notices")>;
using fetch_many_atom = caf::atom_constant<caf::atom("fetch_many")>;
using lease_atom = caf::atom_constant<caf::atom("borrow")>;
using return_atom = caf::atom_constant<caf::atom("return")>;
using fetch_atom = caf::atom_constant<caf::atom("fetch")>;
using cancel_atom = caf::atom_constant<caf::atom("cancel")>;
using stop_atom = caf::atom_constant<caf::atom("stop")>;

// Within one process.
using supervise_atom = caf::atom_constant<caf::atom("supervise")>;
using join_atom = caf::atom_constant<caf::atom("join")>;
using begin_atom = caf::atom_constant<caf::atom("begin")>;
using make_atom = caf::atom_constant<caf::atom("make")>;
using pull_atom = caf::atom_constant<caf::atom("pull")>;
using prepared_atom = caf::atom_constant<caf::atom("prepared")>;
using collected_atom = caf::atom_constant<caf::atom("collected")>;
using hold_atom = caf::atom_constant<caf::atom("hold")>;
using share_atom = caf::atom_constant<caf::atom("share")>;
using take_atom = caf::atom_constant<caf::atom("take")>;
using drop_atom = caf::atom_constant<caf::atom("drop")>;
using write_atom = caf::atom_constant<caf::atom("write")>;
using read_atom = caf::atom_constant<caf::atom("read")>;
using spill_atom = caf::atom_constant<caf::atom("spill")>;
using event_atom = caf::atom_constant<caf::atom("event")>;
using flush_atom = caf::atom_constant<caf::atom("flush")>;
using retry_atom = caf::atom_constant<caf::atom("retry")>;
using watch_atom = caf::atom_constant<caf::atom("watch")>;
using measure_atom = caf::atom_constant<caf::atom("measure")>;
using tick_atom = caf::atom_constant<caf::atom("tick")>;

} // namespace troupe
