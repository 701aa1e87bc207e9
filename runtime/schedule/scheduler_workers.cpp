// Workers: joins, heartbeats and losses.
#include "runtime/schedule/scheduler_state.hpp"

#include "runtime/graph/kernel_text.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

namespace {

/// Chunks of a worker short of memory that are looked at in one event for copies that it need not keep.
constexpr std::size_t swept_at_once = 1024;
constexpr double behind_all = 1e18; ///< a load that no worker has
constexpr int users_swept = 64;     ///< a chunk with more consumers is kept

} // namespace

void SchedulerState::on(const WorkerJoined& event) {
  if (workers_by_id_.contains(event.info.id))
    return;
  forget_unused_resources();
  const auto number = worker_place();
  auto& worker = workers_[number];
  worker.info = event.info;
  worker.info.threads = std::max(1u, worker.info.threads);
  worker.alive = true;
  for (const auto& resource : worker.info.resources)
    if (const auto at = resource_number(resource.name); true) {
      worker.resources_free.resize(std::max<std::size_t>(worker.resources_free.size(), at + std::size_t{1}));
      worker.resources_free[at] += resource.amount;
    }
  worker.resources_free.resize(resource_names_.size());
  workers_by_id_.emplace(event.info.id, number);
  heard_from(number);
  start_giving(number);
  take_inventory(number, event.inventory);
}

void SchedulerState::on(const WorkerGone& event) {
  if (const auto at = workers_by_id_.find(event.worker); at != workers_by_id_.end())
    lose_worker(at->second, event.reason);
}

/// Workers stand in a list by when they were heard, so that the silent ones are found without looking at the others.
void SchedulerState::heard_from(WorkerNumber number) {
  workers_[number].last_heard = now_;
  if (heard_last_ == number)
    return;
  leave_heard_list(number);
  auto& worker = workers_[number];
  worker.heard_before = heard_last_;
  (heard_last_ == none ? heard_first_ : workers_[heard_last_].heard_after) = number;
  heard_last_ = number;
}

void SchedulerState::leave_heard_list(WorkerNumber number) {
  auto& worker = workers_[number];
  if (worker.heard_before == none && worker.heard_after == none && heard_first_ != number)
    return; // it is not in the list
  (worker.heard_before == none ? heard_first_ : workers_[worker.heard_before].heard_after) = worker.heard_after;
  (worker.heard_after == none ? heard_last_ : workers_[worker.heard_after].heard_before) = worker.heard_before;
  worker.heard_before = worker.heard_after = none;
}

/// Where the worker stands among the others. One that is short of memory is not among those that get root tasks, but
/// for one task when it has none, behind all others: it then runs one at a time, and a cluster whose limits are too
/// small would wait for ever without.
void SchedulerState::update_load(WorkerNumber number) {
  const auto& worker = workers_[number];
  if (!gets_tasks(number))
    return;
  if (worker.beat.paused && worker.runnable > 0)
    by_runnable_.remove(number);
  else
    by_runnable_.set(number, worker.beat.paused ? behind_all : 64.0 * worker.runnable / worker.info.threads);
  by_backlog_.set(number, worker.backlog_us / worker.info.threads);
}

/// A worker short of memory lets go of copies that others hold too and that nothing there is about to use.
void SchedulerState::drop_spare_replicas(WorkerNumber number) {
  auto& worker = workers_[number];
  for (std::size_t tries = std::min(swept_at_once, worker.holds.size()); tries > 0 && !worker.holds.empty(); --tries) {
    worker.swept = worker.swept < worker.holds.size() ? worker.swept : 0;
    const auto task = worker.holds[worker.swept];
    if (tasks_[task].replicated && !is_used_at(task, number)) {
      order(number, FreeChunk{key_of(task)});
      remove_holder(task, number); // another comes to stand in its place
    } else {
      ++worker.swept;
    }
  }
}

bool SchedulerState::is_used_at(TaskNumber task, WorkerNumber worker) const {
  if (user_count(task) > users_swept || tasks_[task].used_outside)
    return true;
  bool used = false;
  for_each_user(task, [&](TaskNumber user) {
    used = used || (tasks_[user].phase == TaskPhase::processing && tasks_[user].worker == worker);
  });
  return used;
}

void SchedulerState::lose_worker(WorkerNumber number, const std::string& reason) {
  const auto info = workers_[number].info;
  workers_by_id_.erase(info.id);
  stop_giving(number);
  leave_heard_list(number);
  std::erase_if(retirements_, [number](const Retirement& retirement) { return retirement.worker == number; });
  workers_[number].alive = false;
  workers_[number].outbox.clear();
  effects_.push_back(FenceWorker{info.id, reason});
  count_deaths(number);
  while (!workers_[number].holds.empty())
    remove_holder(workers_[number].holds.back(), number);
  while (!workers_[number].processing.empty()) {
    const auto task = workers_[number].processing.front();
    if (tasks_[task].deaths >= config_.deaths_allowed)
      fail_after_deaths(task, info.name, reason);
    else
      give_back(task);
  }
  WorkerRecord rest; // the number may be named yet, by peers' lists and orphans
  rest.info = info;
  workers_[number] = std::move(rest);
  dead_.push_back(number);
  if (alive_.empty())
    call_off_retirements();
}

/// Workers run in order of priority, so the first that waited for nothing were running when it died.
void SchedulerState::count_deaths(WorkerNumber number) {
  std::vector<std::pair<Tag, TaskNumber>> ran;
  for (auto task : workers_[number].processing)
    if (tasks_[task].inputs_not_ready == 0)
      ran.emplace_back(tag_at_worker(task), task);
  const auto threads = std::min<std::size_t>(ran.size(), workers_[number].info.threads);
  std::partial_sort(ran.begin(), ran.begin() + static_cast<std::ptrdiff_t>(threads), ran.end());
  for (std::size_t i = 0; i < threads; ++i)
    ++tasks_[ran[i].second].deaths;
}

void SchedulerState::fail_after_deaths(TaskNumber task, const std::string& worker, const std::string& reason) {
  const auto& layer = layers_[layer_of(task)];
  fail_task(task, {Errc::lost, "task " + std::to_string(fixed(task).index) + " of kernel '"
                                   + kernel_text(layer.kernel, layer.params) + "' was running on "
                                   + std::to_string(tasks_[task].deaths) + " workers that died; the last was '" + worker
                                   + "' (" + reason + ")"});
}

} // namespace troupe
