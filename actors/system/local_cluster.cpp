#include "actors/system/local_cluster.hpp"

#include "actors/protocol/foreign_thread.hpp"
#include "actors/scheduler/scheduler_actor.hpp"
#include "actors/system/machine.hpp"
#include "actors/system/start_worker.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// Starting actors takes microseconds; a machine that is overloaded beyond this does not work at all.
constexpr auto cluster_start_timeout = std::chrono::seconds(30);

} // namespace

LocalOptions plan_local_cluster(LocalOptions options) {
  options.workers = std::max(1u, options.workers);
  if (options.threads == 0)
    options.threads = std::max(1u, available_cores() / options.workers);
  if (options.memory_limit == 0)
    options.memory_limit = available_memory() / options.workers;
  return options;
}

Result<LocalCluster> LocalCluster::start(caf::actor_system& system, const LocalOptions& options) {
  const ForeignThread leaving;
  LocalCluster cluster;
  cluster.directory_ = std::make_shared<LocalDirectory>();
  auto lifecycle = std::make_shared<Lifecycle>();
  cluster.scheduler_ = system.spawn<SchedulerActor, caf::detached>(
      SchedulerSetup{.config = {.persisted_wait_us = 0,
                                .persisted_pause_us = 0, // nothing comes from an earlier one
                                .decisions_remembered = options.decisions},
                     .directory = cluster.directory_,
                     .lifecycle = lifecycle});
  Result<void> outcome = lifecycle->wait_joined(cluster_start_timeout);
  for (std::uint32_t number = 0; outcome.ok() && number < options.workers; ++number) {
    WorkerPlan plan{.name = "worker-" + std::to_string(number),
                    .threads = options.threads,
                    .memory_limit = options.memory_limit,
                    .spill_folder = options.spill_folder,
                    .spill_quota = options.spill_quota,
                    .compression = options.compression,
                    .folders = std::make_shared<const DataFolders>(DataFolders::everything()), // a program's own words
                    .workers_in_process = options.workers,
                    .directory = cluster.directory_};
    auto worker = start_worker(system, cluster.scheduler_, plan);
    if (!worker) {
      outcome = worker.failure();
      break;
    }
    cluster.workers_.push_back(worker->actor);
    caf::anon_send(worker->actor, begin_atom::value, std::string(), std::uint16_t{0});
    outcome = worker->lifecycle->wait_joined(cluster_start_timeout);
  }
  if (outcome)
    return cluster;
  cluster.stop();
  return outcome.failure();
}

void LocalCluster::stop() {
  for (auto& worker : workers_)
    caf::anon_send_exit(worker, caf::exit_reason::user_shutdown);
  workers_.clear();
  if (scheduler_)
    caf::anon_send_exit(scheduler_, caf::exit_reason::user_shutdown);
  scheduler_ = nullptr;
}

} // namespace troupe
