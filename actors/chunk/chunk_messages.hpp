// Messages to and from the chunk actors of one process: values and handles, never sent over a wire.
#pragma once

#include "actors/chunk/data_port.hpp"
#include "actors/chunk/lease_table.hpp"
#include "actors/protocol/interfaces.hpp"
#include "runtime/execute/worker_state_events.hpp"
#include "runtime/formats/data_folders.hpp"
#include "runtime/kernels/registry.hpp"
#include "runtime/messages/job_messages.hpp"
#include "runtime/store/spill_folder.hpp"

#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace troupe {

/// What all chunk actors of a worker share.
struct ChunkHome {
  const KernelRegistry* kernels = nullptr;
  BufferPool* pool = nullptr;
  caf::actor spill_writer; ///< none: nothing is spilled
  caf::actor spill_reader;
  std::shared_ptr<LeaseTable> leases;                  ///< none: this process sends chunks in slices only
  std::shared_ptr<const DataFolders> folders;          ///< where kernels may use files; none: nowhere
  bool readable = true;                                ///< leased chunks may be read from this process's memory
  std::shared_ptr<const DataPort> data_port = nullptr; ///< where leased chunks can be streamed from; none: nowhere
};

struct StartKernel {
  struct Input {
    Key key;
    caf::actor chunk;
    bool take = false;        ///< nothing else needs it: its buffers may be overwritten
    ChunkPtr value = nullptr; ///< if known, so that its actor need not be asked
  };
  Key key;
  std::shared_ptr<const LayerDefinition> layer;
  std::uint32_t index = 0;
  bool roomy = true;         ///< KernelContext's
  std::vector<Input> inputs; ///< in the kernel's order; one chunk may stand twice
  std::shared_ptr<const std::atomic<bool>> cancelled;
};

/// A list of short tasks, to be run one after the other; all their input values are given.
struct StartShortKernels {
  std::vector<StartKernel> kernels;
};

struct PullChunk {
  static constexpr std::uint64_t any_size = ~std::uint64_t{0};
  Key key;
  JobId job{}; ///< of an output that the peer's supervisor of that job has collected; else none
  WorkerId from{};
  caf::actor peer;                 ///< a worker, or the scheduler for an output of a job
  std::uint64_t nbytes = any_size; ///< of its buffers, as the scheduler knows it
  std::int64_t priority = 0;       ///< lower first
};

/// A pulled chunk: the chunk itself within this process, else its stream, or the error.
struct PulledChunk {
  ChunkPtr chunk{};
  Buffer whole{};
  Error error{};
};

/// To the worker: the outcome of something that it started.
struct ChunkEvent {
  WorkerEvent event;
  std::weak_ptr<Chunk> made = {}; ///< what the sender holds now
};

/// To the worker: kernels of one list have ended. The worker gives each output to an actor.
struct ShortKernelsEnded {
  struct One {
    TaskEnded ended;
    ChunkPtr chunk;
  };
  std::vector<One> all;
  bool last = true; ///< of its list
};

} // namespace troupe

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::StartKernel)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::StartShortKernels)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::ShortKernelsEnded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::PullChunk)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::PulledChunk)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::LeaseChunk)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::ChunkEvent)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::ChunkPtr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::Key)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::JobId)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::FetchSlice)
