// Draining workers. A retiring worker gets no more tasks and gives back those that it has not started. Chunks that only
// it holds are copied to others, some at a time, while it still serves them. It is dismissed once everything is
// elsewhere and nobody was told to fetch from it any more. It stays if all others are lost meanwhile.
#include "runtime/messages/holder_worker.hpp"
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

namespace {

/// Enough to keep the connections busy.
constexpr std::size_t copies_at_once = 32;

} // namespace

Result<WorkerId> SchedulerState::worker_named(const std::string& name_or_id) const {
  std::vector<WorkerId> found;
  for (const auto& worker : workers_)
    if (worker.alive && (worker.info.name == name_or_id || to_string(worker.info.id) == name_or_id))
      found.push_back(worker.info.id);
  if (found.empty())
    return fail(Errc::not_found, "no worker '" + name_or_id + "' is part of this cluster");
  if (found.size() == 1)
    return found.front();
  std::string ids;
  for (auto id : found)
    ids += " " + to_string(id);
  return fail(Errc::invalid_argument,
              std::to_string(found.size()) + " workers have the name '" + name_or_id + "'; name one by its id:" + ids);
}

Result<void> SchedulerState::may_retire(WorkerId id) const {
  const auto number = workers_by_id_.at(id);
  const auto& worker = workers_[number];
  const auto others = alive_.first() == number ? alive_.next(number + 1) : alive_.first();
  if (worker.retiring || others != NumberSet::none || (worker.holds.empty() && jobs_.empty()))
    return {};
  return fail(Errc::invalid_argument, "worker '" + worker.info.name
                                          + "' cannot retire: no other worker could take over its "
                                          + std::to_string(worker.holds.size()) + " chunks and the work that is left");
}

WorkerRetiring SchedulerState::retirement(WorkerId id) const {
  const auto& worker = workers_[workers_by_id_.at(id)];
  WorkerRetiring state{id, 0, worker.processing.size()};
  for (auto task : worker.holds)
    state.chunks_left += has_active_holder(task) ? 0 : 1;
  return state;
}

void SchedulerState::on(const WorkerRetires& event) {
  const auto at = workers_by_id_.find(event.worker);
  if (at == workers_by_id_.end() || workers_[at->second].retiring)
    return;
  const auto number = at->second;
  stop_giving(number);
  workers_[number].retiring = true;
  retirements_.push_back({.worker = number});
  for (auto task : workers_[number].processing) // what it has begun stays
    order(number, ReturnTask{key_of(task)});
}

/// From now on it gets tasks.
void SchedulerState::start_giving(WorkerNumber number) {
  const bool gets_any = !holds_only(workers_[number].info);
  if (gets_any) {
    alive_.insert(number);
    all_threads_ += workers_[number].info.threads;
    update_load(number);
  }
  for (std::uint32_t constraint = 0; constraint < constraints_.size(); ++constraint)
    consider_worker(constraint, number);
  if (gets_any)
    idle_.push_back(number);
}

/// No more tasks for it, whether it is lost or to leave.
void SchedulerState::stop_giving(WorkerNumber number) {
  if (gets_tasks(number)) {
    alive_.erase(number);
    by_runnable_.remove(number);
    by_backlog_.remove(number);
    all_threads_ -= workers_[number].info.threads;
  }
  for (auto constraint : workers_[number].constraints)
    std::erase(constraints_[constraint].eligible, number);
  workers_[number].constraints.clear();
}

/// Nobody else is left who could take over: those that were to leave stay, and who asked for it hears so when he asks
/// again.
void SchedulerState::call_off_retirements() {
  for (const auto& retirement : retirements_)
    if (!retirement.dismissed) {
      workers_[retirement.worker].retiring = false;
      start_giving(retirement.worker);
    }
  std::erase_if(retirements_, [](const schedule::Retirement& retirement) { return !retirement.dismissed; });
}

/// @pre the task is in memory
bool SchedulerState::has_active_holder(TaskNumber task) const {
  bool found = false;
  for_each_holder(task, [&](WorkerNumber holder) { found = found || gets_tasks(holder); });
  return found;
}

void SchedulerState::copy_ended(TaskNumber task, WorkerNumber to) {
  for (auto& retirement : retirements_)
    if (const auto at = retirement.moving.find(task); at != retirement.moving.end() && at->second == to)
      retirement.moving.erase(at);
}

/// @param thoroughly  look at everything that a worker holds, not only at what was not looked at before
void SchedulerState::advance_retirements(bool thoroughly) {
  for (auto& retirement : retirements_) {
    if (retirement.dismissed)
      continue;
    if (thoroughly) {
      retirement.looked_at = 0;
      std::erase_if(retirement.moving, [this](const auto& copy) {
        const auto [task, to] = copy;
        const bool there =
            tasks_.contains(task) && tasks_[task].block != none && tasks_[task].phase == TaskPhase::memory;
        return !there || !gets_tasks(to) || holds(task, to);
      });
    }
    copy_more(retirement);
    if (!thoroughly || !may_leave(retirement))
      continue;
    retirement.dismissed = true;
    order(retirement.worker, Retire{"it was retired", true});
  }
}

void SchedulerState::copy_more(Retirement& retirement) {
  const auto& held = workers_[retirement.worker].holds;
  for (; retirement.looked_at < held.size() && retirement.moving.size() < copies_at_once; ++retirement.looked_at) {
    const auto task = held[retirement.looked_at];
    if (!retirement.moving.contains(task) && !has_active_holder(task) && !copy_elsewhere(retirement, task))
      return;
  }
}

/// To the worker that has least, with what it was asked to take already. @returns False when nobody is there to take
/// it.
bool SchedulerState::copy_elsewhere(Retirement& retirement, TaskNumber task) {
  auto to = none;
  std::uint64_t least = 0;
  for (auto worker = alive_.first(); worker != NumberSet::none; worker = alive_.next(worker + 1)) {
    const auto has = workers_[worker].beat.chunk_bytes + retirement.given[worker];
    if (to == none || has < least) {
      to = worker;
      least = has;
    }
  }
  if (to == none)
    return false;
  retirement.given[to] += tasks_[task].nbytes;
  retirement.moving[task] = to;
  const auto& from = workers_[retirement.worker].info;
  introduce(retirement.worker, to);
  order(to, CopyChunk{key_of(task), tasks_[task].nbytes, {from.id}});
  return true;
}

/// Everything that it holds is elsewhere too, nothing runs there, and nobody may be about to fetch from it.
bool SchedulerState::may_leave(const Retirement& retirement) const {
  const auto number = retirement.worker;
  const auto& worker = workers_[number];
  if (!worker.processing.empty() || !retirement.moving.empty())
    return false;
  return std::all_of(worker.holds.begin(), worker.holds.end(), [&](TaskNumber task) {
    bool awaited = false;
    for_each_user(task, [&](TaskNumber user) {
      awaited = awaited || (tasks_[user].phase == TaskPhase::processing && !holds(task, tasks_[user].worker));
    });
    return !awaited && has_active_holder(task);
  });
}

} // namespace troupe
