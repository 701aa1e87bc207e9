// The events and effects of SchedulerState::apply. Plain values.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/graph/task_graph.hpp"
#include "runtime/graph/task_table.hpp"
#include "runtime/messages/job_messages.hpp"
#include "runtime/messages/worker_messages.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace troupe {

// Events -----------------------------------------------------------------------------------------------------------

struct WorkerJoined {
  WorkerInfo info;
  std::vector<HeldChunk> inventory; ///< chunks that it computed under an earlier scheduler and still holds
};
/// A worker's connection broke, or it announced its end.
struct WorkerGone {
  WorkerId worker;
  std::string reason;
};
/// A worker is to drain: it gets no more tasks, chunks that only it holds are copied to others, then it is dismissed.
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
  std::shared_ptr<const std::vector<std::uint32_t>> ranks; ///< one for each task, lower runs first
  double weight = 1;                                       ///< its share of the workers relative to other jobs; above 0
  /// A group number for each task: root tasks with the same number go to one worker, unless that leaves another idle.
  /// nullptr: tasks with the same first consumer are a group.
  std::shared_ptr<const std::vector<std::uint32_t>> groups = nullptr;
};
struct CommandArrived {
  JobCommand command;
};
/// Periodic: finds silent workers, sends progress.
struct SchedulerTick {};

using SchedulerEvent =
    std::variant<WorkerJoined, WorkerGone, ReportsArrived, JobSubmitted, CommandArrived, SchedulerTick, WorkerRetires>;

// Effects ----------------------------------------------------------------------------------------------------------

/// One batch for each worker and apply(), in the order in which the worker must handle it.
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
/// The worker is lost, or was never known: its further reports are refused, and it is told to end.
struct FenceWorker {
  WorkerId worker;
  std::string reason;
  bool operator==(const FenceWorker&) const = default;
};

using SchedulerEffect = std::variant<SendOrders, SendNotice, FenceWorker>;

} // namespace troupe
