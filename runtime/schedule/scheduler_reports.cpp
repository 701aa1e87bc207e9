// Handles workers' reports.
#include "runtime/schedule/scheduler_state.hpp"
#include "runtime/schedule/smoothed.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

namespace {

/// Smaller chunks measure the way there and back, not the bandwidth.
constexpr std::uint64_t least_measured_bytes = 1 << 18;
/// So many times longer, or shorter, than expected, what waits at workers is counted anew.
constexpr double surprising = 2;

} // namespace

void SchedulerState::on(const ReportsArrived& event) {
  const auto at = workers_by_id_.find(event.batch.worker);
  if (at == workers_by_id_.end()) {
    effects_.push_back(FenceWorker{event.batch.worker, "it is not a member of this cluster"});
    return;
  }
  const auto number = at->second;
  heard_from(number);
  for (const auto& what : event.batch.reports)
    if (const auto* finished = std::get_if<TaskFinished>(&what))
      index_.prefetch(finished->key);
  for (const auto& what : event.batch.reports)
    std::visit([&](const auto& each) { report(number, each); }, what);
}

void SchedulerState::report(WorkerNumber worker, const TaskFinished& what) {
  const auto task = find(what.key);
  if (task == none) {
    if (now_ < workers_[worker].grace_until) // it was told to by an earlier scheduler
      remember_orphan(worker, what.key, what.nbytes);
    else
      order(worker, FreeChunk{what.key});
    return;
  }
  measure(worker, task, what.duration_us);
  const auto phase = tasks_[task].phase;
  if (what.value && tasks_[task].wanted_by > 0 && phase != TaskPhase::idle && phase != TaskPhase::erred)
    inline_results_[task] = what.value;
  value_appeared(task, worker, what.nbytes);
}

void SchedulerState::measure(WorkerNumber worker, TaskNumber task, std::uint64_t duration_us) {
  if (duration_us == 0)
    return;
  const auto layer = layer_of(task);
  const bool first = !layers_.is_measured(layer);
  const auto expected = expected_us(task);
  const auto lasts = layers_.measure(layer, input_count(task), static_cast<double>(duration_us));
  const auto much = lasts / expected;
  const auto tasks = layers_[layer].tasks;
  if (!first || tasks == 1 || (much <= surprising && much >= 1 / surprising))
    return;
  // Looking at everybody is done once a layer and where that has as many tasks: it costs a constant a task.
  if (tasks < workers_by_id_.size())
    return reestimate(worker, layer, lasts - expected);
  for (const auto& [id, each] : workers_by_id_)
    reestimate(each, layer, lasts - expected);
}

/// Tasks of the layer that the worker was given before anybody knew how long they take count for what is known now.
void SchedulerState::reestimate(WorkerNumber number, LayerNumber layer, double change_us) {
  auto& worker = workers_[number];
  const auto before = worker.backlog_us;
  for (auto task : worker.processing)
    if (layer_of(task) == layer)
      charge(task, std::max(expected_us(task), static_cast<double>(tasks_[task].charge_us) + change_us));
  if (worker.backlog_us != before)
    update_load(number);
}

void SchedulerState::charge(TaskNumber task, double us) {
  auto& record = tasks_[task];
  const auto charge = static_cast<float>(us);
  workers_[record.worker].backlog_us += static_cast<double>(charge) - static_cast<double>(record.charge_us);
  record.charge_us = charge;
}

/// Of a layer that nothing is known of one task has been running for so long at the worker. What has run for a time is
/// expected to run for as long again; so is what waits there of such layers, until one of their tasks has ended.
void SchedulerState::measure_running(WorkerNumber number, LayerNumber layer, double ran_us) {
  const auto told = workers_[number].layers_known.find(layer);
  if (ran_us <= 0 || told == NumberMap::absent || told != layers_[layer].generation)
    return; // nothing runs, or what an earlier scheduler or a number's earlier use has left
  if (layers_[layer].tasks == 0 || layers_.is_measured(layer))
    return;
  layers_.measure_running(layer, ran_us, config_.unmeasured_us);
  for (auto task : workers_[number].processing)
    if (!layers_.is_measured(layer_of(task)))
      charge(task, std::max(static_cast<double>(tasks_[task].charge_us), expected_us(task)));
}

void SchedulerState::measure_fetch(std::uint64_t nbytes, std::uint64_t duration_us) {
  if (nbytes < least_measured_bytes || duration_us == 0)
    return;
  const auto measured = static_cast<double>(nbytes) / (static_cast<double>(duration_us) * 1e-6);
  bandwidth_ = std::clamp(smoothed(bandwidth_, measured), 1e6, 1e12);
}

void SchedulerState::report(WorkerNumber worker, const TaskFailed& what) {
  const auto task = find(what.key);
  if (task == none || tasks_[task].phase != TaskPhase::processing || tasks_[task].worker != worker)
    return;
  if (tasks_[task].failures < std::min(layers_[layer_of(task)].retries, 255u)) {
    ++tasks_[task].failures;
    give_back(task);
  } else {
    fail_task(task, what.error);
  }
}

void SchedulerState::report(WorkerNumber worker, const InputsMissing& what) {
  const auto task = find(what.key);
  if (task == none || tasks_[task].phase != TaskPhase::processing || tasks_[task].worker != worker)
    return; // it was called back, or went elsewhere
  // Of whom it does not reach others may get the value, or it itself once it is connected again: that is tried first.
  // Only a task that nobody else could be given, though this was known, goes without.
  std::vector<std::pair<TaskNumber, WorkerNumber>> refused;
  auto cut = note_cut(worker, what.unreached);
  if (tasks_[task].across_cut)
    cut.clear();
  for (const auto& key : what.missing)
    if (const auto input = find(key); input != none && tasks_[input].phase == TaskPhase::memory)
      for (auto holder : named_holders(input, worker, broadcasts_.source(input, worker)))
        if (std::ranges::find(cut, holder) == cut.end())
          refused.emplace_back(input, holder);
  give_back(task);
  // The holders that were named do not give the value: they are taken not to have it, so that this cannot go round
  // for ever; what nobody else holds is made again.
  for (const auto& [input, holder] : refused)
    if (tasks_[input].phase == TaskPhase::memory && holds(input, holder)) {
      order(holder, FreeChunk{key_of(input)});
      remove_holder(input, holder);
    }
}

void SchedulerState::report(WorkerNumber worker, const CopyFailed& what) {
  if (const auto task = find(what.key); task != none)
    copy_ended(task, worker);
}

void SchedulerState::report(WorkerNumber worker, const ReplicaMade& what) {
  measure_fetch(what.nbytes, what.duration_us);
  const auto task = find(what.key);
  if (task != none)
    copy_ended(task, worker);
  if (task == none || tasks_[task].phase != TaskPhase::memory) {
    order(worker, FreeChunk{what.key});
  } else if (!holds(task, worker)) {
    add_holder(task, worker);
    broadcasts_.end(task, worker, true);
  }
}

/// It was asked for, for another worker that had nothing to do.
void SchedulerState::report(WorkerNumber worker, const TaskReturned& what) {
  const auto task = find(what.key);
  if (task == none || tasks_[task].phase != TaskPhase::processing || tasks_[task].worker != worker)
    return;
  const auto thief = asked_for_.find(task);
  give_back(task);
  tasks_[task].moved = true;
  if (tasks_[task].phase == TaskPhase::queued && thief != none && gets_tasks(thief) && !workers_[thief].beat.paused)
    assign(task, weighed(task, thief), "moved to a worker without work");
}

void SchedulerState::report(WorkerNumber worker, const ChunkLost& what) {
  if (const auto task = find(what.key); task != none)
    remove_holder(task, worker);
}

void SchedulerState::report(WorkerNumber number, const Heartbeat& what) {
  auto& worker = workers_[number];
  const bool freed = worker.beat.paused && !what.paused;
  worker.beat = what;
  measure_running(number, what.longest_layer, static_cast<double>(what.longest_us));
  update_load(number);
  if (what.paused)
    drop_spare_replicas(number);
  if (freed)
    for (auto constraint : worker.constraints)
      constraint_changed(constraint);
  idle_.push_back(number);
}

} // namespace troupe
