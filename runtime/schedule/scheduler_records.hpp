// The scheduler's records of tasks, layers, workers and jobs. Plain data; SchedulerState keeps it consistent.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/base/key.hpp"
#include "runtime/graph/task_table.hpp"
#include "runtime/messages/job_messages.hpp"
#include "runtime/messages/worker_messages.hpp"
#include "runtime/schedule/number_map.hpp"
#include "runtime/schedule/root_queue.hpp"
#include "runtime/schedule/scheduler_numbers.hpp"
#include "runtime/schedule/task_phase.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace troupe::schedule {

/// What changes while a task lives. What does not (key, layer, inputs, order) is in its block.
struct TaskRecord {
  std::uint64_t nbytes = 0;            ///< known once it was made
  BlockNumber block = none;            ///< none: a free place
  WorkerNumber worker = none;          ///< in phase processing: where; in phase memory: its first holder
  std::uint32_t place = 0;             ///< its place in that worker's list
  std::uint32_t inputs_not_ready = 0;  ///< input slots not in memory; kept in phases waiting and processing
  std::uint32_t inputs_unassigned = 0; ///< input slots neither in memory nor processing; kept in phase waiting
  std::uint32_t needed_by = 0;         ///< input slots that it fills of tasks waiting, queued or processing
  std::uint32_t wanted_by = 0;         ///< output slots of jobs that it fills
  float charge_us = 0;                 ///< in phase processing: what its worker's backlog was charged
  TaskPhase phase = TaskPhase::idle;
  std::uint8_t deaths = 0;         ///< workers that died while (in all likelihood) running it
  std::uint8_t failures = 0;       ///< tries that its kernel failed
  bool root : 1 = false;           ///< needs nothing worth speaking of from others: held back until a worker is free
  bool queued_once : 1 = false;    ///< a root that was queued before: it came back
  bool shared : 1 = false;         ///< belongs to more jobs than the one that brought it
  bool used_outside : 1 = false;   ///< has consumers in other blocks
  bool replicated : 1 = false;     ///< has more holders than the first
  bool in_ahead_queue : 1 = false; ///< waits for its worker to have room to take it ahead of its inputs
  bool asked_back : 1 = false;     ///< its worker was asked to return it, for another
  bool moved : 1 = false;          ///< was returned once: it is not moved again
  bool weighed_anew : 1 = false;   ///< has many inputs, and was weighed for a worker without work: that is done once
  bool across_cut : 1 = false;     ///< in phase processing: given to a worker that was known not to reach all inputs
};

/// One more holder of a chunk, and its place in that worker's list.
struct Holder {
  WorkerNumber worker = none;
  std::uint32_t place = 0;
};

/// The tasks that one job brought, with consecutive numbers, and what never changes of them. It lives until the last
/// of them is forgotten.
struct TaskBlock {
  JobNumber job = none; ///< that brought them; none once it is over
  TaskNumber first = 0;
  std::uint32_t count = 0;
  std::uint32_t live = 0;                 ///< not forgotten yet
  bool all_here = true;                   ///< every input is a task of this block
  std::shared_ptr<const TaskTable> table; ///< shared with who submitted it where all its tasks are new
  TaskNumber input_base = 0;              ///< added to the table's inputs it gives task numbers
  std::vector<std::uint32_t> user_begins; ///< task i is taken by users[user_begins[i] .. user_begins[i + 1])
  std::vector<TaskNumber> users;          ///< of this block, rising; twice where it is taken twice
  std::shared_ptr<const std::vector<std::uint32_t>> order; ///< of each task, lower first
  std::vector<LayerNumber> layers;                         ///< by the table's layer numbers
  Tag base = 0;                                            ///< of its tags
  double spacing = 1;                                      ///< of its tags: what one place in the order counts

  std::uint32_t at(TaskNumber task) const { return task - first; }
};

/// A rule of which workers may run some tasks, and those of them that are queued.
struct ConstraintRecord {
  std::vector<std::string> workers;                           ///< names, addresses or ids; empty: any
  std::vector<Resource> resources;                            ///< as they were given, to know the rule again
  std::vector<std::pair<std::uint32_t, std::uint32_t>> takes; ///< number of a resource, amount
  std::vector<WorkerNumber> eligible;                         ///< alive, rising
  std::vector<std::pair<Tag, TaskNumber>> queue;              ///< heap; entries that are queued no more are skipped
  std::uint32_t layers = 0;                                   ///< that name it
  bool changed = false;                                       ///< to be looked at before the event is done
};

struct WorkerRecord {
  WorkerInfo info;
  Heartbeat beat;
  LogicalTime last_heard = 0;
  WorkerNumber heard_before = none; ///< neighbours in the list of workers by when they were heard
  WorkerNumber heard_after = none;
  std::vector<TaskNumber> processing; ///< given to it and not ended
  std::vector<TaskNumber> holds;
  std::uint32_t runnable = 0;          ///< of those processing, with all inputs in memory somewhere
  double backlog_us = 0;               ///< expected time of those processing
  LogicalTime ended_at = 0;            ///< when something last ended there, or it was given work while it had none
  std::uint32_t incoming = 0;          ///< tasks that others were asked to return for it
  std::vector<TaskNumber> ahead_queue; ///< tasks that could be sent ahead of their inputs once it has room
  std::size_t swept = 0;               ///< where in `holds` the search for spare replicas goes on
  std::vector<std::uint32_t> resources_free; ///< by number of the resource
  std::vector<std::uint32_t> constraints;    ///< for which it is eligible
  NumberMap layers_known;                    ///< layer -> generation it was told of
  std::vector<std::uint64_t> peers_known;    ///< a bit a worker
  std::vector<WorkerOrder> outbox;           ///< orders of the current apply()
  LogicalTime grace_until = 0;               ///< what it makes until then may be for a job that comes again
  bool alive = false;
  bool retiring = false; ///< gets no more tasks
};

/// A worker on its way out.
struct Retirement {
  WorkerNumber worker = none;
  std::map<TaskNumber, WorkerNumber> moving;   ///< chunks that are being copied, and to whom
  std::map<WorkerNumber, std::uint64_t> given; ///< bytes that each other worker was asked to take
  std::size_t looked_at = 0;                   ///< how many of what it holds have been looked at
  bool dismissed = false;
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
  double weight = 1;
  BlockNumber block = none;             ///< the tasks that it brought
  std::vector<TaskNumber> shared_tasks; ///< its tasks that earlier jobs brought; inputs before their consumers
  std::vector<TaskNumber> outputs;      ///< in the caller's order, repeats allowed
  std::uint64_t outputs_missing = 0;    ///< slots of outputs that are not in memory
  NumberMap output_slots;               ///< output -> its slots; made when tasks are shared
  bool slots_counted = false;
  bool announced = false;                         ///< its supervisor was told that every output is in memory
  bool progress_noted = false;                    ///< it is in the list of jobs with progress to tell
  std::uint32_t processing = 0;                   ///< its tasks at workers
  RootQueue roots;                                ///< its root tasks, queued for the first time
  std::vector<std::pair<Tag, TaskNumber>> urgent; ///< heap: root tasks that came back, or that another job brought
  double root_us = 0;                             ///< expected time of its next root task
  double served_us = 0;      ///< of work given to workers for it, by weight: the job with least is next
  double charged_us = 0;     ///< not in served_us yet
  bool has_roots = false;    ///< it is in the list of jobs whose turn may come
  std::int32_t priority = 0; ///< of its next root task, as that list has it
};

} // namespace troupe::schedule
