// What workers report.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

namespace {

/// Exponential smoothing: half of it is from the last three measurements.
double smoothed(double before, double now) {
  return before > 0 ? 0.8 * before + 0.2 * now : now;
}

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
  measure(task, what.duration_us);
  value_appeared(task, worker, what.nbytes);
}

void SchedulerState::measure(TaskNumber task, std::uint64_t duration_us) {
  if (duration_us == 0)
    return;
  const auto number = layer_of(task);
  auto& layer = layers_[number];
  auto& kernel = kernels_[layer.kernel_number];
  const bool first = layer.duration_us == 0;
  const auto expected = expected_us(task);
  layer.duration_us = smoothed(layer.duration_us, static_cast<double>(duration_us));
  kernel.duration_us = smoothed(kernel.duration_us, static_cast<double>(duration_us));
  const auto much = layer.duration_us / expected;
  if (first && (much > surprising || much < 1 / surprising) && layer.tasks >= workers_by_id_.size())
    charge_anew(number, layer.duration_us - expected);
}

/// Tasks of the layer that workers were given before anybody knew how long they take count for what is known now. Looks
/// at all that is processing, so it is done once a layer, where that has as many tasks as there are workers.
void SchedulerState::charge_anew(LayerNumber layer, double change_us) {
  for (const auto& [id, number] : workers_by_id_) {
    auto& worker = workers_[number];
    const auto before = worker.backlog_us;
    for (auto task : worker.processing)
      if (layer_of(task) == layer) {
        const auto charge = std::max(0.0f, tasks_[task].charge_us + static_cast<float>(change_us));
        worker.backlog_us += static_cast<double>(charge) - static_cast<double>(tasks_[task].charge_us);
        tasks_[task].charge_us = charge;
      }
    if (worker.backlog_us != before)
      update_load(number);
  }
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
  std::vector<std::pair<TaskNumber, WorkerNumber>> refused;
  for (const auto& key : what.missing)
    if (const auto input = find(key); input != none && tasks_[input].phase == TaskPhase::memory)
      for (auto holder : named_holders(input, worker, handouts_.source(input, worker)))
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
    handouts_.end(task, worker, true);
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
  update_load(number);
  if (what.paused)
    drop_spare_replicas(number);
  if (freed)
    for (auto constraint : worker.constraints)
      constraint_changed(constraint);
  idle_.push_back(number);
}

} // namespace troupe
