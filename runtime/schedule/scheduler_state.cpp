// SchedulerState::apply(): dispatches events.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>
#include <utility>

namespace troupe {

using namespace schedule;

namespace {

/// Idle workers that get a chance to take work from others when time passes and nothing else happens.
constexpr std::uint32_t idle_helped_at_once = 64;

} // namespace

SchedulerState::SchedulerState(SchedulerConfig config)
    : config_(std::move(config)), bandwidth_(config_.bandwidth),
      policy_(make_placement_policy(config_.policy, config_.seed).value()), traits_(policy_->traits()),
      decisions_(config_.decisions_remembered) {}

std::vector<SchedulerEffect> SchedulerState::apply(const SchedulerEvent& event, LogicalTime now) {
  now_ = now;
  if (!began_)
    began_ = now;
  std::visit([this](const auto& what) { on(what); }, event);
  if (!waiting_jobs_.empty() && !std::holds_alternative<ReportsArrived>(event))
    admit_waiting();
  place_queued();
  if (!retirements_.empty())
    advance_retirements(std::holds_alternative<SchedulerTick>(event) || std::holds_alternative<WorkerRetires>(event));
  return flush();
}

void SchedulerState::on(const CommandArrived& event) {
  if (const auto* cancel = std::get_if<CancelJob>(&event.command)) {
    if (const auto job = find_job(cancel->job); job != none)
      end_job(job, JobPhase::cancelled, {Errc::cancelled, "the job was cancelled"});
  } else if (const auto* release = std::get_if<ReleaseJob>(&event.command)) {
    if (const auto job = find_job(release->job); job != none)
      end_job(job, jobs_.at(job).phase, {});
  } else if (const auto* lost = std::get_if<OutputUnreachable>(&event.command)) {
    const auto worker = workers_by_id_.find(lost->worker);
    const auto task = find(lost->key);
    if (worker != workers_by_id_.end() && task != none && tasks_[task].phase == TaskPhase::memory
        && holds(task, worker->second)) {
      order(worker->second, FreeChunk{lost->key});
      remove_holder(task, worker->second);
    }
    // Where others hold it, or it was made again meanwhile, the supervisor may not know: it is told anew.
    if (const auto job = find_job(lost->job); job != none && jobs_.at(job).phase == JobPhase::done) {
      jobs_.at(job).phase = JobPhase::running;
      announce_if_complete(job);
    }
  }
}

void SchedulerState::on(const SchedulerTick&) {
  while (heard_first_ != none && now_ - workers_[heard_first_].last_heard > config_.worker_timeout_us)
    lose_worker(heard_first_,
                "it said nothing for " + std::to_string((now_ - workers_[heard_first_].last_heard) / 1000) + " ms");
  cut_.expire(now_);
  for (auto number : std::exchange(progressed_, {})) {
    const auto at = jobs_.find(number);
    if (at == jobs_.end())
      continue;
    auto& job = at->second;
    job.progress_noted = false;
    if (job.phase == JobPhase::running && job.progress != job.reported) {
      job.reported = job.progress;
      notify(number, JobProgressed{job.id, job.progress});
    }
  }
  expire_orphans();
  by_runnable_.visit_least(idle_helped_at_once, [this](WorkerNumber worker) {
    idle_.push_back(worker);
    return workers_[worker].runnable > 0;
  });
}

/// The worker's orders of the current apply().
std::vector<WorkerOrder>& SchedulerState::outbox(WorkerNumber worker) {
  auto& orders = workers_[worker].outbox;
  if (orders.empty())
    dirty_workers_.push_back(worker);
  return orders;
}

void SchedulerState::order(WorkerNumber worker, WorkerOrder what) {
  if (workers_[worker].alive)
    outbox(worker).push_back(std::move(what));
}

void SchedulerState::notify(JobNumber job, JobNotice what) {
  effects_.push_back(SendNotice{jobs_.at(job).id, std::move(what)});
}

/// Batches in the order in which the workers were first thought of.
std::vector<SchedulerEffect> SchedulerState::flush() {
  for (auto number : dirty_workers_)
    if (auto& worker = workers_[number]; !worker.outbox.empty())
      effects_.push_back(SendOrders{worker.info.id, std::exchange(worker.outbox, {})});
  dirty_workers_.clear();
  return std::exchange(effects_, {});
}

} // namespace troupe
