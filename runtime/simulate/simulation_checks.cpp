// The checks after the last event.
#include "runtime/simulate/simulation.hpp"
#include "runtime/simulate/simulation_log.hpp"

#include <algorithm>

namespace troupe::simulate {

/// A job ends well unless something in it fails by itself, was cancelled, or was lost with too many workers.
void Simulation::check_jobs() {
  for (std::uint32_t number = 0; number < jobs_.size(); ++number) {
    const auto& job = jobs_[number];
    const auto it = "job " + std::to_string(number) + " (" + scenario_.jobs[number].graph + ") ";
    if (!job.ended)
      return complain(it + "has not ended");
    bool fails = false, killed = false;
    for (std::uint32_t task = 0; task < workloads_[number]->table->tasks.size(); ++task) {
      const auto known = catalogue_->number_of(number, task);
      killed |= audit_.deaths(known) >= scenario_.scheduler.deaths_allowed;
      fails |= std::ranges::any_of(jobs_, [&](const auto& other) { return other.poisoned == known; });
    }
    if (job.done && fails && job.poisoned != nobody)
      return complain(it + "is done, though one of its tasks always fails");
    if (job.done || (job.cancelled && job.error.code == Errc::cancelled))
      continue;
    if (fails && job.error.code == Errc::task_failed)
      continue;
    if (job.error.code == Errc::lost && (killed || job.fetch_failures >= GatherState::failures_allowed))
      continue;
    const bool disks_fail =
        std::ranges::any_of(scenario_.faults, [](const auto& one) { return one.kind == Fault::Kind::bad_disk; });
    if (job.error.code == Errc::out_of_memory && disks_fail)
      continue;
    return complain(it + "failed without reason: " + to_string(job.error));
  }
}

void Simulation::check_nothing_left() {
  if (scheduler_ && scheduler_->task_count() > 0)
    complain("the scheduler remembers " + std::to_string(scheduler_->task_count()) + " tasks of jobs that have ended");
  for (auto place : places_) {
    const auto& worker = instances_[place];
    if (!worker.alive())
      continue;
    const auto& state = *worker.state;
    if (state.chunks() > 0 || state.tasks() > 0 || state.fetches() > 0)
      return complain(name_of(place) + " still has " + std::to_string(state.chunks()) + " chunks, "
                      + std::to_string(state.tasks()) + " tasks and " + std::to_string(state.fetches()) + " fetches");
    if (!worker.chunks.empty() || !worker.running.empty() || !worker.fetching.empty())
      return complain("the shell of " + name_of(place) + " still holds "
                      + (worker.chunks.empty() ? "something that runs" : name(worker.chunks.begin()->first)));
  }
}

void Simulation::check_kernels_run() {
  if (const auto wrong = audit_.verdict(*catalogue_))
    complain("run without need: " + *wrong);
}

} // namespace troupe::simulate
