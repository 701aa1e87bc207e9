#include "actors/scheduler/scheduler_actor.hpp"

#include "actors/logging/logging.hpp"
#include "actors/protocol/default_handlers.hpp"
#include "actors/protocol/logical_clock.hpp"
#include "runtime/wire/job_codec.hpp"
#include "runtime/wire/worker_codec.hpp"

#include <fstream>

namespace troupe {
namespace {

/// How often silent workers are looked for and progress is told.
constexpr auto tick_period = std::chrono::milliseconds(200);

} // namespace

SchedulerActor::SchedulerActor(caf::actor_config& config, SchedulerSetup setup)
    : NetworkActor(config), setup_(std::move(setup)), state_(setup_.config), durable_(setup_.log),
      job_prefix_(random_job_prefix()) {}

caf::behavior SchedulerActor::make_behavior() {
  set_manners(this, "scheduler", [lifecycle = setup_.lifecycle](const std::string& what) {
    lifecycle->ended(fail(Errc::internal, "the scheduler ended after an unexpected exception: " + what));
  });
  set_down_handler([this](const caf::down_msg& down) { take_down(down); });
  delayed_send(this, tick_period, tick_atom::value);
  restore();
  setup_.lifecycle->joined({});
  return {
      [this](ask_atom, const Packet& question) { return answer(question); },
      [this](reports_atom, const Packet& packet) { take_reports(packet); },
      [this](commands_atom, const Packet& packet) { take_commands(packet); },
      [this](fetch_atom, const Packet& question) { return serve(question); },
      [this](prepared_atom, PreparedJob& job) { prepared(job); },
      [this](collected_atom, const CollectedOutputs& what) { take_collected(what); },
      [this](tick_atom) { take_tick(); },
      [this](flush_atom) { flush(); },
      [this](stop_atom) { end({}); },
  };
}

void SchedulerActor::on_exit() {
  write_record();
  for (auto& [job, supervisor] : detached_supervisors_)
    send_exit(supervisor, caf::exit_reason::user_shutdown);
  detached_supervisors_.clear();
  supervisors_.clear();
  workers_.clear();
  pending_.clear();
  setup_.lifecycle->ended(fail(Errc::cancelled, "the scheduler was ended from outside"));
}

void SchedulerActor::write_record() {
  if (setup_.record_file.empty())
    return;
  std::ofstream file(setup_.record_file);
  file << record_.to_text();
  file.close();
  if (file)
    logger("scheduler")->info("the run's {} tasks are recorded in '{}'", record_.size(), setup_.record_file);
  else
    logger("scheduler")->error("cannot write the record '{}'", setup_.record_file);
}

void SchedulerActor::end(Result<void> why) {
  setup_.lifecycle->ended(std::move(why));
  quit(caf::exit_reason::user_shutdown);
}

// Messages ----------------------------------------------------------------------------------------------------------

void SchedulerActor::take_reports(const Packet& packet) {
  auto batch = decode_reports(packet.view());
  if (!batch) {
    logger("scheduler")->warn("refused reports that cannot be read: {}", batch.error().message);
    return;
  }
  stranger_ = caf::actor_cast<caf::actor>(current_sender());
  apply(ReportsArrived{std::move(*batch)});
  stranger_ = nullptr;
}

void SchedulerActor::take_commands(const Packet& packet) {
  auto commands = decode_commands(packet.view());
  if (!commands) {
    logger("scheduler")->warn("refused commands that cannot be read: {}", commands.error().message);
    return;
  }
  for (auto& command : *commands) {
    apply(CommandArrived{command});
    if (const auto* release = std::get_if<ReleaseJob>(&command))
      forget_job(release->job);
  }
}

void SchedulerActor::take_collected(const CollectedOutputs& what) {
  const auto& [job, outputs, chunks] = what;
  const auto forgotten = outputs ? detached_.collected(job, *outputs) : detached_.failed(job, outputs.error());
  if (outputs)
    logger("scheduler")->info("job {} is done, its {} outputs are kept", to_string(job), outputs->size());
  else
    logger("scheduler")->info("job {} has failed: {}", to_string(job), outputs.error().message);
  if (auto status = state_.job_status(job, logical_now()))
    durable_.end(detached_.complete(std::move(*status)), chunks);
  for (auto old : forgotten) {
    durable_.forget(old);
    if (auto supervisor = detached_supervisors_.extract(old); !supervisor.empty())
      send_exit(supervisor.mapped(), caf::exit_reason::user_shutdown);
  }
}

void SchedulerActor::take_down(const caf::down_msg& down) {
  if (const auto worker = workers_by_address_.extract(down.source); !worker.empty()) {
    const auto id = worker.mapped();
    workers_.erase(id);
    const bool left = down.reason == caf::exit_reason::user_shutdown;
    logger("scheduler")
        ->log(left ? spdlog::level::info : spdlog::level::warn, "worker {} {}", to_string(id),
              left ? "has left" : "is gone: " + system().render(down.reason));
    apply(WorkerGone{id, left ? "it has left" : "its process ended or its connection broke"});
  }
  if (auto jobs = jobs_by_address_.extract(down.source); !jobs.empty()) {
    for (auto job : jobs.mapped()) {
      supervisors_.erase(job);
      client_gone(job);
    }
  }
}

/// The word that a client has its outputs may be overtaken by its end: what was done stays done.
void SchedulerActor::client_gone(JobId job) {
  const auto status = state_.job_status(job, logical_now());
  const bool finished = status && status->phase == JobPhase::done;
  logger("scheduler")->info("job {} is {}: its client is gone", to_string(job), finished ? "released" : "cancelled");
  apply(CommandArrived{finished ? JobCommand(ReleaseJob{job}) : JobCommand(CancelJob{job})});
}

/// A scheduler that was stopped for a while finds out here that another has taken over, before it tells anybody
/// anything.
bool SchedulerActor::may_act() {
  if (durable_.may_act())
    return true;
  if (!std::exchange(over_, true)) {
    logger("scheduler")->error("{}: this scheduler ends", durable_.over()->message);
    end(fail(*durable_.over()));
  }
  return false;
}

void SchedulerActor::take_tick() {
  apply(SchedulerTick{});
  durable_.write_again();
  delayed_send(this, tick_period, tick_atom::value);
}

void SchedulerActor::forget_job(JobId job) {
  const auto supervisor = supervisors_.extract(job);
  if (supervisor.empty())
    return;
  const auto address = supervisor.mapped().address();
  const auto jobs = jobs_by_address_.find(address);
  if (jobs == jobs_by_address_.end() || jobs->second.erase(job) == 0 || !jobs->second.empty())
    return;
  jobs_by_address_.erase(jobs);
  if (!workers_by_address_.contains(address))
    demonitor(address);
}

// Effects -----------------------------------------------------------------------------------------------------------

void SchedulerActor::apply(const SchedulerEvent& event) {
  if (!setup_.record_file.empty())
    record_.hear(event);
  if (!may_act())
    return;
  auto effects = state_.apply(event, logical_now());
  for (auto& effect : effects)
    std::visit([this](auto& each) { perform(each); }, effect);
}

void SchedulerActor::perform(SendOrders& effect) {
  auto& orders = orders_[effect.worker];
  orders.insert(orders.end(), std::make_move_iterator(effect.orders.begin()),
                std::make_move_iterator(effect.orders.end()));
  if (!std::exchange(flush_pending_, true))
    send(this, flush_atom::value); // behind what is in the mailbox already: its orders go in the same batch
}

void SchedulerActor::flush() {
  flush_pending_ = false;
  for (auto& [id, orders] : std::exchange(orders_, {}))
    if (const auto worker = workers_.find(id); worker != workers_.end())
      send(worker->second, orders_atom::value, Packet(encode(orders)));
}

void SchedulerActor::perform(SendNotice& effect) {
  const auto supervisor = supervisors_.find(effect.job);
  if (supervisor == supervisors_.end())
    return;
  const bool ended = std::holds_alternative<JobFailed>(effect.notice);
  send(supervisor->second, notices_atom::value, Packet(encode(std::vector<JobNotice>{std::move(effect.notice)})));
  if (ended)
    forget_job(effect.job);
}

void SchedulerActor::perform(FenceWorker& effect) {
  auto target = stranger_;
  if (const auto worker = workers_.extract(effect.worker); !worker.empty()) {
    target = worker.mapped();
    workers_by_address_.erase(target.address());
    demonitor(target.address());
  }
  if (!target) // it has gone by itself
    return;
  logger("scheduler")->warn("worker {} is shut out: {}", to_string(effect.worker), effect.reason);
  send(target, orders_atom::value, Packet(encode(std::vector<WorkerOrder>{Retire{effect.reason}})));
}

} // namespace troupe
