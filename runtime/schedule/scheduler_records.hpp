// What the scheduler remembers of tasks, layers, workers and jobs. Plain data; SchedulerState keeps it consistent.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"
#include "runtime/schedule/job_messages.hpp"
#include "runtime/schedule/task_phase.hpp"
#include "runtime/schedule/worker_messages.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace troupe::schedule {

/// Places in the scheduler's own vectors; dense and reused.
using TaskNumber = std::uint32_t;
using WorkerNumber = std::uint32_t;
using JobNumber = std::uint32_t;
using LayerNumber = std::uint32_t;
constexpr std::uint32_t none = 0xffffffff;

struct TaskRecord {
  Key key;
  LayerNumber layer = none;
  std::uint32_t index = 0;
  std::int64_t priority = 0;
  std::uint64_t nbytes = 0;               ///< known once it was made
  std::vector<TaskNumber> inputs;         ///< in the kernel's order
  std::vector<TaskNumber> dependents;     ///< records that list this one as an input
  std::vector<WorkerNumber> holders;      ///< rising; not empty exactly in phase memory
  std::vector<JobNumber> jobs;            ///< that have it in their graph, rising
  std::uint32_t missing = 0;              ///< inputs not in memory; kept in phase waiting
  std::uint32_t needed_by = 0;            ///< dependents waiting, queued or processing, counted once an input slot
  std::uint32_t wanted_by = 0;            ///< output slots of jobs that it fills
  WorkerNumber worker = none;             ///< in phase processing
  double estimate_us = 0;                 ///< what its worker's backlog was charged
  TaskPhase phase = TaskPhase::idle;
  std::uint8_t deaths = 0;                ///< workers that died while (in all likelihood) running it
  bool used = false;                      ///< false: a free place
};

struct LayerRecord {
  Key key;
  std::string kernel;
  Params params;
  std::uint32_t tasks = 0; ///< records that name it
  double duration_us = 0;  ///< smoothed; 0 while unmeasured
};

struct WorkerRecord {
  WorkerInfo info;
  Heartbeat beat;
  LogicalTime last_heard = 0;
  std::set<std::pair<std::int64_t, TaskNumber>> processing; ///< by priority: the first `threads` are likely running
  std::unordered_set<TaskNumber> holds;
  double backlog_us = 0;            ///< expected time of what it was given and has not ended
  std::vector<bool> layers_known;
  std::unordered_set<WorkerNumber> peers_known;
  std::vector<WorkerOrder> outbox;  ///< orders of the current apply()
  bool alive = false;
};

struct JobRecord {
  JobId id;
  std::string name;
  bool detached = false;
  JobPhase phase = JobPhase::running;
  JobProgress progress;
  JobProgress reported;
  LogicalTime started = 0;
  LogicalTime ended = 0;
  Error error;
  std::vector<TaskNumber> tasks;   ///< its graph, in topological order; empty once released
  std::vector<TaskNumber> outputs; ///< in the caller's order, repeats allowed
  std::unordered_set<TaskNumber> outputs_missing; ///< outputs not in memory
  std::set<std::pair<std::int64_t, TaskNumber>> queued_roots; ///< its queued tasks without inputs, by priority
  std::set<std::pair<std::int64_t, TaskNumber>> queued_inner; ///< its queued tasks with inputs, by priority
  std::uint32_t processing = 0;    ///< its tasks at workers: fairness compares this
};

} // namespace troupe::schedule
