// Requests to the scheduler and their answers.
#include "actors/scheduler/scheduler_actor.hpp"

#include "actors/logging/logging.hpp"
#include "actors/protocol/logical_clock.hpp"
#include "actors/supervisor/job_supervisor.hpp"
#include "actors/supervisor/output_keeper.hpp"
#include "actors/trust/gate.hpp"
#include "runtime/base/version.hpp"
#include "runtime/optimize/order.hpp"
#include "runtime/optimize/sibling_groups.hpp"
#include "runtime/wire/fetch_codec.hpp"
#include "runtime/wire/job_codec.hpp"

#include <random>

#include <unistd.h>

namespace troupe {
namespace {

/// Graphs up to this many tasks are written out at once; larger ones on the pool, so that nobody waits behind them.
constexpr std::uint64_t prepared_at_once = 4096;

Packet pack(const Response& response) { return Packet(encode(response)); }

Response refuse_protocol(std::uint32_t protocol, const std::string& version, const std::string& who) {
  return Error{Errc::version_mismatch, who + " (version " + version + ") speaks protocol " + std::to_string(protocol)
                                           + ", this scheduler (version " + std::string(product_version)
                                           + ") speaks protocol " + std::to_string(protocol_version)
                                           + "; install the same version on both"};
}

void write_out(PreparedJob& job) {
  job.event.table = std::make_shared<const TaskTable>(expand(*job.event.graph));
  job.event.ranks = std::make_shared<const std::vector<std::uint32_t>>(order(*job.event.table));
  job.event.groups = std::make_shared<const std::vector<std::uint32_t>>(sibling_groups(*job.event.table));
}

} // namespace

std::uint64_t random_job_prefix() {
  std::random_device random;
  return static_cast<std::uint64_t>(random() | 1u) << 32;
}

caf::result<Packet> SchedulerActor::answer(const Packet& question) {
  auto request = decode_request(question.view());
  if (!request)
    return pack(request.error());
  if (auto* job = std::get_if<SubmitJob>(&*request))
    return submit(*job);
  if (auto* job = std::get_if<SubmitDetached>(&*request))
    return submit(*job, question);
  return std::visit(
      [this](const auto& each) -> Packet {
        if constexpr (requires { this->answer(each); })
          return pack(this->answer(each));
        else
          return pack(Error{Errc::internal, "a submission is not answered here"});
      },
      *request);
}

Response SchedulerActor::answer(const ClientHello& hello) {
  if (hello.protocol != protocol_version)
    return refuse_protocol(hello.protocol, hello.version, "this client");
  return Welcome{protocol_version, std::string(product_version), std::chrono::microseconds(setup_.heartbeat).count()};
}

Response SchedulerActor::answer(const WorkerHello& hello) {
  const auto& info = hello.info;
  if (info.protocol != protocol_version) {
    logger("scheduler")->warn("refused worker '{}': it speaks protocol {}", info.name, info.protocol);
    return refuse_protocol(info.protocol, info.version, "worker '" + info.name + "'");
  }
  auto worker = caf::actor_cast<caf::actor>(current_sender());
  if (!worker || !info.id || workers_.contains(info.id))
    return Error{Errc::already_exists, "worker " + to_string(info.id) + " has joined already"};
  monitor(worker);
  workers_by_address_[worker.address()] = info.id;
  workers_[info.id] = std::move(worker);
  logger("scheduler")
      ->info("worker {} '{}' joined from {}: {} threads, {} bytes", to_string(info.id), info.name,
             to_string(info.address), info.threads, info.memory_limit);
  apply(WorkerJoined{info, hello.inventory});
  return Welcome{protocol_version, std::string(product_version), std::chrono::microseconds(setup_.heartbeat).count()};
}

Response SchedulerActor::answer(const QueryJob& query) {
  auto status = state_.job_status(query.job, logical_now());
  if (!status) {
    const auto* earlier = detached_.find_restored(query.job);
    return earlier ? Response(*earlier) : Response(status.error());
  }
  return detached_.complete(std::move(*status));
}

Response SchedulerActor::answer(const CancelDetached& cancel) {
  if (auto known = state_.job_status(cancel.job, logical_now()); !known)
    return known.error();
  apply(CommandArrived{CancelJob{cancel.job}});
  return answer(QueryJob{cancel.job});
}

Response SchedulerActor::answer(const QueryCluster&) {
  auto status = state_.cluster_status(logical_now());
  for (const auto& [id, earlier] : detached_.restored())
    status.jobs.insert(status.jobs.begin(), earlier);
  for (auto& job : status.jobs) {
    job = detached_.complete(std::move(job));
    job.meta = {};
    job.outputs.clear();
  }
  status.version = product_version;
  status.pid = ::getpid();
  status.refused = refused_connections();
  status.encrypted = setup_.encrypted;
  status.uptime_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
  return status;
}

Response SchedulerActor::answer(const QueryTask& query) {
  auto decision = state_.explain_task(query.key);
  if (!decision)
    return decision.error();
  const auto ago = static_cast<double>(logical_now() - decision->when) * 1e-6;
  return TaskExplanation{std::move(*decision), ago};
}

Response SchedulerActor::answer(const RetireWorker& question) {
  const auto worker = state_.worker_named(question.worker);
  if (!worker)
    return worker.error();
  if (const auto may = state_.may_retire(*worker); !may)
    return may.error();
  apply(WorkerRetires{*worker});
  return state_.retirement(*worker);
}

// Submission --------------------------------------------------------------------------------------------------------

caf::result<Packet> SchedulerActor::submit(SubmitJob& job) {
  auto supervisor = caf::actor_cast<caf::actor>(current_sender());
  if (!supervisor)
    return pack(Error{Errc::invalid_argument, "a job needs a supervisor: the question came from no actor"});
  PreparedJob next{{.job = JobId{job_prefix_ + ++jobs_begun_}, .name = job.name, .detached = false},
                   std::move(supervisor)};
  next.event.weight = job.weight;
  return prepare(std::move(next), std::nullopt, std::move(job.graph));
}

caf::result<Packet> SchedulerActor::submit(SubmitDetached& job, const Packet& question) {
  if (!may_act())
    return not_accepted();
  if (const auto before = accepted_before(job))
    return pack(*before);
  const auto id = job.job ? job.job : JobId{job_prefix_ + ++jobs_begun_};
  if (auto added = durable_.add(id, question); !added) {
    if (!may_act())
      return not_accepted();
    return pack(added.error());
  }
  return supervise(id, job);
}

/// By a scheduler that may not act: whoever has taken over will be asked; where nobody has, it is said what went wrong.
caf::result<Packet> SchedulerActor::not_accepted() const {
  if (durable_.over()->code == Errc::lost)
    return caf::make_error(caf::exit_reason::user_shutdown);
  return pack(*durable_.over());
}

/// A client whose answer was lost asks again, of this scheduler or of the next.
std::optional<JobAccepted> SchedulerActor::accepted_before(const SubmitDetached& job) {
  if (!job.job)
    return std::nullopt;
  if (pending_.contains(job.job))
    return JobAccepted{job.job, job.graph.task_count()};
  if (const auto known = state_.job_status(job.job, logical_now()))
    return JobAccepted{job.job, known->progress.tasks_total};
  if (const auto* earlier = detached_.find_restored(job.job))
    return JobAccepted{job.job, earlier->progress.tasks_total};
  return std::nullopt;
}

caf::result<Packet> SchedulerActor::supervise(JobId id, SubmitDetached& job) {
  auto outputs = output_keys(job.graph);
  JobOwner owner{.progressed = {}, .resolved = {}, .keep_outputs = true};
  owner.resolved = [self = caf::actor_cast<caf::actor>(this), id, outputs](const Result<std::vector<ChunkPtr>>& got) {
    CollectedOutputs what{id, got ? Result<std::vector<Key>>(outputs) : got.failure(),
                          got ? *got : std::vector<ChunkPtr>{}};
    caf::anon_send(self, collected_atom::value, std::move(what));
  };
  auto supervisor = system().spawn<JobSupervisor>(SupervisorSetup{.directory = setup_.directory});
  SupervisedJob supervised{1, caf::actor_cast<caf::actor>(this), Packet{}, std::move(outputs), std::move(owner)};
  send(supervisor, supervise_atom::value, std::move(supervised));
  PreparedJob next{{.job = id, .name = job.name, .detached = true}, std::move(supervisor)};
  next.event.weight = job.weight;
  return prepare(std::move(next), std::move(job.meta), std::move(job.graph));
}

caf::result<Packet> SchedulerActor::prepare(PreparedJob job, std::optional<Params> meta, TaskGraph graph) {
  job.event.graph = std::make_shared<const TaskGraph>(std::move(graph));
  auto promise = make_response_promise();
  pending_[job.event.job] = {promise, std::move(meta)};
  if (job.event.graph->task_count() <= prepared_at_once) {
    write_out(job);
    prepared(job);
    return promise;
  }
  const auto write = [](caf::event_based_actor* self, PreparedJob to_write, const caf::actor& scheduler) {
    write_out(to_write);
    self->send(scheduler, prepared_atom::value, std::move(to_write));
  };
  system().spawn(write, std::move(job), caf::actor_cast<caf::actor>(this));
  return promise;
}

void SchedulerActor::prepared(PreparedJob& job) {
  auto pending = pending_.extract(job.event.job);
  if (pending.empty())
    return;
  const auto id = job.event.job;
  const auto tasks = job.event.table->tasks.size();
  supervisors_[id] = job.supervisor;
  jobs_by_address_[job.supervisor.address()].insert(id);
  monitor(job.supervisor);
  if (pending.mapped().meta) {
    detached_.add(id, std::move(*pending.mapped().meta));
    detached_supervisors_[id] = job.supervisor;
    send(job.supervisor, begin_atom::value, id, static_cast<std::uint64_t>(tasks));
  }
  logger("scheduler")->info("job {} '{}': {} tasks", to_string(id), job.event.name, tasks);
  pending.mapped().promise.deliver(pack(JobAccepted{id, tasks}));
  apply(job.event);
}

// Earlier times -----------------------------------------------------------------------------------------------------

void SchedulerActor::restore() {
  for (auto& job : durable_.restore())
    std::visit([this](auto& one) { restore(one); }, job);
}

/// It is computed again, but for what workers still hold of it.
void SchedulerActor::restore(DurableJobs::Unfinished& job) {
  logger("scheduler")->info("job {} '{}' goes on", to_string(job.job), job.request.name);
  supervise(job.job, job.request);
}

void SchedulerActor::restore(DurableJobs::Finished& job) {
  const auto id = job.status.job;
  detached_supervisors_[id] = system().spawn<OutputKeeper>(id, setup_.log);
  for (auto old : detached_.restore(std::move(job.status)))
    durable_.forget(old);
}

caf::result<Slice> SchedulerActor::serve(const Packet& question) {
  Slice refusal;
  const auto fetch = decode_fetch(question.view());
  const auto supervisor = fetch ? detached_supervisors_.find(fetch->job) : detached_supervisors_.end();
  if (supervisor == detached_supervisors_.end()) {
    refusal.error = fetch ? "no outputs of job " + to_string(fetch->job) + " are kept" : fetch.error().message;
    return refusal;
  }
  delegate(supervisor->second, fetch_atom::value, *fetch);
  return caf::delegated<Slice>{};
}

} // namespace troupe
