#include "actors/system/node.hpp"

#include "actors/logging/logging.hpp"
#include "actors/protocol/foreign_thread.hpp"
#include "actors/scheduler/scheduler_actor.hpp"
#include "actors/system/actor_host.hpp"
#include "actors/system/connect.hpp"
#include "actors/system/machine.hpp"
#include "actors/system/start_worker.hpp"
#include "actors/system/take_job_log.hpp"
#include "runtime/base/forked_child.hpp"
#include "runtime/base/host_text.hpp"
#include "runtime/kernels/user/plugin.hpp"
#include "runtime/schedule/placement_policy.hpp"

#include <chrono>

#include <unistd.h>

namespace troupe {
namespace {

constexpr auto node_start_timeout = std::chrono::seconds(30);
constexpr auto actors_end_timeout = std::chrono::seconds(2);
constexpr std::uint64_t no_limit = std::uint64_t{1}
                                   << 50; ///< the memory is the program's: nothing is won by spilling it

/// One main actor in an actor system of its own.
class HostedNode final : public Node {
public:
  explicit HostedNode(std::unique_ptr<ActorHost> host) : host_(std::move(host)) {}

  ~HostedNode() override {
    if (lifecycle_)
      lifecycle_->on_end(nullptr);
    if (main_)
      end_main();
    if (log_)
      log_->give_up_lease();
    if (lifecycle_ && lifecycle_->has_ended() && is_stuck(lifecycle_->wait_ended())) {
      main_ = nullptr;
      static_cast<void>(host_.release()); // its end would wait for a thread that never ends
    }
  }

  Result<void> start_scheduler(const SchedulerOptions& options, std::shared_ptr<JobLog> log) {
    const ForeignThread leaving;
    TROUPE_CHECK(schedule::make_placement_policy(options.policy, 0));
    lifecycle_ = std::make_shared<Lifecycle>();
    SchedulerSetup setup{.config = {}, .heartbeat = options.heartbeat, .directory = nullptr, .lifecycle = lifecycle_};
    setup.config.worker_timeout_us = std::chrono::microseconds(options.worker_timeout).count();
    setup.config.task_timeout_us = std::chrono::microseconds(options.task_timeout).count();
    setup.config.decisions_remembered = options.decisions;
    setup.config.policy = options.policy;
    setup.record_file = options.record_file;
    TROUPE_TRY(encrypted, host_->trust().uses_tls(options.host));
    setup.encrypted = encrypted;
    setup.log = log_ = std::move(log);
    // With a log it writes to disk, and so has a thread of its own.
    main_ = setup.log ? host_->system().spawn<SchedulerActor, caf::detached>(std::move(setup))
                      : host_->system().spawn<SchedulerActor>(std::move(setup));
    TROUPE_CHECK(lifecycle_->wait_joined(node_start_timeout));
    TROUPE_CHECK(publish(options.host, options.port));
    logger("scheduler")->info("listens on {}", to_string(address_));
    return {};
  }

  Result<void> start_worker_of(const WorkerOptions& options, WorkerPlan plan) {
    const ForeignThread leaving;
    plan.data_host = options.host;
    plan.trust = host_->trust();
    TROUPE_TRY(scheduler, connect_to_any(host_->system(), options.schedulers, options.connect_timeout));
    TROUPE_TRY(worker, start_worker(host_->system(), scheduler, plan));
    main_ = worker.actor;
    lifecycle_ = worker.lifecycle;
    TROUPE_CHECK(publish(options.host, options.port));
    caf::anon_send(main_, begin_atom::value, address_.host, address_.port);
    return lifecycle_->wait_joined(options.connect_timeout + std::chrono::seconds(5));
  }

  Address address() const override { return address_; }
  bool serves() const override { return !lifecycle_->has_ended(); }
  Result<void> wait() override { return lifecycle_->wait_ended(); }
  void stop() override { caf::anon_send(main_, stop_atom::value); }

private:
  /// The main actor ends before its system does: what its end says to peers must find the network there.
  void end_main() {
    if (address_.port != 0)
      unpublish_at(host_->system(), main_, address_.port);
    const ForeignThread leaving;
    caf::scoped_actor self{host_->system()};
    self->monitor(main_);
    caf::anon_send_exit(main_, caf::exit_reason::user_shutdown);
    self->receive([](const caf::down_msg&) {}, caf::after(actors_end_timeout) >> [] {});
  }

  static bool is_stuck(const Result<void>& outcome) { return !outcome && outcome.error().code == Errc::timeout; }

  Result<void> publish(const std::string& host, std::uint16_t port) {
    TROUPE_TRY(bound, publish_at(host_->system(), main_, {host, port}));
    address_ = {host, bound};
    // Peers that look for it again are to find nobody, not an actor that has ended.
    lifecycle_->on_end(
        [&system = host_->system(), who = main_.address(), port = bound] { begin_unpublishing(system, who, port); });
    return {};
  }

  std::unique_ptr<ActorHost> host_;
  caf::actor main_;
  std::shared_ptr<JobLog> log_;
  std::shared_ptr<Lifecycle> lifecycle_;
  Address address_;
};

Result<void> check_host(std::string& host) {
  TROUPE_TRY(parsed, parse_host(host));
  host = std::move(parsed);
  return {};
}

WorkerPlan plan_worker(const WorkerOptions& options) {
  WorkerPlan plan;
  plan.name = options.name.empty() ? host_name() + "-" + std::to_string(::getpid()) : options.name;
  plan.threads = options.threads > 0 ? options.threads : available_cores();
  plan.memory_limit = options.memory_limit > 0 ? options.memory_limit
                      : options.holds_only     ? no_limit
                                               : available_memory();
  plan.holds_only = options.holds_only;
  plan.spill_folder = options.spill_folder;
  plan.spill_quota = options.spill_quota;
  plan.compression = options.compression;
  plan.protocol = options.protocol;
  plan.transfer = options.transfer;
  plan.join_timeout = options.connect_timeout;
  plan.schedulers = {options.schedulers, options.patience};
  plan.beat = options.beat;
  plan.deaf_after = options.stuck_after;
  return plan;
}

} // namespace

Result<std::unique_ptr<Node>> Node::scheduler(const SchedulerOptions& given, const std::function<bool()>& stopping) {
  auto options = given;
  TROUPE_CHECK(check_host(options.host));
  TROUPE_TRY(log, take_job_log(options.job_log, options.standby, stopping));
  TROUPE_TRY(host, ActorHost::make({.kernel_threads = 1,
                                    .network = true,
                                    .trust = {options.secret_file, options.tls_folder, options.insecure}}));
  auto node = std::make_unique<HostedNode>(std::move(host));
  TROUPE_CHECK(node->start_scheduler(options, log));
  return std::unique_ptr<Node>(std::move(node));
}

Result<std::unique_ptr<Node>> Node::worker(const WorkerOptions& given) {
  watch_forks();
  auto options = given;
  if (options.schedulers.empty())
    return fail(Errc::invalid_argument, "a worker needs the address of a scheduler");
  TROUPE_CHECK(check_host(options.host));
  for (auto& scheduler : options.schedulers)
    TROUPE_CHECK(check_host(scheduler.host));
  for (const auto& plugin : options.plugins)
    TROUPE_CHECK(load_plugin(plugin));
  auto plan = plan_worker(options);
  if (!options.holds_only) {
    TROUPE_TRY(folders,
               options.data_folders.empty() ? DataFolders::working_folder() : DataFolders::make(options.data_folders));
    folders.stay_in_working_folder(); // a kernel may go elsewhere
    plan.folders = std::make_shared<const DataFolders>(std::move(folders));
  }
  TROUPE_TRY(host, ActorHost::make({.kernel_threads = plan.threads,
                                    .network = true,
                                    .trust = {options.secret_file, options.tls_folder, options.insecure},
                                    .transfer = options.transfer,
                                    .slices = {},
                                    .compression = options.compression}));
  auto node = std::make_unique<HostedNode>(std::move(host));
  TROUPE_CHECK(node->start_worker_of(options, plan));
  return std::unique_ptr<Node>(std::move(node));
}

} // namespace troupe
