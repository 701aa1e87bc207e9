// Checks the invariants of a worker's state.
#include "runtime/execute/worker_state.hpp"

#include <algorithm>
#include <string_view>

namespace troupe {
namespace {

Result<void> hold_to(bool condition, std::string_view what, const Key& key) {
  if (!condition)
    return fail(Errc::internal, to_string(key) + ": " + std::string(what));
  return {};
}

Result<void> same(std::uint64_t counted, std::uint64_t recorded, std::string_view what) {
  if (counted != recorded)
    return fail(Errc::internal,
                std::string(what) + ": counted " + std::to_string(counted) + ", recorded " + std::to_string(recorded));
  return {};
}

} // namespace

Result<void> WorkerState::check_invariants() const {
  TROUPE_CHECK(same(effects_.size() + wanted_.size(), 0, "work left over from an event"));
  for (const auto& [key, task] : tasks_)
    TROUPE_CHECK(check_task(task));
  for (const auto& [key, datum] : data_)
    TROUPE_CHECK(check_datum(key, datum));
  TROUPE_CHECK(check_queues());
  TROUPE_CHECK(check_sums());
  return check_progress();
}

Result<void> WorkerState::check_task(const Task& task) const {
  const auto in = [&](const std::map<TaskRank, Key>& list) { return list.contains(task.rank); };
  const bool runs = task.phase == Phase::running;
  TROUPE_CHECK(hold_to(in(running_) == runs, "is among the running tasks exactly when it runs", task.key));
  TROUPE_CHECK(hold_to(in(ready_) == (task.phase == Phase::ready && !task.inputs.empty()),
                       "is among the ready tasks exactly when it is one", task.key));
  TROUPE_CHECK(hold_to(in(ready_sources_) == (task.phase == Phase::ready && task.inputs.empty()),
                       "is among the ready sources exactly when it is one", task.key));
  TROUPE_CHECK(hold_to(runs || (!task.cancelled && !task.again), "only what runs is told to stop", task.key));
  TROUPE_CHECK(hold_to(!holds(task.key), "is not to be made while it is held", task.key));
  if (runs)
    return {};
  std::uint64_t missing = 0;
  for (const auto& input : task.inputs) {
    const auto& datum = data_.at(input);
    TROUPE_CHECK(hold_to(datum.consumers.contains(task.rank), "is known to its inputs", task.key));
    missing += datum.usable() ? 0 : 1;
  }
  TROUPE_CHECK(same(missing, task.missing, "inputs that a task misses"));
  return hold_to((missing == 0) == (task.phase == Phase::ready), "is ready when it misses nothing", task.key);
}

Result<void> WorkerState::check_datum(const Key& key, const Datum& datum) const {
  const bool fetched = datum.fetch != Fetch::none;
  const bool wanted = datum.wanted();
  TROUPE_CHECK(hold_to(datum.held() || wanted, "is kept only while it is held or wanted", key));
  TROUPE_CHECK(hold_to(!fetched || (!datum.held() && wanted), "is fetched only when it is wanted and not here", key));
  TROUPE_CHECK(hold_to(!fetched || !tasks_.contains(key), "is fetched or made here, not both", key));
  TROUPE_CHECK(hold_to(datum.held() || leaving_ || fetched || tasks_.contains(key), "is wanted and has a source", key));
  TROUPE_CHECK(hold_to(!datum.held() || !datum.copy, "is copied only where it is not held", key));
  TROUPE_CHECK(hold_to(!datum.doomed || wanted || datum.users > 0, "is freed as soon as nothing uses it", key));
  TROUPE_CHECK(hold_to(!datum.taken || datum.users == 1, "is taken over by one task", key));
  TROUPE_CHECK(hold_to(datum.users == 0 || datum.place == Place::memory || datum.used_in_spill,
                       "is in memory while it is used", key));
  const bool may_spill = ledger_.limit() > 0 && datum.place == Place::memory && datum.users == 0 && datum.nbytes > 0;
  TROUPE_CHECK(
      hold_to(spillable_.offered(key) == may_spill, "may be spilled exactly when it is in memory and not in use", key));
  for (const auto& [rank, consumer] : datum.consumers) {
    const auto task = tasks_.find(consumer);
    TROUPE_CHECK(hold_to(task != tasks_.end() && task->second.rank == rank && task->second.phase != Phase::running,
                         "is wanted by tasks that are accepted and do not run", key));
  }
  std::uint64_t users = 0;
  for (const auto& [rank, running] : running_)
    users += static_cast<std::uint64_t>(std::ranges::count(tasks_.at(running).pinned, key));
  return same(users, datum.users, "tasks that use a chunk");
}

Result<void> WorkerState::check_queues() const {
  for (const auto* list : {&ready_, &ready_sources_, &running_})
    for (const auto& [rank, key] : *list)
      TROUPE_CHECK(hold_to(tasks_.contains(key) && tasks_.at(key).rank == rank, "is listed and accepted", key));
  for (const auto& [turn, key] : fetch_queue_) {
    const auto& datum = data_.at(key);
    TROUPE_CHECK(hold_to(datum.fetch == Fetch::queued && datum.turn == turn, "is queued where it says", key));
    TROUPE_CHECK(hold_to(turn.first == datum.rank(), "is queued by its first task", key));
  }
  for (const auto& [number, key] : in_flight_) {
    const auto& datum = data_.at(key);
    TROUPE_CHECK(hold_to(datum.fetch == Fetch::in_flight && datum.fetch_number == number, "is in flight", key));
    TROUPE_CHECK(hold_to(datum.asked < datum.holders.size(), "is in flight from somebody", key));
  }
  return {};
}

Result<void> WorkerState::check_sums() const {
  std::uint64_t held = 0, spilling = 0, queued = 0, flying = 0;
  std::unordered_map<WorkerId, std::uint64_t> busy;
  MemoryLedger sums(0, 0, 0);
  std::set<const SharedMemory*> shared;
  for (const auto& [key, datum] : data_) {
    held += datum.held() ? 1 : 0;
    spilling += datum.place == Place::spilling ? 1 : 0;
    queued += datum.fetch == Fetch::queued ? 1 : 0;
    flying += datum.fetch == Fetch::in_flight ? 1 : 0;
    if (const auto* memory = datum.lies_in.get()) {
      if (shared.insert(memory).second) {
        sums.hold(memory->nbytes);
        sums.begin_spill(memory->all_spill ? memory->nbytes : 0);
        TROUPE_CHECK(check_shared(*memory));
      }
    } else if (datum.place == Place::memory || datum.place == Place::spilling) {
      sums.hold(datum.nbytes);
      sums.begin_spill(datum.place == Place::spilling ? datum.nbytes : 0);
    }
    if (datum.place == Place::disk)
      sums.put_on_disk(datum.bytes_on_disk);
    if (datum.fetch == Fetch::in_flight) {
      sums.begin_fetch(datum.nbytes);
      busy[datum.holders[datum.asked]] += datum.nbytes + 1;
    }
  }
  for (const auto& [id, peer] : peers_)
    TROUPE_CHECK(same(busy[id], peer.busy, "bytes fetched from a peer"));
  for (const auto& [rank, key] : running_)
    sums.reserve(tasks_.at(key).reserved);
  TROUPE_CHECK(same(held, held_, "chunks held"));
  TROUPE_CHECK(same(spilling, spilling_, "chunks being spilled"));
  TROUPE_CHECK(same(queued, fetch_queue_.size(), "fetches queued"));
  TROUPE_CHECK(same(flying, in_flight_.size(), "fetches in flight"));
  TROUPE_CHECK(same(sums.in_memory(), ledger_.in_memory(), "bytes in memory"));
  TROUPE_CHECK(same(sums.reserved(), ledger_.reserved(), "bytes reserved"));
  TROUPE_CHECK(same(sums.spilling(), ledger_.spilling(), "bytes being spilled"));
  TROUPE_CHECK(same(sums.on_disk(), ledger_.on_disk(), "bytes on disk"));
  return same(sums.in_flight(), ledger_.in_flight(), "bytes in flight");
}

Result<void> WorkerState::check_shared(const SharedMemory& shared) const {
  std::uint64_t spilling = 0;
  for (const auto& key : shared.chunks) {
    const auto found = data_.find(key);
    TROUPE_CHECK(
        hold_to(found != data_.end() && found->second.lies_in.get() == &shared, "lies where it is said to", key));
    const auto place = found->second.place;
    TROUPE_CHECK(
        hold_to(place == Place::memory || place == Place::spilling, "is in memory where it lies with others", key));
    spilling += place == Place::spilling ? 1 : 0;
  }
  return same(spilling, shared.spilling, "chunks being spilled out of one piece of memory");
}

/// Nothing that could be under way is left lying.
Result<void> WorkerState::check_progress() const {
  if (config_.short_us == 0 && running_.size() > config_.threads)
    return fail(Errc::internal,
                std::to_string(running_.size()) + " tasks run on " + std::to_string(config_.threads) + " threads");
  if (in_flight_.size() > config_.fetches_at_once)
    return fail(Errc::internal, std::to_string(in_flight_.size()) + " fetches in flight");
  if (leaving_)
    return {};
  std::uint32_t load = 0;
  for (const auto& [rank, running] : running_)
    load += tasks_.at(running).load;
  if (load != load_)
    return fail(Errc::internal, "what runs counts " + std::to_string(load) + ", the load is " + std::to_string(load_));
  const bool thread_free = load_ < config_.threads * thread_parts;
  const bool room_comes = !running_.empty() || !in_flight_.empty() || spilling_ > 0;
  const bool task_waits = task_short_of_ > 0 && room_comes;
  const bool fetch_waits = (task_short_of_ > 0 || fetch_short_of_ > 0) && room_comes;
  if (thread_free && !ready_.empty() && !task_waits)
    return fail(Errc::internal, "a thread is free and a task is ready");
  if (thread_free && !ready_sources_.empty() && (!ledger_.paused() || running_.empty()) && !task_waits)
    return fail(Errc::internal, "a thread is free and a source may begin");
  if (in_flight_.empty() && !fetch_queue_.empty() && !fetch_waits)
    return fail(Errc::internal, "fetches are queued and none is in flight");
  return {};
}

} // namespace troupe
