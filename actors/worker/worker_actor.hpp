// The actor of one worker: a shell around WorkerState. Orders, ends of tasks and lost peers become its events; its
// effects become messages to chunk actors, to peers and, in batches, to the scheduler. On the network thread and CAF's
// pool, which has threads that no kernel takes; in an embedded cluster detached. It lives until it is stopped, retired,
// or has lost its scheduler and found no other. Until then it keeps its chunks and continues its tasks. `lifecycle`
// reports which.
// Invariant: chunks_ has an actor for every chunk that the state holds. Short tasks go in lists to runners, one chunk
// actor for each thread; their outputs still get actors of their own.
#pragma once

#include "actors/chunk/chunk_messages.hpp"
#include "actors/protocol/bundle.hpp"
#include "actors/protocol/lifecycle.hpp"
#include "actors/protocol/network_actor.hpp"
#include "actors/protocol/peer_book.hpp"
#include "actors/protocol/scheduler_finder.hpp"
#include "actors/protocol/scheduler_watch.hpp"
#include "runtime/execute/worker_state.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace troupe {

struct WorkerSetup {
  WorkerInfo info; ///< its address is filled in by begin_atom
  std::shared_ptr<const ChunkHome> home;
  std::shared_ptr<LocalDirectory> directory; ///< of an embedded cluster; else empty
  std::uint32_t workers_in_process = 1;      ///< they share its resident memory
  caf::actor scheduler;
  SchedulerAddresses schedulers; ///< where to look for one that went away; nowhere in an embedded cluster
  std::shared_ptr<Lifecycle> lifecycle;
  std::chrono::milliseconds join_timeout{5000};
  std::function<void()> beat; ///< called once a second from when it has joined first; empty: it is not
  std::chrono::microseconds deaf_after{10'000'000}; ///< WorkerConfig's
};

class WorkerActor : public NetworkActor {
public:
  WorkerActor(caf::actor_config& config, WorkerSetup setup);

  caf::behavior make_behavior() override;
  void on_exit() override;

private:
  struct Making {
    caf::actor chunk;
    std::shared_ptr<std::atomic<bool>> cancelled;
  };
  /// A chunk, and the actor that owns it; what a runner has made gets one when somebody first asks for it.
  struct Held {
    caf::actor actor;
    std::weak_ptr<Chunk> value; ///< as long as it is in memory; empty while it is being spilled, and after
    ChunkPtr unowned = nullptr; ///< until there is an actor
  };
  /// Runs lists of short tasks one after the other.
  struct Runner {
    caf::actor actor;
    std::size_t lists = 0; ///< sent to it and not ended
  };
  struct Fetching {
    caf::actor chunk;
    std::uint64_t number = 0;
  };

  // worker_actor.cpp: messages
  void join();
  void scheduler_lost(const std::string& why);
  void scheduler_found(Result<caf::actor> scheduler);
  void welcomed(const Packet& answer);
  void take_orders(const Packet& batch);
  void take_event(ChunkEvent& what);
  void take_ended(ShortKernelsEnded& list);
  void take_tick();
  void take_beat();
  std::uint64_t resident() const;
  void measure();
  void measure_if_due();
  void flush();
  void peer_or_scheduler_down(const caf::down_msg& down);
  void end(Result<void> why);

  // worker_serving.cpp: what peers ask for
  caf::result<Slice> serve(const Packet& question);
  caf::result<Bundle> serve_many(const Packet& question);
  caf::result<Packet> grant_lease(const Packet& question);
  void release_lease(const Packet& returned);
  std::string not_held(const Key& key) const;

  // worker_effects.cpp: what the state asks for
  void apply(const WorkerEvent& event);
  void take_in(const WorkerEvent& event);
  void send_short();
  bool is_at_hand(const StartKernel& order) const;
  ChunkPtr value_for(const Held& held, bool take) const;
  const caf::actor& actor_of(const Key& key, Held& held);
  void plan_flush();
  void perform(StartTask& effect);
  void perform(StopTask& effect);
  void perform(StartFetch& effect);
  void perform(StopFetch& effect);
  void perform(DropChunk& effect);
  void confirm_drop(const caf::actor& chunk, std::uint64_t nbytes);
  void perform(SpillChunk& effect);
  void perform(ReturnMemory& effect);
  void perform(Report& effect);
  void perform(AskToRetire& effect);
  void perform(Leave& effect);
  caf::actor chunk_actor();
  void recycle(caf::actor chunk);
  void release(Held held);
  bool accept(const TaskEnded& event);
  bool accept(const FetchEnded& event);
  bool accept(const SpillEnded& event);
  template <class Other>
  bool accept(const Other&) {
    return true;
  }

  WorkerSetup setup_;
  WorkerState state_;
  PeerBook peers_;
  SchedulerFinder finder_;
  SchedulerWatch watch_;
  bool joined_ = false; ///< the present scheduler has welcomed us
  bool ticking_ = false;
  bool asked_to_retire_ = false;
  std::chrono::microseconds heartbeat_{500'000};
  std::unordered_map<Key, Held> chunks_;
  std::unordered_map<Key, Making> making_;
  std::unordered_map<Key, Fetching> fetching_;
  std::unordered_map<Key, caf::actor> spilling_;
  std::vector<StartKernel> short_; ///< of the event being applied
  std::vector<Runner> runners_;    ///< as many as threads
  std::vector<caf::actor> idle_;   ///< chunk actors whose chunk was dropped, to be used again
  std::vector<WorkerReport> reports_;
  bool flush_soon_ = false;  ///< its message is in the mailbox
  bool flush_later_ = false; ///< an alarm is set for it
  LogicalTime last_flush_ = 0;
  std::chrono::steady_clock::time_point measured_;
  std::uint64_t fetches_ = 0;
  std::string name_; ///< in the log
};

} // namespace troupe
