// The actor that sees one job through: submits it, hears how it goes, collects its outputs from the workers and answers
// to its owner. Event-based, on CAF's pool; in the client's process, or for a detached job in the scheduler's. A shell
// around GatherState.
// A scheduler that dies or hangs is looked for again, and asked anew: what was computed has the same keys.
// Invariant: the owner hears exactly one end, also when no scheduler comes back or this actor is told to exit.
#pragma once

#include "actors/chunk/bundle_pull.hpp"
#include "actors/chunk/chunk_messages.hpp"
#include "actors/protocol/scheduler_finder.hpp"
#include "actors/protocol/scheduler_watch.hpp"
#include "actors/supervisor/job_owner.hpp"
#include "runtime/execute/gather_state.hpp"

#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

namespace troupe {

class JobSupervisor : public caf::event_based_actor {
public:
  /// @param submission  an encoded SubmitJob to begin with; empty when the owner submits (and sends begin_atom)
  /// @param outputs     keys of the job's outputs, in the graph's order
  JobSupervisor(caf::actor_config& config, caf::actor scheduler, Packet submission, std::vector<Key> outputs,
                JobOwner owner);

  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  void submit();
  void cancel();
  void answered(const Packet& answer);
  void take_notices(const Packet& packet);
  void scheduler_lost(const std::string& why);
  void scheduler_found(Result<caf::actor> scheduler);
  caf::result<Slice> serve(const FetchSlice& question);

  void apply(const GatherEvent& event);
  void perform(const FetchOutput& effect);
  void perform(const StopFetchOutput& effect);
  void perform(const SendCommand& effect);
  void perform(const PublishProgress& effect);
  void perform(const Resolve& effect);
  void fetch_bundles();
  void worker_lost(WorkerId worker);
  void fetched(const Key& key, WorkerId from, Result<ChunkPtr> chunk);
  void resolve(const Result<std::vector<ChunkPtr>>& outcome);
  void keep_outputs();

  caf::actor scheduler_;
  Packet submission_;
  std::vector<Key> outputs_;
  JobOwner owner_;
  GatherState state_;
  PeerBook peers_;
  SchedulerFinder finder_;
  SchedulerWatch watch_;
  struct SmallOutputs {
    DefinePeer from;
    std::vector<Key> keys;
  };
  std::map<WorkerId, SmallOutputs> bundles_; ///< of the event being applied
  std::map<WorkerId, std::set<Key>> bundled_; ///< asked for together and not answered
  std::unordered_map<Key, ChunkPtr> collected_;
  std::unordered_map<Key, std::uint64_t> pulls_; ///< outputs on their way alone, by number of the pull
  std::unordered_map<Key, caf::actor> kept_; ///< chunk actors that serve what was collected
  std::uint64_t last_pull_ = 0;
  bool resolved_ = false;
};

} // namespace troupe
