// The actor that runs jobs to their end, one at a time: it submits a job, receives its notices, collects its outputs
// from the workers and reports to its owner. A shell around GatherState. On the network thread and CAF's pool; in the
// client's process, or for a detached job in the scheduler's. Its owner reuses it for the next job: scheduler and
// workers know it already, and a new actor would cost another round trip of introductions. When a scheduler dies or
// hangs, the supervisor looks for one again and submits the job again: computed chunks have the same keys.
// Invariant: each job's owner hears exactly one end, also when no scheduler comes back or this actor is told to exit;
// messages about an earlier job are ignored.
#pragma once

#include "actors/chunk/bundle_pull.hpp"
#include "actors/chunk/chunk_messages.hpp"
#include "actors/protocol/network_actor.hpp"
#include "actors/protocol/peer_book.hpp"
#include "actors/protocol/scheduler_finder.hpp"
#include "actors/protocol/scheduler_watch.hpp"
#include "actors/supervisor/job_owner.hpp"
#include "runtime/execute/gather_state.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

namespace troupe {

struct SupervisorSetup {
  std::shared_ptr<LocalDirectory> directory; ///< of an embedded cluster; else empty
  SchedulerAddresses schedulers = {};        ///< where to look for one that went away; nowhere for a local one
};

struct SupervisedJob {
  std::uint64_t number = 0; ///< the owner's, above 0 and never used again: by it the job is cancelled
  caf::actor scheduler;     ///< taken where this actor knows none that is alive
  Packet submission;        ///< an encoded SubmitJob to begin with; empty when the owner submits (and sends begin_atom)
  std::vector<Key> outputs; ///< keys of the job's outputs, in the graph's order
  JobOwner owner;
};

class JobSupervisor : public NetworkActor {
public:
  JobSupervisor(caf::actor_config& config, SupervisorSetup setup);

  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  void supervise(SupervisedJob& job);
  void submit();
  void cancel(std::uint64_t number);
  void answered(std::uint64_t number, const Packet& answer);
  void take_notices(const Packet& packet);
  void keep_values(const JobNotice& notice);
  void scheduler_lost(const std::string& why);
  void scheduler_found(Result<caf::actor> scheduler);
  caf::result<Slice> serve(const FetchSlice& question);

  void apply(const GatherEvent& event);
  void perform(const FetchOutput& effect);
  void perform(const StopFetchOutput& effect);
  void perform(const SendCommand& effect);
  void perform(const PublishProgress& effect);
  void perform(const Resolve& effect);
  void tell_scheduler(const JobCommand& command);
  void fetch_bundles();
  void worker_lost(WorkerId worker);
  void fetched(std::uint64_t number, const Key& key, WorkerId from, Result<ChunkPtr> chunk);
  void resolve(const Result<std::vector<ChunkPtr>>& outcome);
  void part(const Result<std::vector<ChunkPtr>>& outcome);
  void keep_outputs();

  SupervisorSetup setup_;
  PeerBook peers_;
  SchedulerFinder finder_;
  SchedulerWatch watch_;
  caf::actor scheduler_;
  std::uint64_t number_ = 0; ///< of the job below; 0: there is none
  SupervisedJob job_;
  JobId id_; ///< as the present scheduler knows it; none until it was accepted
  std::optional<GatherState> state_;
  struct SmallOutputs {
    DefinePeer from;
    std::vector<Key> keys;
  };
  std::map<WorkerId, SmallOutputs> bundles_;  ///< of the event being applied
  std::map<WorkerId, std::set<Key>> bundled_; ///< asked for together and not answered
  std::unordered_map<Key, ChunkPtr> collected_;
  std::unordered_map<Key, std::uint64_t> pulls_; ///< outputs on their way alone, by number of the pull
  std::unordered_map<Key, caf::actor> kept_;     ///< chunk actors that serve what was collected
  std::uint64_t last_pull_ = 0;
  bool resolved_ = false;
};

} // namespace troupe

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(troupe::SupervisedJob)
