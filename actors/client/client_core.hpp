// What a client and all its jobs share: the actor system and the connection to the scheduler. Thread-safe.
// Invariant: outlives neither the client nor a call on it; jobs hold it weakly, and end with it.
#pragma once

#include "actors/client/idle_supervisors.hpp"
#include "actors/client/job_board.hpp"
#include "actors/protocol/peer_book.hpp"
#include "actors/protocol/scheduler_finder.hpp"
#include "actors/system/actor_host.hpp"
#include "actors/system/local_cluster.hpp"
#include "runtime/messages/job_messages.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace troupe {

class ClientCore {
public:
  explicit ClientCore(std::unique_ptr<ActorHost> host) : host_(std::move(host)) {}
  ~ClientCore();

  caf::actor_system& system() { return host_->system(); }
  void use(caf::actor scheduler, SchedulerAddresses where, std::chrono::milliseconds timeout);
  void use(LocalCluster cluster);

  /// One question and its answer; asked again of a scheduler that took the place of one that is gone. Errc::lost when
  /// there is no answer within the timeout.
  Result<Response> ask(const Request& request);
  /// Gives the job to a supervisor, a new one where none is idle; `board` hears of it. @returns The job's number here,
  /// for cancel() and forget().
  Result<std::uint64_t> run(TaskGraph graph, const JobOptions& options, std::shared_ptr<JobBoard> board);
  void cancel(std::uint64_t job);
  void forget(std::uint64_t job);
  /// Outputs that the scheduler keeps for a detached job.
  Result<std::vector<ChunkPtr>> fetch(JobId job, const std::vector<Key>& outputs);

private:
  std::unique_ptr<ActorHost> host_;
  std::optional<LocalCluster> cluster_;
  caf::actor scheduler();
  template <class Use>
  auto with_scheduler(Use use);
  bool renew();

  caf::actor scheduler_; ///< guarded by mutex_
  SchedulerAddresses where_;
  std::shared_ptr<LocalDirectory> directory_;
  std::chrono::milliseconds timeout_{5000};
  std::mutex mutex_;
  std::shared_ptr<IdleSupervisors> idle_ =
      std::make_shared<IdleSupervisors>();          ///< supervisors outlive this for a moment
  std::map<std::uint64_t, caf::actor> supervisors_; ///< of jobs that were not forgotten
  std::uint64_t jobs_ = 0;
};

} // namespace troupe
