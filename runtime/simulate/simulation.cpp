// The event loop.
#include "runtime/simulate/simulation.hpp"

#include "runtime/simulate/bounds.hpp"
#include "runtime/simulate/simulation_log.hpp"

#include <algorithm>

namespace troupe::simulate {
namespace {

/// Nothing but heartbeats for so long: whoever waits waits in vain.
constexpr LogicalTime stuck_us = 120'000'000;
/// With faults something always is under way: a drawn scenario's jobs have ended long before this.
constexpr LogicalTime faulty_most_us = 90'000'000;
/// After the last job and the last fault, so that what is on its way arrives, what is lost is found out, and a worker
/// that comes back with chunks of an earlier scheduler's time has them freed (inventory_grace_us after it has come).
constexpr LogicalTime grace_us = 8'000'000;

Result<ModelledGraph> graph_of(const JobPlan& plan) {
  if (plan.recorded)
    return *plan.recorded;
  auto made = make_graph(plan.graph, plan.tasks, plan.width, plan.graph_seed);
  if (made)
    for (auto& model : made->models)
      model.duration_us /= plan.speed;
  return made;
}

} // namespace

Simulation::Simulation(Scenario scenario, SimulationHooks hooks)
    : scenario_(std::move(scenario)), hooks_(std::move(hooks)),
      network_(scenario_.cluster.bandwidth, scenario_.cluster.latency_us) {}

SimulationOutcome Simulation::run() {
  set_up();
  if (outcome_.ok())
    loop();
  return finish();
}

void Simulation::set_up() {
  for (const auto& plan : scenario_.jobs) {
    const auto same = std::find_if(scenario_.jobs.begin(), scenario_.jobs.end(), [&](const auto& other) {
      return other.graph == plan.graph && other.tasks == plan.tasks && other.width == plan.width
             && other.graph_seed == plan.graph_seed && other.speed == plan.speed && other.recorded == plan.recorded;
    });
    if (const auto at = static_cast<std::size_t>(same - scenario_.jobs.begin()); at < workloads_.size()) {
      workloads_.push_back(workloads_[at]);
      continue;
    }
    auto made = graph_of(plan);
    if (!made)
      return complain(made.error().message);
    workloads_.push_back(make_workload(std::move(*made)));
  }
  catalogue_ = std::make_unique<Catalogue>(workloads_, scenario_.seed);
  audit_.begin(catalogue_->size());
  if (auto& limit = scenario_.cluster.memory_limit; limit > 0)
    limit = std::max(limit, catalogue_->most_at_once() / 9 * 10
                                + 10); // tasks get 90 % of it; with less a job is refused: nothing to simulate
  const auto& cluster = scenario_.cluster;
  for (std::uint32_t job = 0; job < scenario_.jobs.size(); ++job) {
    auto& record = jobs_.emplace_back();
    const auto& tasks = workloads_[job]->table->tasks;
    if (scenario_.jobs[job].poisoned)
      record.poisoned = catalogue_->number_of(job, static_cast<std::uint32_t>(mix(scenario_.seed, job) % tasks.size()));
    push(scenario_.jobs[job].submit_at, {What::job_arrives, job, 0});
    if (scenario_.jobs[job].cancel_at)
      push(*scenario_.jobs[job].cancel_at, {What::job_cancelled, job, 0});
    const auto bounds = lower_bounds(*workloads_[job], *catalogue_, job, cluster.workers,
                                     std::uint64_t{cluster.workers} * cluster.threads, cluster.bandwidth);
    outcome_.bound_us = std::max(outcome_.bound_us, bounds.bound_us());
  }
  fault_on_.resize(scenario_.faults.size());
  for (std::uint32_t fault = 0; fault < scenario_.faults.size(); ++fault) {
    push(scenario_.faults[fault].at, {What::fault_begins, fault, 0});
    calm_from_ = std::max(calm_from_, scenario_.faults[fault].at + scenario_.faults[fault].lasts_us);
  }
  places_.assign(cluster.workers, nobody);
  for (std::uint32_t place = 0; place < cluster.workers; ++place)
    network_.add_port();
  for (auto& job : jobs_)
    job.port = network_.add_port();
  start_scheduler();
  push(cluster.tick_us, {What::scheduler_tick, 0, 0});
  for (std::uint32_t place = 0; place < cluster.workers; ++place)
    start_worker(place);
}

void Simulation::push(LogicalTime at, Event event) {
  if (event.what > What::scheduler_tick)
    ++under_way_;
  queue_.push(at, event);
}

void Simulation::loop() {
  std::uint64_t count = 0;
  while (outcome_.ok() && !over()) {
    const auto next = queue_.pop();
    now_ = next.at;
    if (next.event.what > What::scheduler_tick) {
      --under_way_;
      last_change_ = now_;
    }
    dispatch(next.event);
    if (scenario_.check_every > 0 && ++count % scenario_.check_every == 0 && !check_now())
      return;
  }
  if (!outcome_.ok())
    return;
  check_jobs();
  check_nothing_left();
  check_kernels_run();
}

bool Simulation::over() {
  if (jobs_ended_at_ < 0 && std::all_of(jobs_.begin(), jobs_.end(), [](const auto& job) { return job.ended; }))
    jobs_ended_at_ = now_;
  if (jobs_ended_at_ >= 0)
    return scenario_.lossy ? scheduler_ && now_ > std::max({jobs_ended_at_, scheduler_since_, calm_from_}) + grace_us
                           : under_way_ == 0;
  if (scenario_.lossy ? now_ > faulty_most_us : now_ > last_change_ + stuck_us) {
    check_jobs(); // says which has not ended
    return true;
  }
  return false;
}

void Simulation::dispatch(const Event& event) {
  switch (event.what) {
  case What::heartbeat: {
    auto* worker = awake(event);
    if (!worker)
      return;
    push(now_ + scenario_.cluster.heartbeat_us, event);
    return apply(event.who, Tick{worker->state->memory().in_memory()});
  }
  case What::scheduler_tick:
    push(now_ + scenario_.cluster.tick_us, event);
    return scheduler_ ? apply(SchedulerTick{}) : void();
  case What::orders_arrive:
    if (instances_[event.who].alive() && !awake(event))
      return; // it comes again
    if (auto orders = orders_.take(event.slot); instances_[event.who].alive()) {
      log_orders(event.who, orders);
      apply(event.who, OrdersArrived{std::move(orders)});
    }
    return;
  case What::reports_arrive:
    return hear(event.who, LineMessage{reports_.take(event.slot)});
  case What::flush:
    return awake(event) ? flush(event.who) : void();
  case What::kernel_ends:
    return awake(event) ? end_kernel(event.who, event.slot) : void();
  case What::fetch_asked:
  case What::output_asked:
    if (instances_[event.who].alive() && !awake(event))
      return;
    return answer(event.who, event.slot);
  case What::fetch_ends:
    if (instances_[event.who].alive() && !awake(event))
      return;
    return end_fetch(event.slot);
  case What::output_ends:
    return end_output(event.slot);
  case What::spill_ends:
    return awake(event) ? end_spill(event.who, event.slot) : void();
  case What::unspill_fails:
    if (instances_[event.who].alive() && !awake(event))
      return;
    if (const auto key = keys_.take(event.slot); instances_[event.who].alive())
      apply(event.who, UnspillFailed{key});
    return;
  case What::peer_lost:
    return awake(event) ? apply(event.who, PeerLost{instances_[event.slot].id}) : void();
  case What::packet_up:
    return take_up(packets_.take(event.slot));
  case What::packet_down:
    if (instances_[event.who].alive() && !awake(event))
      return;
    return take_down(packets_.take(event.slot));
  case What::worker_timer:
    if (awake(event)) {
      lines_[event.who].worker_timer.reset();
      pump_worker_end(event.who);
    }
    return;
  case What::scheduler_timer:
    lines_[event.who].scheduler_timer.reset();
    return pump_scheduler_end(event.who);
  case What::worker_starts:
    return start_worker(event.who);
  case What::worker_gone:
    if (scheduler_ && lines_[event.who].opened == epoch_ && lines_[event.who].closed != epoch_) {
      lines_[event.who].closed = epoch_;
      apply(WorkerGone{instances_[event.who].id, "its process ended"});
    }
    return;
  case What::scheduler_starts:
    return start_scheduler();
  case What::fault_begins:
    return begin_fault(event.who);
  case What::fault_ends:
    return end_fault(event.who);
  case What::job_arrives:
    return submit(event.who);
  case What::job_cancelled:
    if (auto& job = jobs_[event.who]; !job.ended && job.gather) {
      job.cancelled = true;
      apply(event.who, CancelRequested{});
    }
    return;
  case What::notice_arrives:
    return take_notice(notices_.take(event.slot));
  case What::command_arrives:
    if (const auto command = commands_.take(event.slot); scheduler_ && command.epoch == epoch_)
      apply(CommandArrived{command.command});
    return;
  }
}

void Simulation::complain(std::string what) {
  outcome_.complaints.push_back(time_text(now_) + ": " + std::move(what));
  log("COMPLAINT ", outcome_.complaints.back());
}

bool Simulation::check_now() {
  if (scheduler_)
    if (const auto holds = scheduler_->check_invariants(); !holds)
      complain("the scheduler's state: " + holds.error().message);
  for (std::uint32_t place = 0; place < places_.size(); ++place)
    if (const auto& worker = instances_[places_[place]]; worker.alive())
      if (const auto holds = worker.state->check_invariants(); !holds)
        complain("the state of " + name_of(places_[place]) + ": " + holds.error().message);
  return outcome_.ok();
}

SimulationOutcome Simulation::finish() {
  if (catalogue_)
    outcome_.tasks = catalogue_->size();
  for (const auto& job : jobs_) {
    outcome_.makespan_us = std::max(outcome_.makespan_us, job.finished_at);
    outcome_.faults.jobs_cancelled += job.cancelled ? 1 : 0;
    outcome_.faults.jobs_poisoned += job.poisoned != nobody ? 1 : 0;
  }
  return std::move(outcome_);
}

void Simulation::log_orders(std::uint32_t instance, const std::vector<WorkerOrder>& orders) {
  if (hooks_.log)
    for (const auto& order : orders)
      log(name_of(instance), " <- ", text_of(order, [this](const Key& key) { return name(key); }));
}

std::string Simulation::name(const Key& key) const {
  const auto task = catalogue_->find(key);
  return task == no_task ? to_string(key) : catalogue_->name(task);
}

std::string Simulation::name_of(std::uint32_t instance) const {
  return "w" + std::to_string(instances_[instance].place) + "." + std::to_string(instance);
}

} // namespace troupe::simulate
