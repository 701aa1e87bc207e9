#include "actors/system/start_worker.hpp"

#include "actors/chunk/process_memory.hpp"
#include "actors/chunk/spill_disk.hpp"
#include "actors/system/machine.hpp"
#include "actors/worker/resident_memory.hpp"
#include "actors/worker/worker_actor.hpp"
#include "runtime/base/version.hpp"
#include "runtime/chunk/kernel_memory.hpp"
#include "runtime/kernels/builtin/builtin_kernels.hpp"
#include "runtime/messages/holder_worker.hpp"

#include <algorithm>
#include <random>

#include <unistd.h>

namespace troupe {
namespace {

/// Never zero, which means none.
WorkerId random_worker_id() {
  std::random_device random;
  const auto high = static_cast<std::uint64_t>(random());
  return WorkerId{(high << 32) | random() | 1u};
}

/// The nanny kills what has 95 % of its limit. A task that needs more is to fail with the figures, and alone.
std::uint64_t for_kernels(std::uint64_t limit) {
  const auto most = limit / 100 * 93;
  const auto process = resident_memory();
  return std::max(limit / 4, most > process ? most - process : 0);
}

/// What the pool keeps for reuse gives way before memory is short; a process of its own refuses what could never fit.
void limit_pool(const WorkerPlan& plan) {
  if (plan.memory_limit == 0 || plan.holds_only)
    return;
  // A quarter of the memory may lie ready for reuse: chunks come and go in sizes that repeat.
  process_pool().set_keep(
      std::max<std::size_t>(std::size_t{256} << 20, plan.memory_limit / 4 * std::max(1u, plan.workers_in_process)));
  BufferPool::Limits limits;
  limits.in_all = plan.memory_limit / 10 * 6 * std::max(1u, plan.workers_in_process);
  if (!plan.directory) { // others in the process have no limit
    limits.one_buffer = plan.memory_limit;
    limit_kernel_memory(for_kernels(plan.memory_limit));
  }
  process_pool().set_limits(limits);
}

/// How chunks may leave: read out of this process's memory, over a port for data, or in slices alone.
Result<void> let_out(ChunkHome& home, const WorkerPlan& plan) {
  if (plan.transfer == TransferWay::sliced || plan.directory)
    return {};
  home.leases = std::make_shared<LeaseTable>();
  home.readable = plan.transfer != TransferWay::streamed;
  if (home.readable)
    permit_reading();
  if (plan.data_host.empty())
    return {};
  TROUPE_TRY(port, DataPort::open(plan.data_host, plan.trust, home.leases));
  home.data_port = std::move(port);
  return {};
}

} // namespace

Result<StartedWorker> start_worker(caf::actor_system& system, const caf::actor& scheduler, const WorkerPlan& plan) {
  TROUPE_TRY(spill, SpillFolder::make(plan.spill_folder.empty() ? temporary_folder() : plan.spill_folder,
                                      plan.spill_quota, plan.compression));
  limit_pool(plan);
  auto folder = std::make_shared<SpillFolder>(std::move(spill));
  ChunkHome home{&process_kernels(),
                 &process_pool(),
                 system.spawn<SpillDisk, caf::detached>(folder, &process_pool()),
                 system.spawn<SpillDisk, caf::detached>(folder, &process_pool()),
                 nullptr,
                 plan.folders};
  TROUPE_CHECK(let_out(home, plan));
  WorkerSetup setup;
  setup.info.protocol = plan.protocol == 0 ? protocol_version : plan.protocol;
  setup.info.version = product_version;
  setup.info.id = random_worker_id();
  setup.info.name = plan.name;
  setup.info.threads = plan.threads;
  setup.info.memory_limit = plan.memory_limit;
  setup.info.pid = ::getpid();
  if (plan.holds_only)
    setup.info.resources.push_back({holds_only_resource, 1});
  setup.home = std::make_shared<const ChunkHome>(std::move(home));
  setup.directory = plan.directory;
  setup.workers_in_process = plan.workers_in_process;
  setup.scheduler = scheduler;
  setup.lifecycle = std::make_shared<Lifecycle>();
  setup.join_timeout = plan.join_timeout;
  setup.schedulers = plan.schedulers;
  setup.beat = plan.beat;
  setup.deaf_after = plan.deaf_after;
  const auto id = setup.info.id;
  auto lifecycle = setup.lifecycle;
  // In an embedded cluster kernels of all workers share the pool, and nothing comes from a network.
  auto actor = plan.directory ? system.spawn<WorkerActor, caf::detached>(std::move(setup))
                              : system.spawn<WorkerActor>(std::move(setup));
  if (plan.directory)
    plan.directory->add(id, actor);
  return StartedWorker{std::move(actor), std::move(lifecycle)};
}

} // namespace troupe
