// The scheduler's brain: events in, effects out. It decides where and when tasks run, what is kept and what is freed,
// and what is done again after a loss.
// A plain value for one thread: no I/O, clock, threads or randomness, and no decision by hash order: the same events
// give the same effects.
// Invariants (check_invariants()): phases, counts and holders agree; a task is queued or processing only while all its
// inputs are in memory; a value is held only while something needs it.
#pragma once

#include "runtime/schedule/scheduler_config.hpp"
#include "runtime/schedule/scheduler_events.hpp"
#include "runtime/schedule/scheduler_records.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace troupe {

class SchedulerState {
public:
  explicit SchedulerState(SchedulerConfig config = {}) : config_(config), policy_state_(config.seed) {}

  /// Takes the event and returns what is to be done, one batch of orders a worker.
  std::vector<SchedulerEffect> apply(const SchedulerEvent& event, LogicalTime now);

  /// Errc::not_found when there is no such job.
  Result<JobStatus> job_status(JobId id, LogicalTime now) const;
  /// Everything but version, pid and uptime, which the shell knows.
  ClusterStatus cluster_status(LogicalTime now) const;

  std::size_t worker_count() const;
  std::size_t task_count() const { return tasks_by_key_.size(); }
  /// nullptr when the key is not known. For tests and status pages.
  const schedule::TaskRecord* find_task(const Key& key) const;

  /// @returns Errc::internal with the first thing that does not agree.
  Result<void> check_invariants() const;

private:
  using TaskNumber = schedule::TaskNumber;
  using WorkerNumber = schedule::WorkerNumber;
  using JobNumber = schedule::JobNumber;
  using LayerNumber = schedule::LayerNumber;

  void on(const WorkerJoined& event);
  void on(const WorkerGone& event);
  void on(const ReportsArrived& event);
  void on(const JobSubmitted& event);
  void on(const CommandArrived& event);
  void on(const SchedulerTick& event);

  // Reports of workers (scheduler_reports.cpp)
  void report(WorkerNumber worker, const TaskFinished& what);
  void report(WorkerNumber worker, const TaskFailed& what);
  void report(WorkerNumber worker, const InputsMissing& what);
  void report(WorkerNumber worker, const ReplicaMade& what);
  void report(WorkerNumber worker, const TaskReturned& what);
  void report(WorkerNumber worker, const ChunkLost& what);
  void report(WorkerNumber worker, const Heartbeat& what);

  // Jobs (scheduler_jobs.cpp)
  TaskNumber add_task(const TaskTable::Task& task, LayerNumber layer, std::int64_t priority,
                      std::vector<TaskNumber> inputs);
  void add_to_job(TaskNumber task, JobNumber job);
  void announce_if_complete(JobNumber job);
  void end_job(JobNumber job, JobPhase phase, Error error);
  void release_job(JobNumber job);
  JobNumber find_job(JobId id) const;
  void fail_jobs_of(TaskNumber task, const Error& error);

  // Transitions of tasks (scheduler_tasks.cpp)
  void require(TaskNumber task);
  void make_ready(TaskNumber task);
  void leave_queues(TaskNumber task);
  std::uint32_t count_missing(TaskNumber task) const;
  void task_in_memory(TaskNumber task, WorkerNumber worker, std::uint64_t nbytes);
  void give_back(TaskNumber task);
  void wait_again(TaskNumber task);
  void stop_needing_inputs(TaskNumber task);
  void drop_value(TaskNumber task);
  void value_lost(TaskNumber task);
  void remove_holder(TaskNumber task, WorkerNumber worker);
  void settle(TaskNumber task);
  void forget_if_unreferenced(TaskNumber task);
  void move(TaskNumber task, TaskPhase to);

  // Placement (scheduler_placement.cpp)
  void place_queued();
  void place_inner();
  void place_roots();
  WorkerNumber choose_worker(const schedule::TaskRecord& task) const;
  WorkerNumber choose_idle_worker() const;
  bool takes_roots(const schedule::WorkerRecord& worker, double task_us) const;
  void assign(TaskNumber task, WorkerNumber worker);
  void unassign(TaskNumber task);
  double expected_us(const schedule::TaskRecord& task) const;
  WorkerNumber choose_by_simple_policy(const schedule::TaskRecord& task); // scheduler_simple_policies.cpp
  WorkerNumber holder_of_most_bytes(const schedule::TaskRecord& task) const;
  void introduce_peers(WorkerNumber worker, const std::vector<WorkerNumber>& peers);

  // Layers (scheduler_layers.cpp)
  LayerNumber add_layer(const Layer& layer);
  void release_layer(LayerNumber layer);
  void define_layer_at(WorkerNumber worker, LayerNumber layer);

  void lose_worker(WorkerNumber worker, const std::string& reason);
  void order(WorkerNumber worker, WorkerOrder what);
  void notify(JobNumber job, JobNotice what);
  std::vector<SchedulerEffect> flush();
  JobStatus status_of(const schedule::JobRecord& job, LogicalTime now) const;
  Result<void> check_task(TaskNumber number) const;
  Result<void> check_workers() const;

  SchedulerConfig config_;
  std::uint64_t policy_state_ = 0; ///< of the simple policies: whose turn it is, or the last draw
  LogicalTime now_ = 0;
  std::vector<schedule::TaskRecord> tasks_;
  std::vector<TaskNumber> free_tasks_;
  std::unordered_map<Key, TaskNumber> tasks_by_key_;
  std::vector<schedule::LayerRecord> layers_;
  std::vector<LayerNumber> free_layers_;
  std::unordered_multimap<Key, LayerNumber> layers_by_key_;
  std::vector<schedule::WorkerRecord> workers_; ///< a lost worker's place is not reused while its number may be named
  std::unordered_map<WorkerId, WorkerNumber> workers_by_id_;
  std::map<JobNumber, schedule::JobRecord> jobs_; ///< by order of submission
  JobNumber next_job_ = 0;
  std::deque<JobStatus> ended_jobs_;
  std::vector<SchedulerEffect> effects_;
  std::vector<TaskNumber> to_require_; ///< scratch of require()
};

} // namespace troupe
