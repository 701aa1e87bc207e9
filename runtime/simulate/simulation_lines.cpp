// Messages between the scheduler and workers: delivered directly, or, where the network loses packets, over a
// ReliableLink at each end. A packet names the scheduler's incarnation, so a new one refuses the old one's packets.
#include "runtime/simulate/simulation.hpp"
#include "runtime/simulate/simulation_log.hpp"

#include <algorithm>

namespace troupe::simulate {

void Simulation::send_up(std::uint32_t instance, LineMessage message) {
  if (const auto sent = lines_[instance].worker_end.send(std::move(message)); !sent)
    return end_worker(instance, true, 100'000); // the scheduler takes nothing: it is lost to this worker
  pump_worker_end(instance);
}

void Simulation::join(std::uint32_t instance) {
  const auto& worker = instances_[instance];
  send_up(instance, WorkerJoined{worker.info, worker.state->inventory()});
}

/// Keeps what it holds and what it runs, and offers that to the next one over a line of its own.
void Simulation::look_for_another_scheduler(std::uint32_t instance) {
  log(Who{instance}, " has lost its scheduler");
  apply(instance, SchedulerGone{});
  instances_[instance].outbox.clear();
  auto& line = lines_[instance];
  line.worker_end = LineEnd(line_config);
  line.worker_timer.reset();
  line.epoch = 0;
  ++line.session;
  join(instance);
}

void Simulation::send_down(std::uint32_t instance, std::vector<WorkerOrder> orders) {
  if (!scenario_.lossy)
    return push(now_ + network_.latency(), {What::orders_arrive, instance, orders_.put(std::move(orders))});
  auto& line = lines_[instance];
  if (line.opened != epoch_ || line.closed == epoch_)
    return;
  if (line.scheduler_end.send(Orders{std::move(orders)}).ok())
    pump_scheduler_end(instance);
}

void Simulation::pump_worker_end(std::uint32_t instance) {
  auto& line = lines_[instance];
  for (auto& packet : line.worker_end.due(now_))
    fly(What::packet_up, {instance, line.session, line.epoch, false, std::move(packet)});
  if (const auto next = line.worker_end.next_due(); next && (!line.worker_timer || *next < *line.worker_timer)) {
    line.worker_timer = next;
    push(std::max(*next, now_), {What::worker_timer, instance, 0});
  }
}

void Simulation::pump_scheduler_end(std::uint32_t instance) {
  auto& line = lines_[instance];
  if (!scheduler_ || line.opened != epoch_ || line.closed == epoch_)
    return;
  for (auto& packet : line.scheduler_end.due(now_))
    fly(What::packet_down, {instance, line.taken, epoch_, false, std::move(packet)});
  if (const auto next = line.scheduler_end.next_due();
      next && (!line.scheduler_timer || *next < *line.scheduler_timer)) {
    line.scheduler_timer = next;
    push(std::max(*next, now_), {What::scheduler_timer, instance, 0});
  }
}

/// Through the weather.
void Simulation::fly(What way, FlyingPacket packet) {
  const auto instance = packet.instance;
  if (cut_off(instances_[instance].place)) {
    ++outcome_.faults.packets_lost;
    return;
  }
  Dice dice(mix(scenario_.seed ^ 0x77, (std::uint64_t{instance} << 32) | lines_[instance].packets++));
  const auto storm = amount_now(Fault::Kind::weather, instances_[instance].place);
  if (dice.chance(storm)) {
    ++outcome_.faults.packets_lost;
    return;
  }
  auto copies = dice.chance(storm) ? 2 : 1;
  outcome_.faults.packets_repeated += copies > 1 ? 1 : 0;
  auto& last = lines_[instance].arrives_last[way == What::packet_up ? 0 : 1];
  for (; copies > 0; --copies) {
    const auto detour = dice.chance(storm) ? dice.between(0, 20 * network_.latency()) : 0;
    const auto arrives = now_ + network_.latency() + detour;
    outcome_.faults.packets_reordered += arrives < last ? 1 : 0;
    last = std::max(last, arrives);
    push(arrives, {way, instance, packets_.put(packet)});
  }
}

void Simulation::take_up(FlyingPacket packet) {
  if (!scheduler_)
    return;
  auto& line = lines_[packet.instance];
  if ((packet.epoch != 0 && packet.epoch != epoch_) || line.closed == epoch_)
    return fly(What::packet_down, {packet.instance, packet.session, epoch_, true, {}});
  if (line.opened == epoch_ && packet.session != line.taken)
    return; // of an earlier session, much delayed
  if (line.opened != epoch_) {
    if (packet.session != line.session)
      return;
    line.opened = epoch_;
    line.taken = packet.session;
    line.scheduler_end = LineEnd(line_config);
    line.scheduler_timer.reset();
  }
  const auto messages = line.scheduler_end.take(packet.packet);
  for (const auto& message : messages)
    if (scheduler_ && lines_[packet.instance].closed != epoch_)
      hear(packet.instance, *message);
  pump_scheduler_end(packet.instance);
}

/// The scheduler's shell hears of one message.
void Simulation::hear(std::uint32_t instance, const LineMessage& message) {
  if (const auto* joined = std::get_if<WorkerJoined>(&message))
    return apply(*joined);
  const auto& batch = std::get<WorkerReports>(message);
  for (const auto& report : batch.reports)
    if (scenario_.lossy)
      note_report(instances_[instance], report);
  if (hooks_.log)
    for (const auto& report : batch.reports)
      if (!std::holds_alternative<Heartbeat>(report))
        log("scheduler <- ", name_of(instance), " ", text_of(report, [this](const Key& key) { return name(key); }));
  outcome_.scheduler_events += batch.reports.size() - 1; // one is counted by apply()
  apply(ReportsArrived{batch});
}

void Simulation::take_down(FlyingPacket packet) {
  auto& line = lines_[packet.instance];
  if (!instances_[packet.instance].alive() || packet.session != line.session)
    return;
  if (line.epoch != 0 && packet.epoch != line.epoch)
    return look_for_another_scheduler(packet.instance);
  if (packet.refusal)
    return apply(packet.instance, OrdersArrived{{Retire{"the scheduler does not know this worker"}}});
  line.epoch = packet.epoch;
  if (!std::exchange(instances_[packet.instance].beats, true)) // it has been heard
    push(now_, {What::heartbeat, packet.instance, 0});
  for (const auto& message : line.worker_end.take(packet.packet)) {
    if (!instances_[packet.instance].alive())
      return;
    const auto& orders = std::get<Orders>(*message).orders;
    log_orders(packet.instance, orders);
    apply(packet.instance, OrdersArrived{orders});
  }
  if (instances_[packet.instance].alive())
    pump_worker_end(packet.instance);
}

} // namespace troupe::simulate
