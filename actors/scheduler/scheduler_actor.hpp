// The actor of the scheduler: a shell around SchedulerState. Requests, reports and losses become its events; its
// effects become batches to workers and notices to job supervisors. On the network's thread; with a job log, and in an
// embedded cluster, detached. So it never waits behind a kernel.
// Invariant: every worker that the state knows is monitored, and every supervisor of a job that has not ended.
#pragma once

#include "actors/protocol/interfaces.hpp"
#include "actors/protocol/lifecycle.hpp"
#include "actors/protocol/network_actor.hpp"
#include "actors/protocol/peer_book.hpp"
#include "actors/scheduler/collected_outputs.hpp"
#include "actors/scheduler/detached_jobs.hpp"
#include "actors/scheduler/durable_jobs.hpp"
#include "runtime/schedule/run_record.hpp"
#include "runtime/schedule/scheduler_state.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <unordered_map>

namespace troupe {

struct SchedulerSetup {
  SchedulerConfig config;
  std::chrono::milliseconds heartbeat{500};
  std::shared_ptr<LocalDirectory> directory; ///< of an embedded cluster; else empty
  std::shared_ptr<Lifecycle> lifecycle;
  std::shared_ptr<JobLog> log = nullptr; ///< of jobs that outlive this process too; this process holds its lease
  bool encrypted = false;                ///< its port takes TLS alone
  std::string record_file = {};          ///< where to write what ran, at the end; empty: nowhere
};

/// The high half of this scheduler's job ids: drawn once, so that ids of two schedulers hardly ever meet.
std::uint64_t random_job_prefix();

/// A graph written out and ordered, off the scheduler's thread where that takes long.
struct PreparedJob {
  JobSubmitted event;
  caf::actor supervisor;
};

class SchedulerActor : public NetworkActor {
public:
  SchedulerActor(caf::actor_config& config, SchedulerSetup setup);

  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  /// The answer to a submission that is being prepared, and whose it is.
  struct Pending {
    caf::response_promise promise;
    std::optional<Params> meta; ///< of a detached job
  };

  // scheduler_requests.cpp
  caf::result<Packet> answer(const Packet& question);
  Response answer(const ClientHello& hello);
  Response answer(const WorkerHello& hello);
  Response answer(const QueryJob& query);
  Response answer(const CancelDetached& cancel);
  Response answer(const QueryCluster& query);
  Response answer(const QueryTask& query);
  Response answer(const RetireWorker& question);
  caf::result<Packet> submit(SubmitJob& job);
  caf::result<Packet> submit(SubmitDetached& job, const Packet& question);
  caf::result<Packet> not_accepted() const;
  std::optional<JobAccepted> accepted_before(const SubmitDetached& job);
  caf::result<Packet> supervise(JobId id, SubmitDetached& job);
  void restore();
  void restore(DurableJobs::Unfinished& job);
  void restore(DurableJobs::Finished& job);
  caf::result<Packet> prepare(PreparedJob job, std::optional<Params> meta, TaskGraph graph);
  void prepared(PreparedJob& job);
  caf::result<Slice> serve(const Packet& question);

  // scheduler_actor.cpp
  void take_reports(const Packet& packet);
  void take_commands(const Packet& packet);
  void take_collected(const CollectedOutputs& what);
  void take_down(const caf::down_msg& down);
  void client_gone(JobId job);
  void take_tick();
  void apply(const SchedulerEvent& event);
  void perform(SendOrders& effect);
  void perform(SendNotice& effect);
  void perform(FenceWorker& effect);
  void flush();
  bool may_act();
  void forget_job(JobId job);
  void write_record();
  void end(Result<void> why);

  SchedulerSetup setup_;
  SchedulerState state_;
  RunRecord record_; ///< empty unless it is to be written
  DetachedJobs detached_;
  DurableJobs durable_;
  std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  std::uint64_t job_prefix_;
  std::uint64_t jobs_begun_ = 0;
  std::map<WorkerId, caf::actor> workers_;
  std::unordered_map<caf::actor_addr, WorkerId> workers_by_address_;
  std::map<JobId, caf::actor> supervisors_;
  std::unordered_map<caf::actor_addr, std::set<JobId>> jobs_by_address_;
  std::map<JobId, caf::actor> detached_supervisors_; ///< they keep what they collected
  std::map<JobId, Pending> pending_;
  std::map<WorkerId, std::vector<WorkerOrder>> orders_; ///< to go with the next flush
  bool flush_pending_ = false;
  bool over_ = false;   ///< it may not act any more, and ends
  caf::actor stranger_; ///< who sent the reports being handled
};

} // namespace troupe

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::PreparedJob)
