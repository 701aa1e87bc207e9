// Workers' reports and the scheduler's notices of tasks: in runs with faults they tell what the scheduler may have to
// run again.
#include "runtime/simulate/simulation.hpp"

#include <utility>

namespace troupe::simulate {

void Simulation::perform(std::uint32_t instance, Report& effect) {
  auto& worker = instances_[instance];
  worker.outbox.push_back(std::move(effect.report));
  if (!std::exchange(worker.flush_pending, true))
    push(now_, {What::flush, instance, 0});
}

void Simulation::flush(std::uint32_t instance) {
  auto& worker = instances_[instance];
  worker.flush_pending = false;
  WorkerReports batch{worker.id, std::exchange(worker.outbox, {})};
  if (scenario_.lossy)
    return send_up(instance, std::move(batch));
  push(now_ + network_.latency(), {What::reports_arrive, instance, reports_.put(std::move(batch))});
}

void Simulation::note_orders(Instance& worker, const std::vector<WorkerOrder>& orders) {
  for (const auto& order : orders) {
    if (const auto* run = std::get_if<RunTask>(&order)) {
      worker.ordered.insert(catalogue_->find(run->key));
    } else if (const auto* cancel = std::get_if<CancelTask>(&order)) {
      worker.ordered.erase(catalogue_->find(cancel->key));
      audit_.excuse(catalogue_->find(cancel->key));
    }
  }
}

void Simulation::note_report(Instance& worker, const WorkerReport& report) {
  const auto ended = [&](const Key& key) {
    const auto task = catalogue_->find(key);
    worker.ordered.erase(task);
    return task;
  };
  if (const auto* finished = std::get_if<TaskFinished>(&report)) {
    ended(finished->key);
  } else if (const auto* returned = std::get_if<TaskReturned>(&report)) {
    audit_.excuse(ended(returned->key)); // it may have run meanwhile under another order
  } else if (const auto* failed = std::get_if<TaskFailed>(&report)) {
    audit_.excuse(ended(failed->key));
  } else if (const auto* missing = std::get_if<InputsMissing>(&report)) {
    audit_.excuse(ended(missing->key));
    for (const auto& key : missing->missing)
      audit_.excuse(catalogue_->find(key));
  } else if (const auto* lost = std::get_if<ChunkLost>(&report)) {
    audit_.excuse(catalogue_->find(lost->key));
  }
}

/// The scheduler gives the worker up, whether it lives or not.
void Simulation::note_shut_out(Instance& worker) {
  for (const auto& [key, chunk] : worker.chunks)
    audit_.excuse(catalogue_->find(key));
  for (auto task : worker.ordered) {
    audit_.excuse(task);
    audit_.died(task);
  }
  worker.ordered.clear();
}

} // namespace troupe::simulate
