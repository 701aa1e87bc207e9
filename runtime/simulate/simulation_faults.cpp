// The effects of faults, and their ends.
#include "runtime/simulate/simulation.hpp"
#include "runtime/simulate/simulation_log.hpp"

#include <algorithm>

namespace troupe::simulate {

void Simulation::begin_fault(std::uint32_t number) {
  const auto& fault = scenario_.faults[number];
  const bool of_process = fault.kind <= Fault::Kind::stall || fault.kind == Fault::Kind::retire;
  if (fault.worker >= places_.size() && (of_process || fault.kind == Fault::Kind::slow))
    return; // there are fewer workers now
  log("FAULT ", to_string(fault));
  const bool acts = fault.kind == Fault::Kind::restart ? scheduler_ != nullptr
                    : of_process                       ? instances_[places_[fault.worker]].alive()
                                                       : true;
  outcome_.faults.begun[static_cast<std::size_t>(fault.kind)] += acts ? 1 : 0;
  const auto instance = fault.worker < places_.size() ? places_[fault.worker] : nobody;
  switch (fault.kind) {
  case Fault::Kind::crash:
    return end_worker(instance, true, fault.lasts_us);
  case Fault::Kind::vanish:
    return end_worker(instance, false, fault.lasts_us);
  case Fault::Kind::stall:
    instances_[instance].stalled_until = std::max(instances_[instance].stalled_until, now_ + fault.lasts_us);
    return;
  case Fault::Kind::restart:
    if (!scheduler_)
      return; // it is down already
    scheduler_.reset();
    push(now_ + std::max<LogicalTime>(fault.lasts_us, 1), {What::scheduler_starts, 0, 0});
    return;
  case Fault::Kind::retire:
    return retire(instance);
  case Fault::Kind::slow:
  case Fault::Kind::weather:
  case Fault::Kind::partition:
  case Fault::Kind::bad_disk:
    fault_on_[number] = true;
    ++faults_on_;
    push(now_ + fault.lasts_us, {What::fault_ends, number, 0});
    return;
  }
}

/// As the scheduler's shell does on request.
void Simulation::retire(std::uint32_t instance) {
  const auto& worker = instances_[instance];
  if (scheduler_ && worker.alive() && scheduler_->worker_named(to_string(worker.id)).ok()
      && scheduler_->may_retire(worker.id).ok())
    apply(WorkerRetires{worker.id});
}

void Simulation::end_fault(std::uint32_t number) {
  fault_on_[number] = false;
  --faults_on_;
  log("over: ", to_string(scenario_.faults[number]));
}

bool Simulation::parted(std::uint32_t place, std::uint32_t other) const {
  for (std::size_t i = 0; faults_on_ > 0 && i < fault_on_.size(); ++i)
    if (const auto& fault = scenario_.faults[i]; fault_on_[i] && fault.kind == Fault::Kind::partition)
      if (beyond(fault, place) != beyond(fault, other))
        return true;
  return false;
}

/// From the scheduler and the clients.
bool Simulation::cut_off(std::uint32_t place) const {
  for (std::size_t i = 0; faults_on_ > 0 && i < fault_on_.size(); ++i)
    if (const auto& fault = scenario_.faults[i]; fault_on_[i] && fault.kind == Fault::Kind::partition)
      if (beyond(fault, place))
        return true;
  return false;
}

double Simulation::amount_now(Fault::Kind kind, std::uint32_t place) const {
  double most = 0;
  for (std::size_t i = 0; faults_on_ > 0 && i < fault_on_.size(); ++i)
    if (const auto& fault = scenario_.faults[i]; fault_on_[i] && fault.kind == kind)
      if (kind == Fault::Kind::weather || fault.worker == place)
        most = std::max(most, fault.amount);
  return most;
}

} // namespace troupe::simulate
