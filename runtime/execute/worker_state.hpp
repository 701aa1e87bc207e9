// The worker's state machine: it decides which inputs are fetched, which tasks run and which chunks are spilled. Events
// in, effects out. A plain value: no I/O, no clock, no threads; not thread-safe. The same events give the same effects,
// whatever the hash seeds: every choice is made by (priority, arrival number).
//
// The life of a task here:      ordered -> waiting (for inputs) -> ready -> running -> reported and forgotten
// The life of a chunk here:     wanted -> fetched or made -> held (in memory, being spilled, on disk) -> dropped
//
// Invariants (checked by check_invariants()):
//  - a task is ready exactly when all its inputs are usable;
//  - at most `threads` tasks run, short ones counted as fractions;
//  - running tasks, held chunks and fetches together are below the pause threshold when a task or fetch is admitted,
//    unless it alone exceeds it;
//  - a key is never fetched while it is held or a task that makes it is accepted;
//  - the ledger is the sum of the chunks, those that share memory counted once;
//  - nothing that a running task uses is spilled or dropped.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/execute/memory_ledger.hpp"
#include "runtime/execute/spill_policy.hpp"
#include "runtime/execute/worker_state_events.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace troupe {

struct WorkerConfig {
  WorkerId self;
  std::uint32_t threads = 1; ///< tasks run at once; at least 1
  /// Tasks of kernels that take less than this count for less than a thread, so that several are under way at once and
  /// a thread need not wait for the next: handing one over takes longer than it. 0: every task counts for a thread.
  std::uint64_t short_us = 0;
  std::uint64_t memory_limit = 0; ///< bytes; 0 means no limit
  std::uint32_t fetches_at_once = 8;
  std::uint64_t fetch_bytes_at_once = std::uint64_t{256} << 20; ///< one larger chunk is fetched alone
  /// How long a task that was told to stop, because it ran for longer than it may, has to return before its worker asks
  /// to be replaced; negative: it never does, whatever does not return (others live in the same process).
  LogicalTime stuck_after_us = 1'000'000;
  LogicalTime deaf_after_us = 10'000'000; ///< the same for a task that was told to stop because it was cancelled
  LogicalTime drain_us = 30'000'000;      ///< from asking until it leaves, also where the scheduler has not let it go
  /// Chunks of at least so many bytes count as used until their drop is done: freeing them takes a while. 0: none do.
  std::uint64_t counted_drop = 0;
  double target = 0.6; ///< fraction of memory_limit above which chunks are spilled, as Dask's
  double pause = 0.8;  ///< fraction of memory_limit up to which tasks and fetches are let in, as Dask's
};

class WorkerState {
public:
  explicit WorkerState(WorkerConfig config);

  /// @param now  Any clock that does not go back; used to time fetches and to wait after a failed spill.
  /// @returns What to do, in order.
  std::vector<WorkerEffect> apply(const WorkerEvent& event, LogicalTime now);

  /// True when the chunk is here, in memory or on disk.
  bool holds(const Key& key) const;
  std::size_t chunks() const { return held_; }        ///< held here
  std::size_t tasks() const { return tasks_.size(); } ///< accepted and not ended, running ones included
  std::size_t running() const { return running_.size(); }
  std::size_t fetches() const { return in_flight_.size(); }
  const MemoryLedger& memory() const { return ledger_; }
  Heartbeat heartbeat(std::uint64_t resident_bytes) const;
  /// What a scheduler that knows nothing of this worker should know it holds, by key.
  std::vector<HeldChunk> inventory() const;

  /// @returns Errc::internal naming the invariant that does not hold. Walks everything: for tests.
  Result<void> check_invariants() const;

private:
  static constexpr std::uint32_t thread_parts = 64; ///< how finely a short task's share of a thread is counted
  enum class Phase : std::uint8_t { waiting, ready, running };

  /// What is known of the tasks of one layer.
  struct Layer {
    std::shared_ptr<const LayerDefinition> definition;
    std::uint32_t number = 0;   ///< the scheduler's
    LogicalTime timeout_us = 0; ///< that its tasks may run; 0: for ever
    std::uint64_t smallest_output = 0;
    std::uint64_t largest_output = 0;
    bool seen = false; ///< one of its tasks has ended well
  };

  /// An accepted task. Its order's holders have gone into the data it takes.
  struct Task {
    Key key;
    std::uint32_t index = 0;
    TaskRank rank;
    std::shared_ptr<Layer> layer;
    std::vector<Key> arguments; ///< in the kernel's order; one key may stand twice
    std::vector<bool> last_use; ///< of each argument
    std::vector<Key> inputs;    ///< the arguments, each once
    std::size_t missing = 0;    ///< inputs that are not usable
    Phase phase = Phase::waiting;
    std::uint32_t load = 0;       ///< running: what it counts for, in parts of a thread
    bool cancelled = false;       ///< running, told to stop
    LogicalTime started = 0;      ///< running: since when
    bool overdue = false;         ///< running, for longer than it may
    LogicalTime told_to_stop = 0; ///< running, cancelled or overdue: since when
    bool inline_result = false;   ///< what it makes goes with its report
    std::vector<Key> pinned;      ///< inputs it uses while it runs
    std::vector<Key> lost;        ///< inputs that turned out to be gone while it ran
    std::uint64_t reserved = 0;   ///< bytes for its output, while it runs
    std::optional<RunTask> again; ///< ordered anew after it was cancelled
  };

  enum class Place : std::uint8_t { absent, memory, spilling, disk };

  /// One piece of memory in which several chunks lie: counted once, and given back when the last of them has left it.
  struct SharedMemory {
    std::uint64_t nbytes = 0;
    std::set<Key> chunks;     ///< in memory or being spilled
    std::size_t spilling = 0; ///< of these
    bool all_spill = false;   ///< counted as being spilled
  };
  enum class Fetch : std::uint8_t { none, queued, in_flight };
  /// The first task that waits for the data, then the number of the wish.
  using FetchTurn = std::pair<TaskRank, std::uint64_t>;

  /// All that is known of one key's data. Kept while it is held or some accepted task takes it.
  struct Datum {
    Place place = Place::absent;
    bool taken = false;         ///< a running task may take its buffers over
    bool doomed = false;        ///< to be dropped when no accepted task here uses it
    bool promised = false;      ///< said to be here while it was taken
    bool used_in_spill = false; ///< a task began to use it while it was being spilled: it is read back
    Fetch fetch = Fetch::none;
    std::uint32_t users = 0;  ///< running tasks that use it
    std::uint64_t nbytes = 0; ///< in memory; as announced while it is not held
    std::uint64_t bytes_on_disk = 0;
    std::shared_ptr<SharedMemory> lies_in; ///< in memory: where it lies with others
    std::uint64_t used = 0;                ///< number of its last use
    std::map<TaskRank, Key> consumers;     ///< accepted tasks that take it and do not run yet
    std::optional<TaskRank> copy;   ///< it is to be fetched though no task takes it: its place among those that are
    std::vector<WorkerId> holders;  ///< to be asked in this order
    std::size_t asked = 0;          ///< how many of them were asked in vain
    FetchTurn turn;                 ///< while its fetch is queued
    std::uint64_t fetch_number = 0; ///< while its fetch is in flight
    LogicalTime fetch_begun = 0;    ///< when it began

    bool held() const { return place != Place::absent; }
    bool wanted() const { return !consumers.empty() || copy; }
    /// Of the first that wants it. @pre wanted()
    const TaskRank& rank() const { return consumers.empty() ? *copy : consumers.begin()->first; }
    bool usable() const { return held() && !taken; }
  };

  struct Peer {
    DefinePeer address;
    bool lost = false;
    std::uint64_t busy = 0; ///< bytes that are being fetched from it, each fetch counted for one more
  };

  // worker_state.cpp: events and orders
  void on(const OrdersArrived& event);
  void on(const TaskEnded& event);
  void on(const FetchEnded& event);
  void on(const PeerLost& event);
  void on(const SchedulerGone& event);
  void on(const SpillEnded& event);
  void on(const UnspillFailed& event);
  void on(const DropEnded& event);
  void on(const Tick& event);
  void on(const MemoryMeasured& event);
  void on(const RetirementRefused& event);
  void handle(const DefineLayer& order);
  void handle(const DefinePeer& order);
  void handle(const RunTask& order);
  void handle(const CancelTask& order);
  void handle(const FreeChunk& order);
  void handle(const ReturnTask& order);
  void handle(const Retire& order);
  void handle(const CopyChunk& order);
  Result<void> check_order(const RunTask& order) const;
  void settle();

  // worker_state_tasks.cpp: the life of a task
  void accept(const RunTask& order);
  void add_input(Task& task, const TaskInput& input);
  std::map<TaskRank, Key>& ready_list(const Task& task);
  void make_ready(Task& task);
  void make_waiting(Task& task);
  void start_tasks();
  std::uint32_t load_of(const Task& task) const;
  void learn_duration(const Task& task, const TaskEnded& event);
  Task* next_to_start();
  bool begin_or_refuse(Task& task);
  void start(Task& task);
  void pin(Task& task, const Key& key);
  bool take(const Task& task, std::size_t argument);
  void unpin(const Key& key, bool consumed, bool kept);
  void end_cancelled(const Task& task, const TaskEnded& event, std::shared_ptr<SharedMemory> lies_in);
  void report_end(const Task& task, const TaskEnded& event, std::shared_ptr<SharedMemory> lies_in);
  void give_back(const Key& key);
  void forget_waiting(const Key& key);

  // worker_state_memory.cpp: what is let in
  void measure(std::uint64_t resident_bytes);
  void return_when_idle();
  void learn(Layer& layer, std::uint64_t nbytes) const;
  std::uint64_t expected_output(const Task& task) const;
  std::uint64_t bytes_to_begin(const Task& task) const;
  bool room_may_come(const Key* task) const;
  bool spills_fail() const { return now_ < no_spill_before_; }
  std::uint64_t input_bytes(const Task& task) const;
  std::optional<Error> too_large(const RunTask& order) const;
  std::optional<Error> refusal(const std::string& what, std::uint64_t alone, std::uint64_t now_needed) const;
  bool goes_again_alone(const Task& task, const TaskEnded& event);
  void refuse(const Key& task, const Error& error);

  // worker_state_chunks.cpp: the life of a chunk that is here
  void hold(const Key& key, std::uint64_t nbytes, std::shared_ptr<SharedMemory> lies_in = nullptr);
  void forget(const Key& key);
  void revive(const Key& key, Datum& datum);
  void lose(const Key& key);
  void drop(const Key& key);
  void set_usable(Datum& datum, bool usable);
  void consumers_changed(const Key& key);
  void offer_to_spill(const Key& key, const Datum& datum);
  void spill();
  void begin_spill(const Key& key, Datum& datum);

  // worker_state_shares.cpp: chunks that lie in one piece of memory
  std::shared_ptr<SharedMemory> shared_memory(const Key& of, const Key& more);
  void leave_memory(const Key& key, Datum& datum);
  void start_leaving(Datum& datum);
  void stop_leaving(Datum& datum);
  void recount(SharedMemory& shared);
  void spill_with(const Key& key);

  // worker_state_fetches.cpp: where a chunk comes from that is not here
  void want(const Key& key) { wanted_.push_back(key); }
  void name_holders(Datum& datum, const std::vector<WorkerId>& named);
  void note_unreached(const Key& key, std::vector<WorkerId>& unreached) const;
  void resolve_wanted();
  void resolve(const Key& key);
  bool obtainable(const Key& key) const;
  const Peer* next_holder(const Datum& datum) const;
  void settle_fetch(const Datum& datum);
  void queue_fetch(const Key& key, Datum& datum);
  void start_fetches();
  void start_fetch(const Key& key, Datum& datum, const Peer& from);
  void leave_fetch(const Key& key, Datum& datum);

  // worker_state_copies.cpp: chunks that are to be here though no task takes them
  void end_copy(const Key& key);
  void fail_copy(const Key& key);
  void give_up_copies();

  // worker_state_deadlines.cpp: tasks that run for longer than they may, or do not return when they are told to stop
  void check_deadlines();
  void check_deadline(Task& task);
  void check_return(const Task& task);
  void tell_to_stop(Task& task);
  void give_up_on(const std::string& reason);
  void leave_as_stuck();
  void find_longest(Heartbeat& beat) const;

  // worker_state_check.cpp
  Result<void> check_task(const Task& task) const;
  Result<void> check_datum(const Key& key, const Datum& datum) const;
  Result<void> check_queues() const;
  Result<void> check_sums() const;
  Result<void> check_shared(const SharedMemory& shared) const;
  Result<void> check_progress() const;

  void report(WorkerReport report) { effects_.push_back(Report{std::move(report)}); }

  WorkerConfig config_;
  MemoryLedger ledger_;
  SpillPolicy spillable_;
  std::unordered_map<std::uint32_t, std::shared_ptr<Layer>> layers_;
  std::unordered_map<WorkerId, Peer> peers_;
  std::unordered_map<Key, Task> tasks_;
  std::unordered_map<Key, Datum> data_;
  std::map<TaskRank, Key> ready_;         ///< with inputs
  std::map<TaskRank, Key> ready_sources_; ///< without inputs: they only add to memory
  std::map<TaskRank, Key> running_;
  std::unordered_set<Key> alone_; ///< tasks that got no memory beside others: to be done with nothing else here
  std::map<FetchTurn, Key> fetch_queue_;
  std::map<std::uint64_t, Key> in_flight_;               ///< by number of the fetch
  std::unordered_map<std::string, double> durations_us_; ///< by kernel, smoothed
  std::uint32_t load_ = 0;                               ///< of what runs, in parts of a thread
  std::vector<Key> wanted_;                              ///< data whose source is to be found before the event is done
  std::vector<WorkerEffect> effects_;
  std::uint64_t arrivals_ = 0;
  std::uint64_t uses_ = 0;
  std::uint64_t wishes_ = 0;
  std::uint64_t fetches_begun_ = 0;
  std::size_t held_ = 0;
  std::size_t spilling_ = 0;
  LogicalTime now_ = 0;
  LogicalTime no_spill_before_ = 0;
  LogicalTime no_return_before_ = 0;
  LogicalTime last_busy_ = 0;
  bool returned_ = true;             ///< memory, since it was busy
  Error spill_error_;                ///< of the last spill that failed
  std::uint64_t task_short_of_ = 0;  ///< bytes that the next task waits for; 0 when none waits for memory
  std::uint64_t fetch_short_of_ = 0; ///< bytes that the next fetch waits for
  bool leaving_ = false;
  std::string stuck_; ///< why this worker is to be replaced
  LogicalTime stuck_since_ = 0;
};

} // namespace troupe
