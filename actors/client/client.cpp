#include "actors/client/client.hpp"

#include "actors/client/client_core.hpp"
#include "actors/client/memory_holder.hpp"
#include "actors/system/configuration.hpp"
#include "actors/system/connect.hpp"
#include "runtime/base/version.hpp"
#include "runtime/graph/task_table.hpp"
#include "runtime/messages/holder_worker.hpp"
#include "runtime/optimize/pipeline.hpp"

#include <random>

namespace troupe {
namespace {

/// A job of this client: the board knows how it goes, the core how to reach it.
class ClientJob final : public RunningJob {
public:
  ClientJob(std::weak_ptr<ClientCore> core, std::uint64_t number, std::shared_ptr<JobBoard> board, bool retains)
      : core_(std::move(core)), number_(number), board_(std::move(board)), retains_(retains) {}

  ~ClientJob() override {
    if (retains_ || !board_->is_resolved())
      cancel();
    if (const auto core = core_.lock())
      core->forget(number_);
  }

  Result<void> wait(std::chrono::milliseconds timeout) override { return board_->wait(timeout); }
  std::optional<Result<void>> outcome() const override {
    if (retains_ && core_.expired())
      return Result<void>(fail(Errc::cancelled, "the client that it was persisted with is gone"));
    return board_->outcome();
  }
  Progress progress() const override { return board_->progress(); }
  void cancel() override {
    if (const auto core = core_.lock())
      core->cancel(number_);
    if (retains_)
      board_->revoke({Errc::cancelled, "it was cancelled, and is not kept any more"});
  }
  Result<std::vector<ChunkPtr>> gather() override { return board_->outputs(); }
  Result<void> wait_accepted(std::chrono::milliseconds timeout) override { return board_->wait_accepted(timeout); }
  void on_end(std::function<void()> callback) override { board_->listeners().on_end(std::move(callback)); }
  void on_progress(std::function<void(const Progress&)> callback) override {
    board_->listeners().on_progress(std::move(callback));
  }

private:
  std::weak_ptr<ClientCore> core_;
  std::uint64_t number_;
  std::shared_ptr<JobBoard> board_;
  bool retains_; ///< its outputs stay with the workers as long as it lives
};

/// Drawn here, so that asking a second time for want of an answer is not a second job.
JobId random_job_id() {
  std::random_device random;
  const auto high = static_cast<std::uint64_t>(random() | 1u);
  return JobId{high << 32 | random()};
}

Result<TaskGraph> optimized(TaskGraph graph, const OptimizeOptions& options = {}) {
  TROUPE_TRY(result, optimize(std::move(graph), options));
  return std::move(result.graph);
}

/// Outputs that stay are asked for later by the keys that they have here: none may be merged into another.
Result<TaskGraph> optimized_with_keys_kept(TaskGraph graph) {
  const auto wanted = output_keys(graph);
  TROUPE_TRY(better, optimized(graph));
  if (output_keys(better) == wanted)
    return better;
  return optimized(std::move(graph), {.skip = {"common_subexpressions"}});
}

/// The wanted kind of answer, or the error that came instead.
template <class Wanted>
Result<Wanted> expect(Result<Response> response) {
  if (!response)
    return response.failure();
  if (auto* wanted = std::get_if<Wanted>(&*response))
    return std::move(*wanted);
  if (const auto* refusal = std::get_if<Error>(&*response))
    return fail(*refusal);
  return fail(Errc::corrupt, "the scheduler answered something else than was asked");
}

} // namespace

struct Client::Impl {
  std::shared_ptr<ClientCore> core;
  std::unique_ptr<MemoryHolder> holder =
      nullptr; ///< none in an embedded cluster, whose workers find the memory themselves
};

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::Client(Client&&) noexcept = default;
Client& Client::operator=(Client&&) noexcept = default;
Client::~Client() = default;

Client Client::local(const LocalOptions& options) { return try_local(options).value(); }

Client Client::connect(const std::string& address, const ConnectOptions& options) {
  return try_connect(address, options).value();
}

Result<Client> Client::try_local(const LocalOptions& options) {
  const auto plan = plan_local_cluster(options);
  TROUPE_TRY(host, ActorHost::make({.kernel_threads = plan.workers * plan.threads, .network = false}));
  auto core = std::make_shared<ClientCore>(std::move(host));
  TROUPE_TRY(cluster, LocalCluster::start(core->system(), plan));
  core->use(std::move(cluster));
  return Client(std::make_unique<Impl>(Impl{std::move(core)}));
}

Result<Client> Client::try_connect(const std::string& address, const ConnectOptions& options) {
  TROUPE_TRY(where, parse_addresses(address));
  TROUPE_TRY(host, ActorHost::make({.kernel_threads = 2,
                                    .network = true,
                                    .trust = {options.secret_file, options.tls_folder, options.insecure},
                                    .transfer = options.transfer}));
  auto core = std::make_shared<ClientCore>(std::move(host));
  TROUPE_TRY(scheduler, connect_to_any(core->system(), where, options.timeout));
  auto holder = std::make_unique<MemoryHolder>(WorkerOptions{.schedulers = where,
                                                             .patience = options.patience,
                                                             .host = options.host,
                                                             .threads = 2,
                                                             .secret_file = options.secret_file,
                                                             .tls_folder = options.tls_folder,
                                                             .insecure = options.insecure,
                                                             .transfer = options.transfer,
                                                             .connect_timeout = options.timeout});
  core->use(scheduler, {std::move(where), options.patience}, options.timeout);
  TROUPE_CHECK(expect<Welcome>(core->ask(ClientHello{protocol_version, std::string(product_version)})));
  return Client(std::make_unique<Impl>(Impl{std::move(core), std::move(holder)}));
}

Result<std::shared_ptr<RunningJob>> Client::submit(TaskGraph graph, JobOptions options) {
  if (impl_->holder)
    TROUPE_CHECK(impl_->holder->serve(graph));
  if (options.optimize) {
    TROUPE_TRY(better, options.retain ? optimized_with_keys_kept(std::move(graph)) : optimized(std::move(graph)));
    graph = std::move(better);
  }
  auto board = std::make_shared<JobBoard>();
  TROUPE_TRY(number, impl_->core->run(std::move(graph), options, board));
  return std::shared_ptr<RunningJob>(
      std::make_shared<ClientJob>(impl_->core, number, std::move(board), options.retain));
}

Result<JobId> Client::submit_detached(TaskGraph graph, const std::string& name, const Params& meta) {
  for (const auto& layer : graph.layers)
    if (impl_->holder && layer.kernel == "array.held")
      return fail(Errc::invalid_argument, "job '" + name
                                              + "' outlives this program and needs the program's memory (from_span, "
                                                "from_eigen); write it to a file first");
  TROUPE_TRY(better, optimized(std::move(graph)));
  TROUPE_TRY(accepted,
             expect<JobAccepted>(impl_->core->ask(SubmitDetached{name, std::move(better), meta, 1, random_job_id()})));
  return accepted.job;
}

Result<JobStatus> Client::job(JobId id) { return expect<JobStatus>(impl_->core->ask(QueryJob{id})); }

Result<void> Client::cancel(JobId id) {
  TROUPE_CHECK(expect<JobStatus>(impl_->core->ask(CancelDetached{id})));
  return {};
}

Result<std::vector<ChunkPtr>> Client::result(JobId id) {
  TROUPE_TRY(status, job(id));
  switch (status.phase) {
  case JobPhase::running:
    return fail(Errc::timeout, "job " + to_string(id) + " is still running");
  case JobPhase::failed:
  case JobPhase::cancelled:
    return fail(status.error);
  case JobPhase::done:
    break;
  }
  if (!status.detached)
    return fail(Errc::not_found, "job " + to_string(id) + " ran for a client: its outputs went there");
  return impl_->core->fetch(id, status.outputs);
}

Result<std::vector<std::string>> Client::workers() {
  TROUPE_TRY(status, cluster());
  std::vector<std::string> ids;
  for (const auto& worker : status.workers)
    if (!holds_only(worker.info) && !worker.retiring)
      ids.push_back(to_string(worker.info.id));
  return ids;
}

Result<ClusterStatus> Client::cluster() { return expect<ClusterStatus>(impl_->core->ask(QueryCluster{})); }

Result<WorkerRetiring> Client::retire(const std::string& worker) {
  return expect<WorkerRetiring>(impl_->core->ask(RetireWorker{worker}));
}

Result<TaskExplanation> Client::explain_task(const Key& key) {
  return expect<TaskExplanation>(impl_->core->ask(QueryTask{key}));
}

} // namespace troupe
