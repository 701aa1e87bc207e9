// Workers: how they join, what they report, how they are lost.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

void SchedulerState::on(const WorkerJoined& event) {
  if (workers_by_id_.contains(event.info.id))
    return;
  const auto number = static_cast<WorkerNumber>(workers_.size());
  auto& worker = workers_.emplace_back();
  worker.info = event.info;
  worker.info.threads = std::max(1u, worker.info.threads);
  worker.last_heard = now_;
  worker.alive = true;
  workers_by_id_.emplace(event.info.id, number);
}

void SchedulerState::on(const WorkerGone& event) {
  if (const auto at = workers_by_id_.find(event.worker); at != workers_by_id_.end())
    lose_worker(at->second, event.reason);
}

void SchedulerState::on(const ReportsArrived& event) {
  const auto at = workers_by_id_.find(event.batch.worker);
  if (at == workers_by_id_.end()) {
    effects_.push_back(FenceWorker{event.batch.worker, "it is not a member of this cluster"});
    return;
  }
  const auto number = at->second;
  workers_[number].last_heard = now_;
  for (const auto& what : event.batch.reports)
    std::visit([&](const auto& each) { report(number, each); }, what);
}

void SchedulerState::report(WorkerNumber worker, const TaskFinished& what) {
  const auto at = tasks_by_key_.find(what.key);
  if (at == tasks_by_key_.end()) {
    order(worker, FreeChunk{what.key});
    return;
  }
  const auto number = at->second;
  auto& task = tasks_[number];
  if (what.duration_us > 0) {
    auto& smoothed = layers_[task.layer].duration_us;
    smoothed = smoothed > 0 ? 0.8 * smoothed + 0.2 * static_cast<double>(what.duration_us)
                            : static_cast<double>(what.duration_us);
  }
  if (task.phase == TaskPhase::processing) {
    if (task.worker != worker) // it was given to another meanwhile; the value counts, whoever made it
      order(task.worker, CancelTask{task.key});
    unassign(number);
    task_in_memory(number, worker, what.nbytes);
  } else if (task.phase == TaskPhase::memory) {
    report(worker, ReplicaMade{what.key});
  } else {
    order(worker, FreeChunk{what.key});
  }
}

void SchedulerState::report(WorkerNumber worker, const TaskFailed& what) {
  const auto at = tasks_by_key_.find(what.key);
  if (at == tasks_by_key_.end() || tasks_[at->second].phase != TaskPhase::processing || tasks_[at->second].worker != worker)
    return;
  const auto number = at->second;
  unassign(number);
  move(number, TaskPhase::erred);
  stop_needing_inputs(number);
  fail_jobs_of(number, what.error);
}

void SchedulerState::report(WorkerNumber worker, const InputsMissing& what) {
  // The holders that were named do not give the value: they are taken not to have it, so that this cannot go round
  // for ever; what nobody else holds is made again.
  for (const auto& key : what.missing)
    if (const auto at = tasks_by_key_.find(key); at != tasks_by_key_.end()) {
      const auto holders = tasks_[at->second].holders;
      for (auto holder : holders) {
        order(holder, FreeChunk{key});
        remove_holder(at->second, holder);
      }
    }
  const auto at = tasks_by_key_.find(what.key);
  if (at != tasks_by_key_.end() && tasks_[at->second].phase == TaskPhase::processing && tasks_[at->second].worker == worker)
    give_back(at->second);
}

void SchedulerState::report(WorkerNumber worker, const ReplicaMade& what) {
  const auto at = tasks_by_key_.find(what.key);
  if (at == tasks_by_key_.end() || tasks_[at->second].phase != TaskPhase::memory) {
    order(worker, FreeChunk{what.key});
    return;
  }
  auto& holders = tasks_[at->second].holders;
  const auto place = std::lower_bound(holders.begin(), holders.end(), worker);
  if (place == holders.end() || *place != worker)
    holders.insert(place, worker);
  workers_[worker].holds.insert(at->second);
}

void SchedulerState::report(WorkerNumber worker, const TaskReturned& what) {
  const auto at = tasks_by_key_.find(what.key);
  if (at != tasks_by_key_.end() && tasks_[at->second].phase == TaskPhase::processing && tasks_[at->second].worker == worker)
    give_back(at->second);
}

void SchedulerState::report(WorkerNumber worker, const ChunkLost& what) {
  if (const auto at = tasks_by_key_.find(what.key); at != tasks_by_key_.end())
    remove_holder(at->second, worker);
}

void SchedulerState::report(WorkerNumber worker, const Heartbeat& what) {
  workers_[worker].beat = what;
}

void SchedulerState::lose_worker(WorkerNumber number, const std::string& reason) {
  auto& worker = workers_[number];
  worker.alive = false;
  worker.outbox.clear();
  workers_by_id_.erase(worker.info.id);
  effects_.push_back(FenceWorker{worker.info.id, reason});
  std::vector<TaskNumber> processing;
  for (const auto& [priority, task] : worker.processing)
    processing.push_back(task);
  std::vector<TaskNumber> held(worker.holds.begin(), worker.holds.end());
  std::sort(held.begin(), held.end());
  for (auto task : held)
    remove_holder(task, number);
  // Workers run in order of priority, so the first were running when it died; the others only waited there.
  for (std::size_t i = 0; i < processing.size() && i < workers_[number].info.threads; ++i)
    ++tasks_[processing[i]].deaths;
  for (auto task : processing) {
    if (tasks_[task].phase != TaskPhase::processing || tasks_[task].worker != number)
      continue; // an earlier one of these failed its job
    if (tasks_[task].deaths < config_.deaths_allowed) {
      give_back(task);
      continue;
    }
    unassign(task);
    move(task, TaskPhase::erred);
    stop_needing_inputs(task);
    const auto& layer = layers_[tasks_[task].layer];
    fail_jobs_of(task, {Errc::lost, "task " + std::to_string(tasks_[task].index) + " of kernel '" + layer.kernel + "' was running on " +
                                      std::to_string(tasks_[task].deaths) + " workers that died; the last was '" +
                                      workers_[number].info.name + "' (" + reason + ")"});
  }
  workers_[number].holds.clear();
}

} // namespace troupe
