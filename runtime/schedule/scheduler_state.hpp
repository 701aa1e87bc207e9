// The scheduler's state machine: events in, effects out. It decides where and when tasks run, which chunks are kept and
// freed, and what is computed again after a loss. A plain value for one thread: no I/O, clock, threads or randomness,
// and no decision by hash order: the same events give the same effects. Costs: an event costs what it changes, never a
// scan of all tasks, workers or jobs; a task takes about a hundred bytes and an input twelve
// (tools/bench/scheduler_core.cpp measures both).
// Invariants (check_invariants()): phases, counts and holders agree; a task is queued only while all its inputs are in
// memory, and given to a worker only when the missing ones are being made there; a value is held only while something
// needs it.
#pragma once

#include "runtime/base/key_index.hpp"
#include "runtime/messages/placement_decision.hpp"
#include "runtime/schedule/broadcast_trees.hpp"
#include "runtime/schedule/layer_registry.hpp"
#include "runtime/schedule/load_index.hpp"
#include "runtime/schedule/placement_history.hpp"
#include "runtime/schedule/placement_policy.hpp"
#include "runtime/schedule/scheduler_config.hpp"
#include "runtime/schedule/scheduler_events.hpp"
#include "runtime/schedule/scheduler_records.hpp"
#include "runtime/schedule/sparse_lists.hpp"
#include "runtime/schedule/task_store.hpp"
#include "runtime/schedule/unreachable_pairs.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace troupe {

/// A task as tests and status pages see it.
struct TaskView {
  TaskPhase phase = TaskPhase::idle;
  std::uint64_t nbytes = 0;
  WorkerId worker;               ///< where it is processing
  std::vector<WorkerId> holders; ///< of its value
  bool operator==(const TaskView&) const = default;
};

/// How much is remembered, for tests of what bounds it.
struct SchedulerTableSizes {
  std::size_t workers = 0, kernels = 0, resources = 0, layers = 0, constraints = 0, blocks = 0, task_pages = 0,
              tasks = 0;
  std::size_t running_jobs = 0, ended_jobs = 0, orphans = 0;
  bool operator==(const SchedulerTableSizes&) const = default;
};

class SchedulerState {
public:
  /// Throws TroupeError (Errc::invalid_argument) when there is no policy of the configuration's name.
  explicit SchedulerState(SchedulerConfig config = {});

  /// Takes the event and returns what is to be done, one batch of orders a worker.
  /// Throws TroupeError (Errc::illegal_transition) where our own logic breaks the table of task_phase.hpp.
  std::vector<SchedulerEffect> apply(const SchedulerEvent& event, LogicalTime now);

  /// Errc::not_found when there is no such job.
  Result<JobStatus> job_status(JobId id, LogicalTime now) const;
  /// Everything but version, pid and uptime, which the shell knows.
  ClusterStatus cluster_status(LogicalTime now) const;

  /// The one of that name or id. @returns Errc::not_found, or Errc::invalid_argument where several have the name.
  Result<WorkerId> worker_named(const std::string& name_or_id) const;
  /// Errc::invalid_argument when nobody would be left to take over what it has. @pre it is a member
  Result<void> may_retire(WorkerId worker) const;
  /// How far that is. @pre it is a member
  WorkerRetiring retirement(WorkerId worker) const;

  std::size_t worker_count() const { return workers_by_id_.size(); }
  std::size_t task_count() const { return index_.size(); }
  SchedulerTableSizes table_sizes() const;
  double bandwidth() const { return bandwidth_; } ///< bytes a second between workers, as learned
  std::optional<TaskView> find_task(const Key& key) const;

  /// The latest decision about a task. @returns Errc::not_found when none is remembered: the configuration asks for
  /// none, or newer ones pushed it out.
  Result<PlacementDecision> explain_task(const Key& key) const;

  /// @returns Errc::internal with the first thing that does not agree. Walks everything: for tests.
  Result<void> check_invariants() const;

private:
  using TaskNumber = schedule::TaskNumber;
  using WorkerNumber = schedule::WorkerNumber;
  using JobNumber = schedule::JobNumber;
  using LayerNumber = schedule::LayerNumber;
  using BlockNumber = schedule::BlockNumber;
  using Tag = schedule::Tag;
  using TaskRecord = schedule::TaskRecord;
  using WorkerRecord = schedule::WorkerRecord;
  using JobRecord = schedule::JobRecord;
  using TaskBlock = schedule::TaskBlock;

  using Cost = schedule::PlacementCost;
  class View;
  struct Choice {
    WorkerNumber worker = schedule::none;
    Cost cost;
  };
  /// A job that was submitted, and until when it waits for data that it knows to be persisted.
  struct WaitingJob {
    JobNumber number = schedule::none;
    JobSubmitted event;
    LogicalTime until = 0;
  };
  /// Outputs that their job did not make: why jobs that come later do not find them.
  struct FailedLayer {
    Key key;
    Error error;
  };
  /// A chunk from an earlier scheduler's time whose job has not come again yet.
  struct Orphan {
    std::uint64_t nbytes = 0;
    std::vector<WorkerNumber> holders;
  };

  void on(const WorkerJoined& event);
  void on(const WorkerGone& event);
  void on(const ReportsArrived& event);
  void on(const JobSubmitted& event);
  void on(const CommandArrived& event);
  void on(const SchedulerTick& event);
  void on(const WorkerRetires& event);

  // Tasks as the blocks know them (scheduler_blocks.cpp)
  const TaskBlock& block_of(TaskNumber task) const { return blocks_[tasks_[task].block]; }
  const TaskTable::Task& fixed(TaskNumber task) const {
    const auto& block = block_of(task);
    return block.table->tasks[block.at(task)];
  }
  const Key& key_of(TaskNumber task) const { return fixed(task).key; }
  LayerNumber layer_of(TaskNumber task) const {
    const auto& block = block_of(task);
    return block.layers[block.table->tasks[block.at(task)].layer];
  }
  /// Of its own graph.
  std::size_t user_count(TaskNumber task) const {
    const auto& block = block_of(task);
    const auto at = block.at(task);
    return block.user_begins[at + 1] - block.user_begins[at];
  }
  std::size_t input_count(TaskNumber task) const {
    const auto& block = block_of(task);
    return block.table->inputs_of(block.at(task)).size();
  }
  template <class Visit>
  void for_each_input(TaskNumber task, Visit&& visit) const;
  template <class Visit>
  void for_each_user(TaskNumber task, Visit&& visit) const;
  template <class Visit>
  void for_each_holder(TaskNumber task, Visit&& visit) const;
  template <class Visit>
  void for_each_job(TaskNumber task, Visit&& visit) const;
  Tag order_tag(TaskNumber task) const;
  Tag tag_of(TaskNumber task) const;
  TaskNumber find(const Key& key) const;
  bool is_queued(TaskNumber task) const;
  std::uint32_t constraint_of(TaskNumber task) const { return layers_[layer_of(task)].constraint; }
  bool is_free_root(TaskNumber task) const; ///< queued, and no rule says where
  BlockNumber add_block(const JobSubmitted& event, JobNumber job, std::vector<TaskNumber>& numbers);
  bool brings_known_tasks(const TaskGraph& graph) const;
  void fill_with_all(TaskBlock& block, const JobSubmitted& event);
  void fill_with_new(TaskBlock& block, const JobSubmitted& event, std::vector<TaskNumber>& numbers);
  void link_users(BlockNumber number);
  void link_outside(BlockNumber number);
  void mark_roots(BlockNumber number, const TaskGraph& graph);
  void queue_roots(JobNumber job, const JobSubmitted& event, const std::vector<TaskNumber>& numbers);
  void forget(TaskNumber task);
  void release_block(BlockNumber number);

  // Reports of workers (scheduler_reports.cpp)
  void report(WorkerNumber worker, const TaskFinished& what);
  void report(WorkerNumber worker, const TaskFailed& what);
  void report(WorkerNumber worker, const InputsMissing& what);
  void report(WorkerNumber worker, const ReplicaMade& what);
  void report(WorkerNumber worker, const TaskReturned& what);
  void report(WorkerNumber worker, const ChunkLost& what);
  void report(WorkerNumber worker, const Heartbeat& what);
  void report(WorkerNumber worker, const CopyFailed& what);
  void measure(WorkerNumber worker, TaskNumber task, std::uint64_t duration_us);
  void reestimate(WorkerNumber worker, LayerNumber layer, double change_us);
  void measure_running(WorkerNumber worker, LayerNumber layer, double ran_us);
  void charge(TaskNumber task, double us);
  void measure_fetch(std::uint64_t nbytes, std::uint64_t duration_us);

  // Workers coming and going (scheduler_workers.cpp)
  void lose_worker(WorkerNumber worker, const std::string& reason);
  void count_deaths(WorkerNumber worker);
  void fail_after_deaths(TaskNumber task, const std::string& worker, const std::string& reason);
  void heard_from(WorkerNumber worker);
  void leave_heard_list(WorkerNumber worker);
  void drop_spare_replicas(WorkerNumber worker);
  bool is_used_at(TaskNumber task, WorkerNumber worker) const;
  void update_load(WorkerNumber worker);

  // Workers that are let go (scheduler_retirement.cpp)
  bool gets_tasks(WorkerNumber worker) const { return alive_.contains(worker); } ///< gets tasks
  void start_giving(WorkerNumber worker);
  void stop_giving(WorkerNumber worker);
  void call_off_retirements();
  bool has_active_holder(TaskNumber task) const;
  void copy_ended(TaskNumber task, WorkerNumber to);
  void advance_retirements(bool thoroughly);
  void copy_more(schedule::Retirement& retirement);
  bool copy_elsewhere(schedule::Retirement& retirement, TaskNumber task);
  bool may_leave(const schedule::Retirement& retirement) const;

  // Chunks of an earlier scheduler's time (scheduler_inventory.cpp)
  void take_inventory(WorkerNumber worker, const std::vector<HeldChunk>& inventory);
  void remember_orphan(WorkerNumber worker, const Key& key, std::uint64_t nbytes);
  bool adopt(TaskNumber task);
  void expire_orphans();

  // Jobs on persisted data that is not known yet (scheduler_persisted.cpp)
  template <class Choose>
  std::vector<std::uint32_t> persisted_tasks(const JobSubmitted& event, Choose choose) const;
  bool is_offered(const Key& key) const;
  bool has_all_outputs(const JobSubmitted& event) const;
  void receive(WaitingJob job);
  bool may_enter(const WaitingJob& job) const;
  void admit_waiting();
  void enter(WaitingJob job);
  void remember_failed(JobNumber job, const Error& error);
  void forget_failed(const TaskGraph& graph);
  std::optional<Error> missing_persisted(const JobSubmitted& event, const std::vector<std::uint32_t>& hidden) const;

  // Jobs (scheduler_jobs.cpp)
  void enter_graph(JobNumber number, const JobSubmitted& event);
  void add_shared_tasks(TaskNumber root, JobNumber job);
  void announce_if_complete(JobNumber job);
  void end_job(JobNumber job, JobPhase phase, Error error);
  void release_job(JobNumber job);
  void leave_shared_task(TaskNumber task, JobNumber job);
  JobNumber find_job(JobId id) const;
  void fail_jobs_of(TaskNumber task, const Error& error);
  std::uint32_t slots_of(TaskNumber task, JobNumber job);
  void note_progress(JobNumber job);

  // Transitions of tasks (scheduler_tasks.cpp)
  void require(TaskNumber task);
  void make_ready(TaskNumber task);
  void count_inputs(TaskNumber task);
  void become_in_memory(TaskNumber task, WorkerNumber worker, std::uint64_t nbytes);
  void value_appeared(TaskNumber task, WorkerNumber worker, std::uint64_t nbytes);
  void fail_task(TaskNumber task, const Error& error);
  void give_back(TaskNumber task);
  void leave_users(TaskNumber task, WorkerNumber worker);
  void recall_users(TaskNumber task, WorkerNumber worker);
  void wait_again(TaskNumber task);
  void stop_needing_inputs(TaskNumber task);
  void drop_value(TaskNumber task);
  void value_lost(TaskNumber task);
  void settle(TaskNumber task);
  void move(TaskNumber task, TaskPhase to);

  // Holders (scheduler_holders.cpp)
  bool holds(TaskNumber task, WorkerNumber worker) const;
  void add_holder(TaskNumber task, WorkerNumber worker);
  void remove_holder(TaskNumber task, WorkerNumber worker);
  void strike_from_worker(WorkerNumber worker, std::uint32_t place);

  // Workers that do not reach each other (scheduler_unreachable_pairs.cpp)
  std::vector<WorkerNumber> note_cut(WorkerNumber asker, const std::vector<WorkerId>& unreached);
  double cut_us(TaskNumber task, WorkerNumber at) const;

  // Which task next (scheduler_queues.cpp)
  void place_queued();
  bool place_inner();
  bool place_ahead();
  bool place_constrained();
  bool place_roots();
  enum class RootGiven : std::uint8_t { no, yes, waits_for_copy };
  RootGiven give_root(WorkerNumber worker);
  bool place_all_roots();
  void retry_ahead(WorkerNumber worker);
  JobNumber next_root_job();
  TaskNumber take_root(JobNumber job, WorkerNumber worker);
  void push_urgent(JobNumber job, TaskNumber task);
  void offer_roots(JobNumber job);
  bool takes_roots(const WorkerRecord& worker, double task_us) const;
  bool takes_ahead(const WorkerRecord& worker, double task_us) const;

  // Chunks that many workers want (scheduler_broadcasts.cpp)
  bool has_few_users(TaskNumber chunk) const;
  bool is_handed_out(TaskNumber chunk) const;
  TaskNumber first_blocked_input(TaskNumber task, WorkerNumber worker) const;
  bool must_wait_for_copy(TaskNumber task, WorkerNumber worker);
  WorkerNumber begin_copy(TaskNumber chunk, WorkerNumber to);
  void end_copies(TaskNumber task, WorkerNumber worker);
  void close_broadcast(TaskNumber chunk);
  bool place_awaiting_copies();

  // Joins whose inputs are brought together while they are made (scheduler_gathering.cpp)
  bool is_worth_gathering(TaskNumber join, TaskNumber chunk) const;
  WorkerNumber gathered_at(TaskNumber join);
  void gather(TaskNumber chunk, TaskNumber join);

  // Where (scheduler_placement.cpp)
  Choice choose_worker(TaskNumber task);
  void weigh_inputs(TaskNumber task);
  Cost cost_at(WorkerNumber worker) const;
  Choice weighed(TaskNumber task, WorkerNumber worker);
  WorkerNumber worker_ahead(TaskNumber task) const;
  double wait_us(const WorkerRecord& worker) const;
  double measured_us(TaskNumber task) const;
  double expected_us(TaskNumber task) const;
  bool is_inline_result(TaskNumber task) const;
  Tag tag_at_worker(TaskNumber task) const;
  void assign(TaskNumber task, const Choice& choice, std::string_view rule);
  void send_task(TaskNumber task, WorkerNumber worker);
  void unassign(TaskNumber task);
  std::vector<WorkerNumber> named_holders(TaskNumber chunk, WorkerNumber to, WorkerNumber first) const;
  void introduce(WorkerNumber peer, WorkerNumber to);
  template <class Visit>
  void visit_some_holders(TaskNumber chunk, std::size_t most, std::size_t from, Visit&& visit) const;
  void note_candidate(WorkerNumber worker, const Cost& cost); // scheduler_placement_history.cpp
  void remember_decision(TaskNumber task, const Choice& choice, std::string_view rule);

  // Moving tasks to idle workers (scheduler_stealing.cpp)
  void steal_for_idle();
  bool steal_for(WorkerNumber thief);
  std::vector<TaskNumber> movable_at(WorkerNumber victim) const;
  double wait_behind_others_us(TaskNumber task) const;
  bool ask_back(WorkerNumber victim, WorkerNumber thief);
  bool may_move(TaskNumber task) const;
  void end_asking(TaskNumber task);

  // What bounds the tables (scheduler_bounds.cpp)
  WorkerNumber worker_place();
  void forget_unused_resources();

  // Layers (scheduler_layers.cpp)
  LayerNumber add_layer(const Layer& layer);
  void release_layer(LayerNumber layer);
  void define_layer_at(WorkerNumber worker, LayerNumber layer);

  // Restrictions (scheduler_constraints.cpp)
  std::uint32_t add_constraint(const Annotations& annotations);
  void release_constraint(std::uint32_t constraint);
  void consider_worker(std::uint32_t constraint, WorkerNumber worker);
  bool has_free(const WorkerRecord& worker, const schedule::ConstraintRecord& constraint) const;
  void take_resources(TaskNumber task, WorkerNumber worker);
  void give_resources(TaskNumber task, WorkerNumber worker);
  void constraint_changed(std::uint32_t constraint);
  void queue_constrained(TaskNumber task);
  std::uint32_t resource_number(const std::string& name);
  Choice choose_eligible(TaskNumber task, const schedule::ConstraintRecord& constraint);

  std::vector<WorkerOrder>& outbox(WorkerNumber worker);
  void order(WorkerNumber worker, WorkerOrder what);
  void notify(JobNumber job, JobNotice what);
  std::vector<SchedulerEffect> flush();
  JobStatus status_of(const JobRecord& job, LogicalTime now) const;

  Result<void> check_task(TaskNumber number) const;
  Result<void> check_counts(TaskNumber number) const;
  Result<void> check_workers() const;
  Result<void> check_jobs() const;

  SchedulerConfig config_;
  LogicalTime now_ = 0;
  std::optional<LogicalTime> began_; ///< time of the first event
  double bandwidth_ = 0;
  std::unique_ptr<schedule::PlacementPolicy> policy_;
  schedule::PlacementTraits traits_; ///< the policy's

  // Tasks
  schedule::TaskStore tasks_;
  KeyIndex index_;
  std::vector<TaskBlock> blocks_;
  std::vector<BlockNumber> free_blocks_;
  schedule::SparseLists<TaskNumber> outside_users_;  ///< of tasks that are used_outside
  schedule::SparseLists<JobNumber> more_jobs_;       ///< of tasks that are shared: jobs beside the block's, rising
  schedule::SparseLists<schedule::Holder> replicas_; ///< of tasks that are replicated: holders beside the first
  std::unordered_map<TaskNumber, ChunkPtr> inline_results_; ///< values of outputs in memory that came with a report
  schedule::BroadcastTrees broadcasts_;
  schedule::NumberMap gathers_;   ///< task whose inputs are brought together -> the worker where
  WorkerNumber gathers_next_ = 0; ///< whose turn it is to be that
  schedule::NumberMap asked_for_; ///< task that its worker was asked to return -> the worker it is for

  // Layers
  schedule::LayerRegistry layers_;
  std::size_t resources_limit_ = 0;
  std::vector<schedule::ConstraintRecord> constraints_;
  std::vector<std::uint32_t> free_constraints_;
  std::vector<std::uint32_t> changed_constraints_;
  std::vector<std::string> resource_names_;

  // Workers
  std::vector<WorkerRecord> workers_; ///< a lost worker's place is not used again for long: it may be named yet
  std::deque<WorkerNumber> dead_;     ///< lost for longest first
  std::unordered_map<WorkerId, WorkerNumber> workers_by_id_;
  schedule::NumberSet alive_;       ///< those that get tasks: not the retiring
  schedule::LoadIndex by_runnable_; ///< of workers that may get root tasks: tasks a thread, in 64ths
  schedule::LoadIndex by_backlog_;  ///< of all: microseconds until its next thread is free
  std::uint32_t all_threads_ = 0;
  WorkerNumber heard_first_ = schedule::none; ///< silent for longest
  WorkerNumber heard_last_ = schedule::none;
  schedule::UnreachablePairs cut_;
  std::vector<schedule::Retirement> retirements_; ///< in the order in which they were asked for
  std::vector<WorkerNumber> dirty_workers_;       ///< workers with orders from the current apply()
  std::vector<WorkerNumber> idle_;                ///< workers that something ended at in the current apply()

  // Jobs
  std::map<JobNumber, JobRecord> jobs_; ///< by order of submission
  std::unordered_map<JobId, JobNumber> jobs_by_id_;
  JobNumber next_job_ = 0;
  std::deque<JobStatus> ended_jobs_;
  std::deque<FailedLayer> failed_layers_; ///< the latest, each once
  std::vector<WaitingJob> waiting_jobs_;  ///< not entered yet, in the order of submission
  std::vector<JobNumber> progressed_;     ///< jobs with progress to tell
  std::set<std::tuple<std::int64_t, double, JobNumber>>
      root_jobs_;        ///< by (-priority, served, ~number): the newest of equals
  double served_us_ = 0; ///< of the job whose turn came last: where a new job begins
  Tag latest_tag_ = 0;   ///< of what was given to a worker: where a new job's tags begin

  // Work of the current apply()
  std::vector<std::pair<Tag, TaskNumber>> ready_; ///< tasks with inputs that can be placed
  std::vector<TaskNumber> ahead_;                 ///< tasks whose inputs are all made or being made
  std::vector<TaskNumber> to_require_;
  BlockNumber submitting_ = schedule::none; ///< the block whose roots are queued once the whole job is in
  std::vector<SchedulerEffect> effects_;

  // Scratch of weigh_inputs(): bytes and chunks of a task's inputs that each worker holds
  TaskNumber weighed_task_ = schedule::none;
  std::vector<std::uint64_t> held_bytes_;
  std::vector<std::uint32_t> held_chunks_;
  std::vector<WorkerNumber> weighed_workers_;
  std::uint64_t input_bytes_ = 0;
  std::uint32_t input_chunks_ = 0;
  std::vector<schedule::WeighedWorker> candidates_; ///< noted only where decisions are remembered

  std::unordered_map<Key, Orphan> orphans_;
  std::deque<std::pair<LogicalTime, Key>> orphans_expire_; ///< in the order in which they do
  schedule::PlacementHistory decisions_;
};

} // namespace troupe

#include "runtime/schedule/scheduler_walks.hpp"
