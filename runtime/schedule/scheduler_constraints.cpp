// Restrictions: which workers may run a task, and which of a worker's resources it uses while it runs ("gpu": 1). Tasks
// of one rule queue together, and are considered when a worker that the rule allows has capacity.
#include "runtime/messages/holder_worker.hpp"
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <functional>

namespace troupe {

using namespace schedule;

namespace {

bool is_named(const WorkerInfo& info, const std::vector<std::string>& names) {
  return names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& name) {
           return name == info.name || name == to_string(info.address) || name == to_string(info.id);
         });
}

} // namespace

/// @returns none for tasks that any worker may run. Counted for the caller; release_constraint() gives it back.
std::uint32_t SchedulerState::add_constraint(const Annotations& said) {
  if (said.workers.empty() && said.resources.empty())
    return none;
  std::uint32_t number = 0;
  while (number < constraints_.size()
         && (constraints_[number].layers == 0 || constraints_[number].workers != said.workers
             || constraints_[number].resources != said.resources))
    ++number;
  if (number < constraints_.size()) {
    ++constraints_[number].layers;
    return number;
  }
  if (free_constraints_.empty()) {
    constraints_.emplace_back();
  } else {
    number = free_constraints_.back();
    free_constraints_.pop_back();
  }
  forget_unused_resources();
  auto& constraint = constraints_[number];
  constraint.workers = said.workers;
  constraint.resources = said.resources;
  constraint.layers = 1;
  for (const auto& resource : said.resources)
    constraint.takes.emplace_back(resource_number(resource.name), resource.amount);
  for (auto worker = alive_.first(); worker != NumberSet::none; worker = alive_.next(worker + 1))
    consider_worker(number, worker);
  if (!said.workers.empty())
    for (WorkerNumber worker = 0; worker < workers_.size(); ++worker)
      if (workers_[worker].alive && !workers_[worker].retiring && holds_only(workers_[worker].info))
        consider_worker(number, worker);
  return number;
}

void SchedulerState::release_constraint(std::uint32_t number) {
  if (number == none || --constraints_[number].layers > 0)
    return;
  for (auto worker : constraints_[number].eligible)
    std::erase(workers_[worker].constraints, number);
  const bool listed = constraints_[number].changed;
  constraints_[number] = {};
  constraints_[number].changed = listed;
  free_constraints_.push_back(number);
}

std::uint32_t SchedulerState::resource_number(const std::string& name) {
  const auto at = std::find(resource_names_.begin(), resource_names_.end(), name);
  const auto number = static_cast<std::uint32_t>(at - resource_names_.begin());
  if (at == resource_names_.end())
    resource_names_.push_back(name);
  for (auto worker = alive_.first(); at == resource_names_.end() && worker != NumberSet::none;
       worker = alive_.next(worker + 1))
    workers_[worker].resources_free.resize(resource_names_.size());
  return number;
}

/// Enters the worker where the rule allows it, busy or not.
void SchedulerState::consider_worker(std::uint32_t number, WorkerNumber at) {
  auto& constraint = constraints_[number];
  const auto& info = workers_[at].info;
  const auto has = [&](const Resource& wanted) {
    return std::any_of(info.resources.begin(), info.resources.end(), [&](const Resource& resource) {
      return resource.name == wanted.name && resource.amount >= wanted.amount;
    });
  };
  if (constraint.layers == 0 || (constraint.workers.empty() && holds_only(info)) || !is_named(info, constraint.workers)
      || !std::all_of(constraint.resources.begin(), constraint.resources.end(), has))
    return;
  constraint.eligible.insert(std::upper_bound(constraint.eligible.begin(), constraint.eligible.end(), at), at);
  workers_[at].constraints.push_back(number);
  constraint_changed(number);
}

bool SchedulerState::has_free(const WorkerRecord& worker, const ConstraintRecord& constraint) const {
  return std::all_of(constraint.takes.begin(), constraint.takes.end(), [&](const auto& take) {
    return take.first < worker.resources_free.size() && worker.resources_free[take.first] >= take.second;
  });
}

void SchedulerState::take_resources(TaskNumber task, WorkerNumber worker) {
  if (const auto constraint = constraint_of(task); constraint != none)
    for (const auto& [resource, amount] : constraints_[constraint].takes)
      workers_[worker].resources_free[resource] -= amount;
}

void SchedulerState::give_resources(TaskNumber task, WorkerNumber worker) {
  auto& record = workers_[worker];
  if (const auto constraint = constraint_of(task); constraint != none)
    for (const auto& [resource, amount] : constraints_[constraint].takes)
      record.resources_free[resource] += amount;
  for (auto constraint : record.constraints)
    constraint_changed(constraint);
}

void SchedulerState::constraint_changed(std::uint32_t number) {
  auto& constraint = constraints_[number];
  if (constraint.changed || constraint.queue.empty())
    return;
  constraint.changed = true;
  changed_constraints_.push_back(number);
}

/// @pre the task is queued and has a rule
void SchedulerState::queue_constrained(TaskNumber task) {
  const auto constraint = constraint_of(task);
  auto& queue = constraints_[constraint].queue;
  queue.emplace_back(tag_of(task), task);
  std::push_heap(queue.begin(), queue.end(), std::greater<>());
  constraint_changed(constraint);
}

/// The cheapest worker that the rule allows and that has what the task takes; a root task waits for one that is
/// nearly free and not short of memory. none when there is none now. Linear in the workers that the rule allows.
SchedulerState::Choice SchedulerState::choose_eligible(TaskNumber task, const ConstraintRecord& constraint) {
  weigh_inputs(task);
  Choice best;
  candidates_.clear();
  for (auto at : constraint.eligible) {
    const auto& worker = workers_[at];
    if (!has_free(worker, constraint)
        || (tasks_[task].root
            && ((worker.beat.paused && worker.runnable > 0) || !takes_roots(worker, measured_us(task)))))
      continue;
    const auto cost = cost_at(at);
    note_candidate(at, cost);
    if (best.worker == none || cost.total() < best.cost.total())
      best = {at, cost};
  }
  return best;
}

} // namespace troupe
