// Clients and the shells of their jobs' supervisors.
#include "runtime/simulate/simulation.hpp"
#include "runtime/simulate/simulation_log.hpp"

#include <algorithm>

namespace troupe::simulate {
namespace {

std::vector<Key> output_keys_of(const Workload& workload) {
  std::vector<Key> keys;
  for (auto output : workload.table->outputs)
    keys.push_back(workload.table->tasks[output].key);
  return keys;
}

} // namespace

JobId Simulation::id_of(std::uint32_t job) const { return {((std::uint64_t{job} + 1) << 16) | jobs_[job].attempt}; }

/// Again after each restart of the scheduler: the graph is the client's, and its keys say what was computed before.
void Simulation::submit(std::uint32_t number) {
  auto& job = jobs_[number];
  if (job.ended)
    return;
  job.submitted = true;
  if (!scheduler_)
    return; // it comes again with the next scheduler
  ++job.attempt;
  const auto& workload = *workloads_[number];
  if (job.attempt == 1)
    for (std::uint32_t task = 0; task < workload.table->tasks.size(); ++task)
      audit_.asked_for(catalogue_->number_of(number, task));
  const auto before = hooks_.memory_in_use ? hooks_.memory_in_use() : 0;
  log("job ", std::to_string(number), " is submitted");
  if (job.gather) {
    apply(number, SchedulerReplaced{});
    apply(number, GatherAccepted{id_of(number), workload.table->tasks.size()});
  } else if (scenario_.collect) {
    job.gather = std::make_unique<GatherState>(output_keys_of(workload));
    apply(number, GatherAccepted{id_of(number), workload.table->tasks.size()});
  }
  apply(JobSubmitted{.job = id_of(number),
                     .name = scenario_.jobs[number].graph,
                     .detached = false,
                     .graph = workload.graph,
                     .table = workload.table,
                     .ranks = workload.ranks,
                     .groups = workload.groups});
  if (hooks_.memory_in_use && number == 0 && job.attempt == 1)
    outcome_.bytes_per_task =
        static_cast<double>(hooks_.memory_in_use() - before) / static_cast<double>(workload.table->tasks.size());
}

void Simulation::apply(std::uint32_t number, const GatherEvent& event) {
  if (!jobs_[number].gather)
    return;
  auto effects = jobs_[number].gather->apply(event);
  for (auto& effect : effects)
    std::visit([&](auto& each) { perform(number, each); }, effect);
}

void Simulation::take_notice(Pending pending) {
  auto& job = jobs_[pending.job];
  if (job.ended || pending.attempt != job.attempt)
    return;
  const auto* finished = std::get_if<JobFinished>(&pending.notice);
  if (finished)
    job.finished_at = now_;
  if (job.gather)
    return apply(pending.job, GatherNotice{std::move(pending.notice)});
  if (finished) {
    look_at_outputs(pending.job, *finished);
    push(now_ + network_.latency(),
         {What::command_arrives, 0, commands_.put({epoch_, ReleaseJob{id_of(pending.job)}})});
    end_job(pending.job, std::nullopt);
  } else if (const auto* failed = std::get_if<JobFailed>(&pending.notice)) {
    end_job(pending.job, failed->error);
  }
}

/// Where they lie, without moving them.
void Simulation::look_at_outputs(std::uint32_t number, const JobFinished& notice) {
  if (notice.outputs.size() != workloads_[number]->table->outputs.size())
    return complain("job " + std::to_string(number) + " has another number of outputs than it asked for");
  for (const auto& output : notice.outputs) {
    if (output.holders.empty())
      return complain("job " + std::to_string(number) + " is finished and nobody holds " + name(output.key));
    const auto holder = instance_of(output.holders.front().id);
    const auto& chunks = instances_[holder].chunks;
    const auto held = chunks.find(output.key);
    if (held == chunks.end())
      return complain(name_of(holder) + " is said to hold " + name(output.key) + " and does not");
    if (held->second.value != catalogue_->value(catalogue_->find(output.key)))
      return complain("a wrong value for the output " + name(output.key));
  }
}

void Simulation::perform(std::uint32_t number, FetchOutput& effect) {
  auto& job = jobs_[number];
  const auto holder = instance_of(effect.from.id);
  if (holder == nobody)
    return complain("job " + std::to_string(number) + " fetches from a worker that never was");
  const FetchRequest request{effect.key, number, ++numbers_, true};
  job.fetching.push_back({effect.key, request.number, effect.from.id});
  ask_for(holder, request, 0, true);
}

void Simulation::perform(std::uint32_t number, StopFetchOutput& effect) {
  std::erase_if(jobs_[number].fetching, [&](const auto& one) { return one.key == effect.key; });
}

void Simulation::perform(std::uint32_t, SendCommand& effect) {
  if (const auto* lost = std::get_if<OutputUnreachable>(&effect.command))
    audit_.excuse(catalogue_->find(lost->key));
  push(now_ + network_.latency(), {What::command_arrives, 0, commands_.put({epoch_, effect.command})});
}

void Simulation::perform(std::uint32_t number, Resolve& effect) { end_job(number, effect.error); }

void Simulation::end_job(std::uint32_t number, const std::optional<Error>& error) {
  auto& job = jobs_[number];
  job.ended = true;
  job.done = !error;
  job.error = error.value_or(Error{});
  log("job ", std::to_string(number), " has ended", error ? ": " + to_string(*error) : std::string());
  if (job.done && scenario_.collect)
    for (const auto& key : output_keys_of(*workloads_[number])) {
      const auto value = job.values.find(key);
      if (value == job.values.end())
        return complain("job " + std::to_string(number) + " ended without its output " + name(key));
      if (value->second != catalogue_->value(catalogue_->find(key)))
        return complain("job " + std::to_string(number) + " got a wrong value for " + name(key));
    }
}

} // namespace troupe::simulate
