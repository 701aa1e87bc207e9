// Checks the invariants of the scheduler's state; linear in tasks and inputs.
#include "runtime/messages/holder_worker.hpp"
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

Result<void> SchedulerState::check_invariants() const {
  std::size_t live = 0;
  for (BlockNumber number = 0; number < blocks_.size(); ++number) {
    const auto& block = blocks_[number];
    std::uint32_t here = 0;
    for (auto task = block.first; task < block.first + block.count; ++task) {
      if (tasks_[task].block == none)
        continue;
      ++here;
      TROUPE_CHECK(check_task(task));
      TROUPE_CHECK(check_counts(task));
    }
    if (here != block.live)
      return fail(Errc::internal,
                  "a block counts " + std::to_string(block.live) + " tasks, has " + std::to_string(here));
    live += here;
  }
  if (live != index_.size())
    return fail(Errc::internal,
                std::to_string(live) + " tasks are remembered, " + std::to_string(index_.size()) + " are found by key");
  TROUPE_CHECK(check_workers());
  return check_jobs();
}

Result<void> SchedulerState::check_task(TaskNumber number) const {
  const auto& task = tasks_[number];
  const auto refuse = [&](const std::string& what) {
    return fail(Errc::internal,
                "task " + to_string(key_of(number)) + " (" + std::string(to_string(task.phase)) + ") " + what);
  };
  if (find(key_of(number)) != number)
    return refuse("is not found by its key");
  const bool placed = task.phase == TaskPhase::processing || task.phase == TaskPhase::memory;
  if (placed == (task.worker == none))
    return refuse("has a worker exactly when it is processing or in memory: not so");
  if (placed && !workers_[task.worker].alive)
    return refuse("is at a lost worker");
  if (task.phase == TaskPhase::processing
      && (task.place >= workers_[task.worker].processing.size()
          || workers_[task.worker].processing[task.place] != number))
    return refuse("is not in its worker's list");
  if (task.replicated && task.phase != TaskPhase::memory)
    return refuse("has copies and no value");
  if (task.phase == TaskPhase::memory) {
    bool right = workers_[task.worker].holds.size() > task.place && workers_[task.worker].holds[task.place] == number;
    for (const auto& holder : replicas_.of(number))
      right = right && workers_[holder.worker].alive && workers_[holder.worker].holds.size() > holder.place
              && workers_[holder.worker].holds[holder.place] == number;
    if (!right || task.replicated == replicas_.of(number).empty())
      return refuse("is held by a worker that does not hold it");
  }
  if (task.asked_back != (asked_for_.find(number) != NumberMap::absent)
      || (task.asked_back && task.phase != TaskPhase::processing))
    return refuse("was asked back or not: its records do not agree");
  if (gathers_.find(number) != NumberMap::absent && task.phase != TaskPhase::waiting)
    return refuse("has its inputs brought together and does not wait");
  std::size_t jobs = 0;
  for_each_job(number, [&](JobNumber job) { jobs += jobs_.contains(job) ? 1 : 1000; });
  if (jobs == 0 || jobs >= 1000)
    return refuse("is remembered though no job has it");
  return {};
}

Result<void> SchedulerState::check_counts(TaskNumber number) const {
  const auto& task = tasks_[number];
  const auto refuse = [&](const std::string& what) {
    return fail(Errc::internal,
                "task " + to_string(key_of(number)) + " (" + std::string(to_string(task.phase)) + ") " + what);
  };
  std::uint32_t missing = 0, inputs_unassigned = 0, needed = 0;
  bool elsewhere = false; // an input that it lacks is made on no worker, or on another
  for_each_input(number, [&](TaskNumber input) {
    const auto& source = tasks_[input];
    missing += source.phase != TaskPhase::memory;
    inputs_unassigned += source.phase != TaskPhase::memory && source.phase != TaskPhase::processing;
    elsewhere = elsewhere || (source.phase == TaskPhase::processing && source.worker != task.worker);
  });
  for_each_user(number, [&](TaskNumber user) { needed += is_active(tasks_[user].phase); });
  const bool counts_missing = task.phase == TaskPhase::waiting || task.phase == TaskPhase::processing;
  if (counts_missing && task.inputs_not_ready != missing)
    return refuse("counts " + std::to_string(task.inputs_not_ready) + " missing inputs, has "
                  + std::to_string(missing));
  if (task.phase == TaskPhase::waiting && task.inputs_unassigned != inputs_unassigned)
    return refuse("counts " + std::to_string(task.inputs_unassigned) + " inputs that nobody makes, has "
                  + std::to_string(inputs_unassigned));
  if (task.phase == TaskPhase::waiting && missing == 0)
    return refuse("waits for nothing");
  if (task.phase == TaskPhase::queued && missing > 0)
    return refuse("is queued without its inputs");
  if (needed != task.needed_by)
    return refuse("is needed by " + std::to_string(needed) + ", counts " + std::to_string(task.needed_by));
  const bool kept = is_active(task.phase) || task.phase == TaskPhase::memory;
  if (kept && needed == 0 && task.wanted_by == 0)
    return refuse("is kept though nothing needs it");
  if (task.phase == TaskPhase::idle && (needed > 0 || task.wanted_by > 0))
    return refuse("is idle though something needs it");
  return {};
}

Result<void> SchedulerState::check_workers() const {
  std::uint32_t threads = 0;
  for (WorkerNumber number = 0; number < workers_.size(); ++number) {
    const auto& worker = workers_[number];
    const auto refuse = [&](const std::string& what) {
      return fail(Errc::internal, "worker '" + worker.info.name + "' " + what);
    };
    if (!worker.alive && (!worker.holds.empty() || !worker.processing.empty() || alive_.contains(number)))
      return refuse("is lost and still has tasks or chunks");
    const bool gets_any = worker.alive && !worker.retiring && !holds_only(worker.info);
    threads += gets_any ? worker.info.threads : 0;
    if (alive_.contains(number) != gets_any)
      return refuse("gets tasks though it is gone or going, or gets none");
    std::uint32_t runnable = 0;
    for (auto task : worker.processing) {
      if (tasks_[task].phase != TaskPhase::processing || tasks_[task].worker != number)
        return refuse("has a task that is not processing there");
      runnable += tasks_[task].inputs_not_ready == 0;
    }
    if (runnable != worker.runnable)
      return refuse("counts " + std::to_string(worker.runnable) + " tasks that can run, has "
                    + std::to_string(runnable));
    for (auto task : worker.holds)
      if (tasks_[task].phase != TaskPhase::memory || !holds(task, number))
        return refuse("holds a value that is not in memory there");
  }
  if (threads != all_threads_)
    return fail(Errc::internal, "threads are not counted right");
  return {};
}

Result<void> SchedulerState::check_jobs() const {
  for (const auto& [number, job] : jobs_) {
    const auto missing =
        static_cast<std::uint64_t>(std::count_if(job.outputs.begin(), job.outputs.end(), [&](TaskNumber output) {
          return tasks_[output].phase != TaskPhase::memory;
        }));
    if (missing != job.outputs_missing)
      return fail(Errc::internal, "job " + to_string(job.id) + " lacks " + std::to_string(missing) + " outputs, counts "
                                      + std::to_string(job.outputs_missing));
  }
  for (const auto& [task, value] : inline_results_)
    if (!value || tasks_[task].block == none || tasks_[task].phase != TaskPhase::memory || tasks_[task].wanted_by == 0)
      return fail(Errc::internal, "an inline result is no output in memory");
  // With a worker there that is not short of memory, whatever can be placed is: or is a root task that is held back.
  for (const auto& [tag, task] : ready_)
    if (is_queued(task) && !alive_.empty())
      return fail(Errc::internal, "task " + to_string(key_of(task)) + " can run and was not placed");
  auto stuck = none;
  broadcasts_.for_each_open([&](TaskNumber chunk, const auto& waiting, std::size_t under_way) {
    for (const auto& [tag, task] : waiting)
      stuck = is_queued(task) && under_way == 0 ? chunk : stuck;
  });
  if (stuck != none)
    return fail(Errc::internal, "tasks wait for a copy of chunk " + to_string(key_of(stuck)) + " that nobody fetches");
  return {};
}

} // namespace troupe
