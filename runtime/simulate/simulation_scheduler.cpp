// The scheduler's shell.
#include "runtime/simulate/simulation.hpp"
#include "runtime/simulate/simulation_log.hpp"

namespace troupe::simulate {

void Simulation::start_scheduler() {
  ++epoch_;
  scheduler_since_ = now_;
  scheduler_ = std::make_unique<SchedulerState>(scenario_.scheduler);
  if (epoch_ == 1)
    return;
  log("another scheduler starts");
  audit_.excuse_everything();
  for (std::uint32_t job = 0; job < jobs_.size(); ++job)
    if (jobs_[job].submitted && !jobs_[job].ended)
      push(now_ + network_.latency(), {What::job_arrives, job, 0});
}

void Simulation::apply(const SchedulerEvent& event) {
  ++outcome_.events;
  ++outcome_.scheduler_events;
  auto effects =
      hooks_.apply_scheduler ? hooks_.apply_scheduler(*scheduler_, event, now_) : scheduler_->apply(event, now_);
  for (auto& effect : effects)
    std::visit([this](auto& each) { perform(each); }, effect);
}

void Simulation::perform(SendOrders& effect) {
  const auto instance = instance_of(effect.worker);
  if (instance == nobody)
    return;
  if (scenario_.lossy)
    note_orders(instances_[instance], effect.orders);
  send_down(instance, std::move(effect.orders));
}

void Simulation::perform(SendNotice& effect) {
  const auto job = static_cast<std::uint32_t>(effect.job.value >> 16) - 1;
  const auto attempt = static_cast<std::uint32_t>(effect.job.value & 0xffff);
  push(now_ + network_.latency(), {What::notice_arrives, job, notices_.put({job, attempt, std::move(effect.notice)})});
}

void Simulation::perform(FenceWorker& effect) {
  const auto instance = instance_of(effect.worker);
  if (instance == nobody)
    return;
  log("scheduler shuts out ", Who{instance}, ": ", effect.reason);
  ++outcome_.faults.workers_shut_out;
  if (!scenario_.lossy)
    return send_down(instance, {Retire{effect.reason}});
  lines_[instance].closed = epoch_;
  note_shut_out(instances_[instance]);
  fly(What::packet_down, {instance, lines_[instance].taken, epoch_, true, {}});
}

} // namespace troupe::simulate
