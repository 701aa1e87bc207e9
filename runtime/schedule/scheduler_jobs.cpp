// Jobs: how a graph enters the state, ends and leaves it.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <set>

namespace troupe {

using namespace schedule;

namespace {

constexpr double least_weight = 1e-6;

} // namespace

void SchedulerState::on(const JobSubmitted& event) {
  const auto number = next_job_++;
  auto& job = jobs_[number];
  job.id = event.job;
  job.name = event.name;
  job.detached = event.detached;
  job.started = now_;
  job.weight = std::max(event.weight, least_weight);
  job.progress.tasks_total = event.table->tasks.size();
  jobs_by_id_.emplace(event.job, number);
  forget_failed(*event.graph);
  const auto until = std::max(*began_ + config_.persisted_wait_us, now_ + config_.persisted_pause_us);
  receive({number, event, until});
}

/// Its tasks are the state's from now on.
void SchedulerState::enter_graph(JobNumber number, const JobSubmitted& event) {
  auto& job = jobs_.at(number);
  std::vector<TaskNumber> numbers;
  job.block = add_block(event, number, numbers);
  const auto first = job.block == none ? 0 : blocks_[job.block].first;
  const auto in_block = job.block == none ? 0 : blocks_[job.block].count;
  for (auto task : numbers)
    if (task - first >= in_block)
      add_shared_tasks(task, number);
  job.progress.tasks_total = in_block + job.shared_tasks.size();
  for (auto output : event.table->outputs) {
    const auto task = numbers.empty() ? first + output : numbers[output];
    job.outputs.push_back(task);
    ++tasks_[task].wanted_by;
    job.outputs_missing += tasks_[task].phase == TaskPhase::memory ? 0 : 1;
  }
  submitting_ = job.block;
  for (auto output : job.outputs)
    require(output);
  submitting_ = none;
  queue_roots(number, event, numbers);
  announce_if_complete(number);
}

/// A task that an earlier job brought may have inputs that this job's graph does not show (it was optimised
/// otherwise): they belong to this job too, since it may need them made again. Inputs enter the list before their
/// users.
void SchedulerState::add_shared_tasks(TaskNumber root, JobNumber job) {
  auto& record = jobs_.at(job);
  std::vector<std::pair<TaskNumber, bool>> stack{{root, false}};
  while (!stack.empty()) {
    const auto [number, inputs_done] = stack.back();
    stack.pop_back();
    auto& task = tasks_[number];
    if (task.shared && more_jobs_.of(number).back() == job)
      continue;
    if (!inputs_done) {
      stack.emplace_back(number, true);
      for_each_input(number, [&](TaskNumber input) { stack.emplace_back(input, false); });
      continue;
    }
    task.shared = true;
    more_jobs_.make(number).push_back(job);
    record.shared_tasks.push_back(number);
    if (task.phase == TaskPhase::memory)
      ++record.progress.tasks_done;
    if (is_free_root(number))
      push_urgent(job, number);
    if (task.phase == TaskPhase::processing)
      ++record.processing;
  }
}

SchedulerState::JobNumber SchedulerState::find_job(JobId id) const {
  const auto at = jobs_by_id_.find(id);
  return at == jobs_by_id_.end() ? none : at->second;
}

/// How many output slots of the job the task fills.
std::uint32_t SchedulerState::slots_of(TaskNumber task, JobNumber number) {
  if (!tasks_[task].shared)
    return tasks_[task].wanted_by;
  auto& job = jobs_.at(number);
  const auto count = [&](TaskNumber output) {
    const auto slots = job.output_slots.find(output);
    return slots == NumberMap::absent ? 0 : slots;
  };
  if (!job.slots_counted)
    for (auto output : job.outputs)
      job.output_slots.set(output, count(output) + 1);
  job.slots_counted = true;
  return count(task);
}

void SchedulerState::note_progress(JobNumber number) {
  auto& job = jobs_.at(number);
  if (!job.progress_noted)
    progressed_.push_back(number);
  job.progress_noted = true;
}

void SchedulerState::announce_if_complete(JobNumber number) {
  auto& job = jobs_.at(number);
  if (job.phase != JobPhase::running || job.outputs_missing > 0)
    return;
  job.phase = JobPhase::done;
  job.announced = true;
  job.ended = now_;
  job.progress.tasks_done = job.progress.tasks_total;
  job.reported = job.progress;
  JobFinished notice{job.id, job.progress, {}};
  notice.outputs.reserve(job.outputs.size());
  for (auto output : job.outputs) {
    OutputPlace place{key_of(output), tasks_[output].nbytes, {}, nullptr};
    if (const auto value = inline_results_.find(output); value != inline_results_.end())
      place.value = value->second;
    for_each_holder(output, [&](WorkerNumber holder) {
      place.holders.push_back({workers_[holder].info.id, workers_[holder].info.address});
    });
    notice.outputs.push_back(std::move(place));
  }
  notify(number, std::move(notice));
}

/// The jobs that wait, through however many tasks, for the value that will not come.
void SchedulerState::fail_jobs_of(TaskNumber root, const Error& error) {
  std::set<JobNumber> doomed;
  if (!tasks_[root].shared) {
    doomed.insert(block_of(root).job); // whatever takes it is this job's alone, and something did
  } else {
    std::vector<TaskNumber> stack{root};
    std::set<TaskNumber> seen{root};
    while (!stack.empty()) {
      const auto number = stack.back();
      stack.pop_back();
      if (tasks_[number].wanted_by > 0)
        for_each_job(number, [&](JobNumber job) {
          if (slots_of(number, job) > 0)
            doomed.insert(job);
        });
      for_each_user(number, [&](TaskNumber user) {
        const auto phase = tasks_[user].phase; // one that is processing may come back for the input that it lost
        if ((phase == TaskPhase::waiting || phase == TaskPhase::processing) && seen.insert(user).second)
          stack.push_back(user);
      });
    }
  }
  for (auto job : doomed)
    end_job(job, JobPhase::failed, error);
}

void SchedulerState::end_job(JobNumber number, JobPhase phase, Error error) {
  auto& job = jobs_.at(number);
  if (job.phase != JobPhase::done)
    job.ended = now_;
  if (phase == JobPhase::running) // released: its outputs were collected, though a holder was lost since, or nobody
                                  // waits for them
    phase = job.announced ? JobPhase::done : JobPhase::cancelled;
  else if (phase != JobPhase::done)
    notify(number, troupe::JobFailed{job.id, error});
  if (phase == JobPhase::failed || phase == JobPhase::cancelled)
    remember_failed(number, error);
  job.phase = phase;
  job.error = std::move(error);
  release_job(number);
}

void SchedulerState::release_job(JobNumber number) {
  auto& job = jobs_.at(number);
  ended_jobs_.push_back(status_of(job, now_));
  if (ended_jobs_.size() > config_.jobs_remembered)
    ended_jobs_.pop_front();
  if (job.has_roots)
    root_jobs_.erase({-std::int64_t{job.priority}, job.served_us, ~number});
  for (auto output : job.outputs)
    --tasks_[output].wanted_by;
  // Users come before their inputs here, so an input's needs are known when it is its turn.
  const auto block = job.block;
  const auto first = block == none ? 0 : blocks_[block].first;
  const auto count = block == none ? 0 : blocks_[block].count;
  const auto is_here = [&](TaskNumber task) { return tasks_[task].block != none; };
  for (auto task = first + count; task-- > first;)
    if (is_here(task))
      settle(task);
  for (auto at = job.shared_tasks.rbegin(); at != job.shared_tasks.rend(); ++at)
    settle(*at);
  const auto shared_tasks = std::move(job.shared_tasks);
  jobs_by_id_.erase(job.id);
  jobs_.erase(number);
  std::erase_if(waiting_jobs_, [number](const WaitingJob& waiting) { return waiting.number == number; });
  if (block != none)
    blocks_[block].job = none;
  for (auto left = count; left > 0; --left) {
    const auto task = first + left - 1;
    const bool last = blocks_[block].live == 1;
    if (is_here(task) && !tasks_[task].shared) {
      forget(task);
      if (last)
        break; // the block is gone
    } else if (is_here(task) && is_free_root(task)) {
      for_each_job(task, [&](JobNumber other) { push_urgent(other, task); });
    }
  }
  for (auto at = shared_tasks.rbegin(); at != shared_tasks.rend(); ++at)
    leave_shared_task(*at, number);
}

/// The job that ended had the task, which another had brought.
void SchedulerState::leave_shared_task(TaskNumber task, JobNumber number) {
  auto& jobs = more_jobs_.make(task);
  std::erase(jobs, number);
  if (!jobs.empty())
    return;
  more_jobs_.drop(task);
  tasks_[task].shared = false;
  if (block_of(task).job == none)
    forget(task);
}

} // namespace troupe
