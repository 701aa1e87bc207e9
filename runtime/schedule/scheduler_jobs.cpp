// Jobs: how a graph enters the state, ends and leaves it.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <set>

namespace troupe {

using namespace schedule;

namespace {

/// Graph order within a job, jobs one after the other; fairness between jobs is place_roots()'s.
std::int64_t priority_of(std::uint32_t rank) { return rank; }

} // namespace

void SchedulerState::on(const JobSubmitted& event) {
  const auto number = next_job_++;
  auto& job = jobs_[number];
  job.id = event.job;
  job.name = event.name;
  job.detached = event.detached;
  job.started = now_;
  std::vector<LayerNumber> layers;
  for (const auto& layer : event.graph->layers)
    layers.push_back(add_layer(layer));
  const auto& table = *event.table;
  std::vector<TaskNumber> numbers(table.tasks.size());
  for (std::uint32_t at = 0; at < table.tasks.size(); ++at) {
    const auto& task = table.tasks[at];
    if (const auto known = tasks_by_key_.find(task.key); known != tasks_by_key_.end()) {
      numbers[at] = known->second;
    } else {
      std::vector<TaskNumber> inputs;
      for (auto input : table.inputs_of(at))
        inputs.push_back(numbers[input]);
      numbers[at] = add_task(task, layers[task.layer], priority_of((*event.ranks)[at]), std::move(inputs));
    }
    add_to_job(numbers[at], number);
  }
  for (auto layer : layers)
    release_layer(layer);
  job.progress.tasks_total = job.tasks.size();
  for (auto output : table.outputs) {
    job.outputs.push_back(numbers[output]);
    ++tasks_[numbers[output]].wanted_by;
    if (tasks_[numbers[output]].phase != TaskPhase::memory)
      job.outputs_missing.insert(numbers[output]);
  }
  const auto outputs = job.outputs;
  for (auto output : outputs)
    require(output);
  announce_if_complete(number);
}

SchedulerState::TaskNumber SchedulerState::add_task(const TaskTable::Task& task, LayerNumber layer, std::int64_t priority,
                                                    std::vector<TaskNumber> inputs) {
  TaskNumber number;
  if (free_tasks_.empty()) {
    number = static_cast<TaskNumber>(tasks_.size());
    tasks_.emplace_back();
  } else {
    number = free_tasks_.back();
    free_tasks_.pop_back();
  }
  for (auto input : inputs)
    tasks_[input].dependents.push_back(number);
  auto& record = tasks_[number];
  record.used = true;
  record.key = task.key;
  record.layer = layer;
  record.index = task.index;
  record.priority = priority;
  record.inputs = std::move(inputs);
  ++layers_[layer].tasks;
  tasks_by_key_.emplace(task.key, number);
  return number;
}

/// A record that an earlier job brought may have inputs that this job's graph does not show (it was optimised
/// otherwise): they belong to this job too, since it may need them made again. Inputs enter the list before their users.
void SchedulerState::add_to_job(TaskNumber root, JobNumber job) {
  auto& record = jobs_.at(job);
  std::vector<std::pair<TaskNumber, bool>> stack{{root, false}};
  while (!stack.empty()) {
    const auto [number, inputs_done] = stack.back();
    stack.pop_back();
    auto& task = tasks_[number];
    if (!task.jobs.empty() && task.jobs.back() == job)
      continue;
    if (!inputs_done) {
      stack.emplace_back(number, true);
      for (auto input : task.inputs)
        stack.emplace_back(input, false);
      continue;
    }
    task.jobs.push_back(job);
    record.tasks.push_back(number);
    if (task.phase == TaskPhase::memory)
      ++record.progress.tasks_done;
    if (task.phase == TaskPhase::queued)
      (task.inputs.empty() ? record.queued_roots : record.queued_inner).emplace(task.priority, number);
    if (task.phase == TaskPhase::processing)
      ++record.processing;
  }
}

SchedulerState::JobNumber SchedulerState::find_job(JobId id) const {
  for (const auto& [number, job] : jobs_)
    if (job.id == id)
      return number;
  return none;
}

void SchedulerState::announce_if_complete(JobNumber number) {
  auto& job = jobs_.at(number);
  if (job.phase != JobPhase::running || !job.outputs_missing.empty())
    return;
  job.phase = JobPhase::done;
  job.ended = now_;
  job.progress.tasks_done = job.progress.tasks_total;
  job.reported = job.progress;
  JobFinished notice{job.id, job.progress, {}};
  for (auto output : job.outputs) {
    OutputPlace place{tasks_[output].key, tasks_[output].nbytes, {}};
    for (auto holder : tasks_[output].holders)
      place.holders.push_back({workers_[holder].info.id, workers_[holder].info.address});
    notice.outputs.push_back(std::move(place));
  }
  notify(number, std::move(notice));
}

/// The jobs that wait, through however many tasks, for the value that will not come.
void SchedulerState::fail_jobs_of(TaskNumber root, const Error& error) {
  std::set<JobNumber> doomed;
  std::vector<TaskNumber> stack{root};
  std::set<TaskNumber> seen{root};
  while (!stack.empty()) {
    const auto number = stack.back();
    stack.pop_back();
    if (tasks_[number].wanted_by > 0)
      for (auto job : tasks_[number].jobs)
        if (jobs_.at(job).outputs_missing.contains(number))
          doomed.insert(job);
    for (auto dependent : tasks_[number].dependents)
      if (tasks_[dependent].phase == TaskPhase::waiting && seen.insert(dependent).second)
        stack.push_back(dependent);
  }
  for (auto job : doomed)
    end_job(job, JobPhase::failed, error);
}

void SchedulerState::end_job(JobNumber number, JobPhase phase, Error error) {
  auto& job = jobs_.at(number);
  if (job.phase != JobPhase::done)
    job.ended = now_;
  if (phase == JobPhase::running) // released before it was done: nobody waits for an answer
    phase = JobPhase::cancelled;
  else if (phase != JobPhase::done)
    notify(number, troupe::JobFailed{job.id, error});
  job.phase = phase;
  job.error = std::move(error);
  release_job(number);
}

void SchedulerState::release_job(JobNumber number) {
  auto& job = jobs_.at(number);
  ended_jobs_.push_back(status_of(job, now_));
  if (ended_jobs_.size() > config_.jobs_remembered)
    ended_jobs_.pop_front();
  for (auto output : job.outputs)
    --tasks_[output].wanted_by;
  for (auto at = job.tasks.rbegin(); at != job.tasks.rend(); ++at) {
    auto& task = tasks_[*at];
    settle(*at); // users come before their inputs here, so an input's needs are known when it is its turn
    std::erase(task.jobs, number);
    if (task.phase == TaskPhase::queued)
      (task.inputs.empty() ? job.queued_roots : job.queued_inner).erase({task.priority, *at});
  }
  const auto tasks = std::move(job.tasks);
  jobs_.erase(number);
  for (auto at = tasks.rbegin(); at != tasks.rend(); ++at)
    forget_if_unreferenced(*at);
}

} // namespace troupe
