// Makes one worker in an actor system: its identity, its spill folder, its actor. For start-up code; thread-safe.
#pragma once

#include "actors/protocol/lifecycle.hpp"
#include "actors/protocol/peer_book.hpp"
#include "actors/protocol/scheduler_finder.hpp"
#include "actors/protocol/transfer_way.hpp"
#include "actors/trust/trust.hpp"
#include "runtime/base/result.hpp"
#include "runtime/chunk/compression.hpp"
#include "runtime/formats/data_folders.hpp"

#include <caf/all.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace troupe {

struct WorkerPlan {
  std::string name;
  std::uint32_t threads = 1;
  std::uint64_t memory_limit = 0;
  std::string spill_folder;                         ///< empty: under the system's temporary folder
  std::uint64_t spill_quota = 0;                    ///< most bytes in it; 0: as many as the disk has
  Compression compression = Compression::automatic; ///< of what goes there
  std::shared_ptr<const DataFolders> folders;       ///< where kernels may use files; none: nowhere
  std::uint32_t protocol = 0;                       ///< 0: this build's
  std::uint32_t workers_in_process = 1;
  bool holds_only = false;                       ///< runtime/messages/holder_worker.hpp
  TransferWay transfer = TransferWay::automatic; ///< how chunks may leave this process
  std::string data_host;                         ///< where its data port listens; empty: it has none
  Trust trust{};                                 ///< of that port
  std::shared_ptr<LocalDirectory> directory;     ///< of an embedded cluster; else empty
  std::chrono::milliseconds join_timeout{5000};
  std::function<void()> beat{}; ///< WorkerSetup's, and the next
  std::chrono::microseconds deaf_after{10'000'000};
  SchedulerAddresses schedulers; ///< where another may come up; nowhere in an embedded cluster
};

struct StartedWorker {
  caf::actor actor; ///< joins its cluster when it gets begin_atom and its address
  std::shared_ptr<Lifecycle> lifecycle;
};

/// @returns Errc::io_error when the spill folder cannot be used.
Result<StartedWorker> start_worker(caf::actor_system& system, const caf::actor& scheduler, const WorkerPlan& plan);

} // namespace troupe
