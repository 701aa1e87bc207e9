#include "runtime/execute/worker_state.hpp"

#include <algorithm>

namespace troupe {

WorkerState::WorkerState(WorkerConfig config)
    : config_(config), ledger_(config.memory_limit, config.target, config.pause) {
  config_.threads = std::max(config_.threads, 1u);
  config_.fetches_at_once = std::max(config_.fetches_at_once, 1u);
}

std::vector<WorkerEffect> WorkerState::apply(const WorkerEvent& event, LogicalTime now) {
  now_ = now;
  std::visit([this](const auto& that) { on(that); }, event);
  settle();
  if (!tasks_.empty() || !in_flight_.empty()) {
    last_busy_ = now_;
    returned_ = false;
  }
  return std::exchange(effects_, {});
}

bool WorkerState::holds(const Key& key) const {
  const auto found = data_.find(key);
  return found != data_.end() && found->second.held();
}

Heartbeat WorkerState::heartbeat(std::uint64_t resident_bytes) const {
  Heartbeat beat{.resident_bytes = resident_bytes,
                 .chunk_bytes = ledger_.in_memory(),
                 .spilled_bytes = ledger_.on_disk(),
                 .chunks = static_cast<std::uint32_t>(held_),
                 .running = static_cast<std::uint32_t>(running_.size()),
                 .waiting = static_cast<std::uint32_t>(tasks_.size() - running_.size()),
                 .paused = ledger_.paused()};
  find_longest(beat);
  return beat;
}

/// All that follows from an event once it is taken in: find inputs, then start what can be started.
void WorkerState::settle() {
  if (leaving_)
    return;
  bool waited = false;
  do {
    do {
      resolve_wanted();
      start_fetches();
    } while (!wanted_.empty());
    waited = task_short_of_ > 0;
    start_tasks();
  } while (!wanted_.empty() || (waited && task_short_of_ == 0 && !fetch_queue_.empty()));
  spill();
}

// Events ------------------------------------------------------------------------------------------------------------

void WorkerState::on(const OrdersArrived& event) {
  for (const auto& order : event.orders)
    std::visit([this](const auto& that) { handle(that); }, order);
}

void WorkerState::on(const TaskEnded& event) {
  const auto found = tasks_.find(event.key);
  if (found == tasks_.end() || found->second.phase != Phase::running) {
    if (event.ok && !holds(event.key))
      effects_.push_back(DropChunk{event.key});
    return;
  }
  const Task task = std::move(found->second);
  tasks_.erase(found);
  running_.erase(task.rank);
  load_ -= task.load;
  learn_duration(task, event);
  ledger_.unreserve(task.reserved);
  if (event.ok)
    learn(*task.layer, event.nbytes);
  // A result that nobody hears of pays for nothing: what it consumed is then lost.
  const bool kept = event.ok && (!task.cancelled || task.again);
  auto consumed = event.consumed;
  std::ranges::sort(consumed);
  auto lies_in = kept && event.lies_in ? shared_memory(*event.lies_in, task.key) : nullptr;
  for (const auto& input : task.pinned)
    unpin(input, std::ranges::binary_search(consumed, input), kept);
  if (task.cancelled)
    end_cancelled(task, event, std::move(lies_in));
  else
    report_end(task, event, std::move(lies_in));
}

void WorkerState::on(const FetchEnded& event) {
  const auto found = data_.find(event.key);
  const bool fetching = found != data_.end() && found->second.fetch == Fetch::in_flight;
  if (!fetching || found->second.holders[found->second.asked] != event.from) {
    if (event.ok && !fetching && !holds(event.key))
      effects_.push_back(DropChunk{event.key});
    return;
  }
  auto& datum = found->second;
  settle_fetch(datum);
  datum.fetch = Fetch::none;
  const auto began = datum.fetch_begun;
  if (event.ok) {
    hold(event.key, event.nbytes);
    const auto took = std::max<LogicalTime>(now_ - began, 1);
    report(ReplicaMade{event.key, event.nbytes, static_cast<std::uint64_t>(took)});
  } else {
    if (event.error.code == Errc::unreachable)
      peers_.at(event.from).lost = true;
    ++datum.asked;
    want(event.key);
  }
}

void WorkerState::on(const PeerLost& event) {
  const auto peer = peers_.find(event.peer);
  if (peer == peers_.end())
    return;
  peer->second.lost = true;
  const auto fetches = in_flight_;
  for (const auto& [number, key] : fetches) {
    auto& datum = data_.at(key);
    if (datum.holders[datum.asked] != event.peer)
      continue;
    leave_fetch(key, datum);
    ++datum.asked;
    want(key);
  }
}

void WorkerState::on(const SchedulerGone&) {
  std::map<TaskRank, Key> waiting;
  for (const auto& [key, task] : tasks_)
    if (task.phase != Phase::running)
      waiting.emplace(task.rank, key);
  for (const auto& [rank, key] : waiting)
    if (tasks_.contains(key))
      forget_waiting(key);
  give_up_copies();
  wanted_.clear();
  layers_.clear();
  for (auto& [key, datum] : data_) // what is being taken over is not offered: if it is left over, it goes
    datum.doomed = datum.doomed || datum.taken;
  for (auto& [key, task] : tasks_) // what was cancelled may be wanted by the next scheduler, which will say so
    task.again.reset();
}

std::vector<HeldChunk> WorkerState::inventory() const {
  std::vector<HeldChunk> held;
  for (const auto& [key, datum] : data_)
    if (datum.usable() && !datum.doomed)
      held.push_back({key, datum.nbytes});
  std::ranges::sort(held, {}, &HeldChunk::key);
  return held;
}

void WorkerState::on(const SpillEnded& event) {
  const auto found = data_.find(event.key);
  if (found == data_.end() || found->second.place != Place::spilling)
    return;
  auto& datum = found->second;
  if (!event.ok || datum.used_in_spill)
    stop_leaving(datum);
  if (!event.ok) {
    no_spill_before_ = now_ + 1'000'000; // a full disk is not full for a microsecond
    spill_error_ = event.error;
  } else if (!datum.used_in_spill) {
    leave_memory(event.key, datum);
    datum.place = Place::disk;
    datum.bytes_on_disk = event.bytes_on_disk;
    ledger_.put_on_disk(datum.bytes_on_disk);
  }
  datum.used_in_spill = false;
  offer_to_spill(event.key, datum);
}

void WorkerState::on(const UnspillFailed& event) {
  if (holds(event.key))
    lose(event.key);
}

void WorkerState::on(const Tick& event) {
  measure(event.resident_bytes);
  return_when_idle();
  check_deadlines();
  if (!stuck_.empty() && !leaving_)
    effects_.push_back(AskToRetire{stuck_});
  auto beat = heartbeat(event.resident_bytes);
  beat.refused = event.refused;
  report(beat);
}

void WorkerState::on(const MemoryMeasured& event) {
  measure(event.resident_bytes);
  check_deadlines();
}

void WorkerState::on(const RetirementRefused&) {
  if (!stuck_.empty())
    leave_as_stuck();
}

// Orders ------------------------------------------------------------------------------------------------------------

void WorkerState::handle(const DefineLayer& order) {
  auto layer = std::make_shared<Layer>();
  layer->number = order.layer;
  layer->timeout_us = order.timeout_us;
  layer->definition = std::make_shared<const LayerDefinition>(LayerDefinition{order.kernel, order.params});
  layers_[order.layer] = std::move(layer);
}

void WorkerState::handle(const DefinePeer& order) {
  auto& peer = peers_[order.id];
  peer.address = order;
  peer.lost = false;
}

void WorkerState::handle(const RunTask& order) {
  const auto accepted = tasks_.find(order.key);
  if (accepted != tasks_.end() && !accepted->second.cancelled)
    return;
  const auto valid = check_order(order);
  if (const auto error = valid ? too_large(order) : std::optional<Error>(valid.error())) {
    if (accepted != tasks_.end())
      accepted->second.again.reset(); // an earlier order of it has the same answer
    report(TaskFailed{order.key, *error});
    return;
  }
  if (accepted != tasks_.end()) {
    if (stuck_.empty())
      accepted->second.again = order; // it still runs: decided when it ends
    else
      report(TaskReturned{order.key});
    return;
  }
  const auto found = data_.find(order.key);
  if (found != data_.end() && found->second.held()) {
    found->second.doomed = false;
    found->second.promised = found->second.taken;
    report(TaskFinished{order.key, found->second.nbytes, 0});
  } else {
    accept(order);
  }
}

void WorkerState::handle(const CancelTask& order) {
  const auto found = tasks_.find(order.key);
  if (found == tasks_.end())
    return;
  auto& task = found->second;
  if (task.phase != Phase::running) {
    forget_waiting(order.key);
    return;
  }
  task.again.reset();
  if (!task.cancelled)
    tell_to_stop(task);
}

void WorkerState::handle(const FreeChunk& order) {
  const auto found = data_.find(order.key);
  if (found == data_.end() || !found->second.held()) {
    end_copy(order.key);
    return;
  }
  found->second.doomed = true;
  consumers_changed(order.key);
}

void WorkerState::handle(const ReturnTask& order) {
  const auto found = tasks_.find(order.key);
  if (found == tasks_.end())
    return;
  auto& task = found->second;
  if (task.phase != Phase::running) {
    report(TaskReturned{order.key});
    forget_waiting(order.key);
  } else if (std::exchange(task.again, std::nullopt)) { // what runs is an earlier order's
    report(TaskReturned{order.key});
  }
}

void WorkerState::handle(const Retire& order) {
  if (std::exchange(leaving_, true))
    return;
  for (const auto& [rank, key] : running_)
    if (auto& task = tasks_.at(key); !task.cancelled)
      tell_to_stop(task);
  using enum Leave::Why;
  if (order.orderly && !stuck_.empty()) // it had asked for it, and another is to take its place
    effects_.push_back(Leave{stuck_, stuck});
  else
    effects_.push_back(Leave{order.reason, order.orderly ? retired : shut_out});
}

Result<void> WorkerState::check_order(const RunTask& order) const {
  const auto task = [&] { return "task " + to_string(order.key); };
  if (!layers_.contains(order.layer))
    return fail(Errc::internal,
                task() + " is of layer " + std::to_string(order.layer) + ", which was not defined here");
  for (const auto& input : order.inputs) {
    if (input.key == order.key)
      return fail(Errc::internal, task() + " takes its own output as an input");
    for (const auto& holder : input.holders)
      if (holder != config_.self && !peers_.contains(holder))
        return fail(Errc::internal, task() + " takes " + to_string(input.key) + " from worker " + to_string(holder)
                                        + ", whose address was not given here");
  }
  return {};
}

} // namespace troupe
