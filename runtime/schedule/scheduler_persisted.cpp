// Jobs on persisted data that this scheduler does not know yet. After a scheduler was replaced, workers and clients
// join in any order: the job that made the data is submitted again, workers report what they hold, and meanwhile the
// jobs that use it wait. Their tasks for the data are never computed from their own graphs, which do not contain the
// lineage.
#include "runtime/schedule/scheduler_state.hpp"

#include "runtime/base/persisted.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

namespace troupe {

using namespace schedule;

namespace {

constexpr std::size_t most_failed = 256; ///< layers whose failures are remembered

bool is_persisted(const Layer& layer) { return layer.kernel == persisted_kernel; }

/// For a task of that key in this job's block alone, which another job's real one does not find.
Key hidden_key(const Key& key, JobId job) { return KeyHasher().key(key).number(job.value).finish(); }

} // namespace

/// Places in the table of the tasks that stand for persisted data, rising, as chosen.
template <class Choose>
std::vector<std::uint32_t> SchedulerState::persisted_tasks(const JobSubmitted& event, Choose choose) const {
  const auto& layers = event.graph->layers;
  std::vector<std::uint32_t> chosen;
  if (std::none_of(layers.begin(), layers.end(), is_persisted))
    return chosen;
  const auto& tasks = event.table->tasks;
  for (std::uint32_t at = 0; at < tasks.size(); ++at)
    if (is_persisted(layers[tasks[at].layer]) && choose(tasks[at].key))
      chosen.push_back(at);
  return chosen;
}

bool SchedulerState::is_offered(const Key& key) const {
  const auto orphan = orphans_.find(key);
  return orphan != orphans_.end()
         && std::any_of(orphan->second.holders.begin(), orphan->second.holders.end(),
                        [this](auto holder) { return workers_[holder].alive; });
}

/// Nothing of the job has to be computed.
bool SchedulerState::has_all_outputs(const JobSubmitted& event) const {
  const auto& tasks = event.table->tasks;
  return std::all_of(event.table->outputs.begin(), event.table->outputs.end(), [&](std::uint32_t output) {
    return !is_persisted(event.graph->layers[tasks[output].layer]) && is_offered(tasks[output].key);
  });
}

void SchedulerState::receive(WaitingJob job) {
  if (may_enter(job))
    enter(std::move(job));
  else
    waiting_jobs_.push_back(std::move(job));
}

bool SchedulerState::may_enter(const WaitingJob& job) const {
  if (persisted_tasks(job.event, [this](const Key& key) { return find(key) == none; }).empty())
    return true;
  return now_ >= job.until || has_all_outputs(job.event);
}

/// What one job brings another may wait for.
void SchedulerState::admit_waiting() {
  for (;;) {
    const auto at = std::find_if(waiting_jobs_.begin(), waiting_jobs_.end(),
                                 [this](const WaitingJob& job) { return may_enter(job); });
    if (at == waiting_jobs_.end())
      return;
    auto job = std::move(*at);
    waiting_jobs_.erase(at);
    enter(std::move(job));
  }
}

/// Data that is not known now is hidden from jobs that come later and know how it was made; but what workers offer of
/// it is taken when the time is over.
void SchedulerState::enter(WaitingJob job) {
  const bool in_time = now_ < job.until;
  const auto hidden =
      persisted_tasks(job.event, [&](const Key& key) { return find(key) == none && (in_time || !is_offered(key)); });
  if (!hidden.empty()) {
    auto table = std::make_shared<TaskTable>(*job.event.table);
    for (auto at : hidden)
      table->tasks[at].key = hidden_key(table->tasks[at].key, job.event.job);
    job.event.table = std::move(table);
  }
  enter_graph(job.number, job.event);
  if (auto missing = missing_persisted(job.event, hidden))
    end_job(job.number, JobPhase::failed, std::move(*missing));
}

void SchedulerState::remember_failed(JobNumber number, const Error& error) {
  std::set<Key> keys;
  for (auto output : jobs_.at(number).outputs)
    keys.insert(layers_[layer_of(output)].key);
  std::erase_if(failed_layers_, [&](const FailedLayer& failed) { return keys.contains(failed.key); });
  for (const auto& key : keys)
    failed_layers_.push_back({key, error});
  while (failed_layers_.size() > most_failed)
    failed_layers_.pop_front();
}

/// What a job makes anew did not fail any more.
void SchedulerState::forget_failed(const TaskGraph& graph) {
  std::erase_if(failed_layers_, [&](const FailedLayer& failed) {
    return std::any_of(graph.outputs.begin(), graph.outputs.end(), [&](std::uint32_t output) {
      return graph.layers[output].key == failed.key && !is_persisted(graph.layers[output]);
    });
  });
}

/// The first persisted data that the job needs and nobody has.
std::optional<Error> SchedulerState::missing_persisted(const JobSubmitted& event,
                                                       const std::vector<std::uint32_t>& hidden) const {
  std::map<std::uint32_t, std::vector<std::uint32_t>> parts; // by layer of the graph
  for (auto at : hidden) {
    const auto& task = event.table->tasks[at];
    if (const auto number = find(task.key); number != none && tasks_[number].phase != TaskPhase::idle)
      parts[task.layer].push_back(task.index);
  }
  if (parts.empty())
    return std::nullopt;
  const auto& [layer, missing] = *parts.begin();
  for (const auto& failed : failed_layers_)
    if (failed.key == event.graph->layers[layer].key)
      return persisted_failed(failed.error);
  const auto& tasks = event.table->tasks;
  const bool some_are_here = std::any_of(tasks.begin(), tasks.end(), [&, layer = layer](const TaskTable::Task& task) {
    const auto number = task.layer == layer ? find(task.key) : none;
    return number != none && tasks_[number].phase == TaskPhase::memory;
  });
  return persisted_missing(event.graph->layers[layer].params, missing, some_are_here);
}

} // namespace troupe
