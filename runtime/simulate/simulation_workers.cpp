// The shells of workers: exactly the guarantees of worker_state_events.hpp, with kernels and disks that only take time.
#include "runtime/simulate/simulation.hpp"
#include "runtime/simulate/simulation_log.hpp"

#include <algorithm>
#include <limits>

namespace troupe::simulate {
namespace {

/// The instance's number is in the low half, so that it is found without a table.
WorkerId id_of_instance(std::uint64_t seed, std::uint32_t instance) {
  return {(mix(seed, instance) << 32) | (std::uint64_t{instance} + 1)};
}

template <class Running>
auto find_number(std::vector<Running>& running, std::uint32_t number) {
  return std::find_if(running.begin(), running.end(), [&](const auto& one) { return one.number == number; });
}

} // namespace

std::uint32_t Simulation::instance_of(WorkerId id) const {
  const auto instance = static_cast<std::uint32_t>(id.value) - 1;
  return instance < instances_.size() && instances_[instance].id == id ? instance : nobody;
}

void Simulation::start_worker(std::uint32_t place) {
  const auto& cluster = scenario_.cluster;
  const auto number = static_cast<std::uint32_t>(instances_.size());
  auto& worker = instances_.emplace_back();
  worker.id = id_of_instance(scenario_.seed, number);
  worker.place = place;
  worker.state = std::make_unique<WorkerState>(
      WorkerConfig{.self = worker.id,
                   .threads = cluster.threads,
                   .memory_limit = cluster.memory_limit,
                   .deaf_after_us = std::numeric_limits<LogicalTime>::max()}); // its kernels return, by and by
  places_[place] = number;
  log(Who{number}, " starts");
  auto& info = worker.info;
  info = {.id = worker.id,
          .name = "w" + std::to_string(place),
          .threads = cluster.threads,
          .memory_limit = cluster.memory_limit};
  info.address = {"sim", static_cast<std::uint16_t>(place)};
  if (scenario_.lossy) {
    lines_.push_back({LineEnd(line_config), LineEnd(line_config)});
    return join(number);
  }
  apply(WorkerJoined{info, {}});
  // Spread over the period, as workers that were started one after the other.
  push(now_ + 1 + static_cast<LogicalTime>(mix(number) % static_cast<std::uint64_t>(cluster.heartbeat_us)),
       {What::heartbeat, number, 0});
}

/// @param orderly  all it holds is elsewhere too
void Simulation::end_worker(std::uint32_t instance, bool told, LogicalTime back_after, bool orderly) {
  auto& worker = instances_[instance];
  if (!worker.alive())
    return;
  log(Who{instance}, " ends");
  if (!orderly)
    for (const auto& [key, chunk] : worker.chunks)
      audit_.excuse(catalogue_->find(key));
  worker.state.reset();
  worker.chunks.clear();
  worker.running.clear();
  worker.fetching.clear();
  worker.early.clear();
  worker.outbox.clear();
  if (told) {
    push(now_ + network_.latency(), {What::worker_gone, instance, 0});
    for (auto peer : places_)
      if (instances_[peer].alive()
          && std::ranges::any_of(instances_[peer].fetching, [&](const auto& one) { return one.from == worker.id; }))
        push(now_ + network_.latency(), {What::peer_lost, peer, instance});
  }
  push(now_ + std::max<LogicalTime>(back_after, 1), {What::worker_starts, worker.place, 0});
}

/// Its shell, when it can act now. A stalled one hears of the event once it goes on; an ended one never.
Instance* Simulation::awake(const Event& event) {
  auto& worker = instances_[event.who];
  if (!worker.alive())
    return nullptr;
  if (worker.stalled_until <= now_)
    return &worker;
  push(worker.stalled_until, event);
  return nullptr;
}

void Simulation::apply(std::uint32_t instance, const WorkerEvent& event) {
  auto effects = instances_[instance].state->apply(event, now_);
  ++outcome_.events;
  const auto& memory = instances_[instance].state->memory();
  outcome_.peak_bytes = std::max(outcome_.peak_bytes, memory.in_memory() + memory.in_flight());
  for (auto& effect : effects)
    if (instances_[instance].alive()) // nothing is started any more once it has left
      std::visit([&](auto& each) { perform(instance, each); }, effect);
}

// Kernels -----------------------------------------------------------------------------------------------------------

void Simulation::perform(std::uint32_t instance, StartTask& effect) {
  auto& worker = instances_[instance];
  RunningKernel kernel{.key = effect.key, .task = catalogue_->find(effect.key), .number = ++numbers_, .begun = now_};
  if (kernel.task == no_task)
    return complain(name_of(instance) + " runs a task that is in no graph: " + to_string(effect.key));
  if (worker.running.size() >= scenario_.cluster.threads)
    return complain(name_of(instance) + " runs more tasks than it has threads");
  kernel.value = kernel_value(static_cast<std::uint64_t>(effect.layer->params.integer("salt").value()), effect.index);
  for (std::size_t i = 0; i < effect.inputs.size(); ++i) {
    const auto held = worker.chunks.find(effect.inputs[i]);
    if (held == worker.chunks.end() || held->second.given)
      return complain(name_of(instance) + " runs " + name(effect.key) + " without its input " + name(effect.inputs[i]));
    kernel.value = take_input(kernel.value, held->second.value);
    held->second.spill = 0; // written or not, it is in memory now
    if (effect.take[i] && (mix(kernel.number, i) & 1) != 0) {
      held->second.given = true;
      kernel.consumed.push_back(effect.inputs[i]);
    }
  }
  audit_.ran(kernel.task);
  ++outcome_.kernels_run;
  for (const auto& job : jobs_)
    if (job.poisoned == kernel.task) {
      kernel.ok = false;
      kernel.error = {Errc::task_failed, "the kernel always fails"};
    }
  const auto reading = read_back(instance, kernel, effect.inputs);
  const auto slow = std::max(1.0, amount_now(Fault::Kind::slow, worker.place));
  const auto lasts = static_cast<LogicalTime>(static_cast<double>(catalogue_->duration_us(kernel.task)) * slow);
  log(Who{instance}, " runs ", kernel.key);
  push(now_ + reading + std::max<LogicalTime>(lasts, 1), {What::kernel_ends, instance, kernel.number});
  worker.running.push_back(std::move(kernel));
}

/// @returns How long inputs on disk take to come back; one that does not fails the kernel, and is told of before it
/// ends.
LogicalTime Simulation::read_back(std::uint32_t instance, RunningKernel& kernel, const std::vector<Key>& inputs) {
  auto& worker = instances_[instance];
  double bytes = 0;
  for (const auto& key : inputs) {
    auto& held = worker.chunks.at(key);
    if (!std::exchange(held.on_disk, false))
      continue;
    bytes += static_cast<double>(held.nbytes);
    const auto luck = unit_of(mix(scenario_.seed ^ kernel.number, key.low));
    if (luck >= amount_now(Fault::Kind::bad_disk, worker.place))
      continue;
    kernel.ok = false;
    kernel.error = {Errc::io_error, "its spilled input cannot be read"};
    push(now_, {What::unspill_fails, instance, keys_.put(key)});
  }
  return static_cast<LogicalTime>(bytes / scenario_.cluster.disk_bandwidth * 1e6);
}

void Simulation::perform(std::uint32_t instance, StopTask& effect) {
  auto& running = instances_[instance].running;
  const auto at = std::find_if(running.begin(), running.end(), [&](const auto& one) { return one.key == effect.key; });
  if (at == running.end())
    return complain(name_of(instance) + " stops " + name(effect.key) + ", which does not run");
  if ((mix(scenario_.seed, at->number) & 1) == 0)
    return; // a kernel that does not look: it ends as if nothing had been said
  at->ok = false;
  at->error = {Errc::cancelled, "stopped"};
  push(now_ + 10, {What::kernel_ends, instance, at->number});
}

void Simulation::end_kernel(std::uint32_t instance, std::uint32_t number) {
  auto& worker = instances_[instance];
  const auto at = find_number(worker.running, number);
  if (at == worker.running.end())
    return; // it was stopped and ended before
  auto kernel = std::move(*at);
  worker.running.erase(at);
  TaskEnded ended{.key = kernel.key,
                  .ok = kernel.ok,
                  .duration_us = static_cast<std::uint64_t>(now_ - kernel.begun),
                  .error = kernel.error};
  if (kernel.ok) {
    if (kernel.value != catalogue_->value(kernel.task))
      return complain(name_of(instance) + " computed a wrong value for " + name(kernel.key));
    ended.nbytes = catalogue_->nbytes(kernel.task);
    ended.consumed = kernel.consumed;
    for (const auto& key : kernel.consumed)
      worker.chunks.erase(key);
    worker.chunks[kernel.key] = {kernel.value, ended.nbytes};
  } else {
    for (const auto& key : kernel.consumed)
      if (const auto held = worker.chunks.find(key); held != worker.chunks.end())
        held->second.given = false;
  }
  log(Who{instance}, kernel.ok ? " has made " : " could not make ", kernel.key);
  apply(instance, std::move(ended));
}

// Chunks ------------------------------------------------------------------------------------------------------------

void Simulation::perform(std::uint32_t instance, StartFetch& effect) {
  auto& worker = instances_[instance];
  const auto from = instance_of(effect.from.id);
  if (from == nobody)
    return complain(name_of(instance) + " fetches from a worker that never was");
  if (worker.chunks.contains(effect.key))
    return complain(name_of(instance) + " fetches " + name(effect.key) + ", which it holds");
  const FetchRequest request{effect.key, instance, ++numbers_, false};
  worker.fetching.push_back({effect.key, request.number, effect.from.id});
  ask_for(from, request, worker.place, false);
}

void Simulation::perform(std::uint32_t instance, StopFetch& effect) {
  std::erase_if(instances_[instance].fetching, [&](const auto& one) { return one.key == effect.key; });
  answer_early(instance, effect.key);
}

void Simulation::perform(std::uint32_t instance, DropChunk& effect) { instances_[instance].chunks.erase(effect.key); }

void Simulation::perform(std::uint32_t instance, SpillChunk& effect) {
  auto& worker = instances_[instance];
  const auto held = worker.chunks.find(effect.key);
  if (held == worker.chunks.end())
    return complain(name_of(instance) + " spills " + name(effect.key) + ", which it does not hold");
  held->second.spill = ++numbers_;
  const auto takes = static_cast<double>(held->second.nbytes) / scenario_.cluster.disk_bandwidth * 1e6;
  log(Who{instance}, " spills ", effect.key);
  // The key in front, the number behind it: see end_spill().
  push(now_ + 1 + static_cast<LogicalTime>(takes),
       {What::spill_ends, instance, requests_.put({effect.key, instance, numbers_, false})});
}

void Simulation::end_spill(std::uint32_t instance, std::uint32_t slot) {
  const auto spill = requests_.take(slot);
  auto& worker = instances_[instance];
  const auto held = worker.chunks.find(spill.key);
  if (held == worker.chunks.end())
    return; // dropped meanwhile: then by none
  const auto luck = unit_of(mix(scenario_.seed ^ spill.number, spill.key.low));
  const bool ok = luck >= amount_now(Fault::Kind::bad_disk, worker.place);
  if (ok && held->second.spill == spill.number)
    held->second.on_disk = true;
  held->second.spill = 0;
  apply(instance, SpillEnded{spill.key, ok, held->second.nbytes});
}

void Simulation::perform(std::uint32_t instance, Leave& effect) {
  log(Who{instance}, " leaves: ", effect.reason);
  end_worker(instance, true, 100'000, effect.why == Leave::Why::retired);
}

} // namespace troupe::simulate
