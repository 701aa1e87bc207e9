// The events and effects of SchedulerState::apply. Plain values.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/graph/task_graph.hpp"
#include "runtime/graph/task_table.hpp"
#include "runtime/schedule/job_messages.hpp"
#include "runtime/schedule/worker_messages.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace troupe {

// Events -----------------------------------------------------------------------------------------------------------

struct WorkerJoined {
  WorkerInfo info;
  std::vector<HeldChunk> inventory; ///< what it computed under an earlier scheduler and still holds
};
/// Its connection broke, or it said good-bye.
struct WorkerGone {
  WorkerId worker;
  std::string reason;
};
/// It is to leave in order: no more tasks for it, copies of what only it holds, then its dismissal.
struct WorkerRetires {
  WorkerId worker;
};
struct ReportsArrived {
  WorkerReports batch;
};
/// @pre graph.check() passed; table and ranks were made from it
struct JobSubmitted {
  JobId job;
  std::string name;
  bool detached = false;
  std::shared_ptr<const TaskGraph> graph;
  std::shared_ptr<const TaskTable> table;
  std::shared_ptr<const std::vector<std::uint32_t>> ranks; ///< one a task, lower runs first
  double weight = 1; ///< its share of the workers beside other jobs; above 0
  /// Tasks without inputs that belong together have one number here (one a task): they go to one worker where that
  /// leaves nobody idle. nullptr: those whose first consumer is the same.
  std::shared_ptr<const std::vector<std::uint32_t>> groups = nullptr;
};
struct CommandArrived {
  JobCommand command;
};
/// From time to time: finds silent workers, sends progress.
struct SchedulerTick {};

using SchedulerEvent =
  std::variant<WorkerJoined, WorkerGone, ReportsArrived, JobSubmitted, CommandArrived, SchedulerTick, WorkerRetires>;

// Effects ----------------------------------------------------------------------------------------------------------

/// One batch a worker and apply(), in the order in which the orders are to be obeyed.
struct SendOrders {
  WorkerId worker;
  std::vector<WorkerOrder> orders;
  bool operator==(const SendOrders&) const = default;
};
/// To the job's supervisor.
struct SendNotice {
  JobId job;
  JobNotice notice;
  bool operator==(const SendNotice&) const = default;
};
/// The worker is lost, or was never known: whatever it says from now on is refused, and it is told to leave.
struct FenceWorker {
  WorkerId worker;
  std::string reason;
  bool operator==(const FenceWorker&) const = default;
};

using SchedulerEffect = std::variant<SendOrders, SendNotice, FenceWorker>;

} // namespace troupe
