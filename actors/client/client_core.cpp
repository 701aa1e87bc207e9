#include "actors/client/client_core.hpp"

#include "actors/client/output_collector.hpp"
#include "actors/protocol/foreign_thread.hpp"
#include "actors/supervisor/job_supervisor.hpp"
#include "actors/system/connect.hpp"
#include "runtime/graph/task_table.hpp"
#include "runtime/wire/job_codec.hpp"

#include <thread>

namespace troupe {
namespace {

constexpr auto renew_pause = std::chrono::milliseconds(50);

} // namespace

ClientCore::~ClientCore() {
  {
    std::lock_guard lock(mutex_);
    for (auto& [number, supervisor] : supervisors_)
      caf::anon_send_exit(supervisor, caf::exit_reason::user_shutdown);
    supervisors_.clear();
  }
  if (cluster_)
    cluster_->stop();
  cluster_.reset();
  scheduler_ = nullptr;
}

void ClientCore::use(caf::actor scheduler, SchedulerAddresses where, std::chrono::milliseconds timeout) {
  scheduler_ = std::move(scheduler);
  where_ = std::move(where);
  timeout_ = timeout;
}

void ClientCore::use(LocalCluster cluster) {
  scheduler_ = cluster.scheduler();
  directory_ = cluster.directory();
  cluster_ = std::move(cluster);
}

/// Schedulers may go one after the other: `use` is tried with each, until it does not end with the loss of one. No longer
/// than two timeouts, for the answer and for another scheduler.
template <class Use>
auto ClientCore::with_scheduler(Use use) {
  for (const auto until = std::chrono::steady_clock::now() + 2 * timeout_;;) {
    auto outcome = use(scheduler());
    const bool lost = !outcome && outcome.error().code == Errc::lost;
    if (!lost || std::chrono::steady_clock::now() >= until || !renew())
      return outcome;
  }
}

Result<Response> ClientCore::ask(const Request& request) {
  TROUPE_TRY(bytes, encode(request));
  const Packet question(std::move(bytes));
  return with_scheduler([&](const caf::actor& asked) { return ask_scheduler(system(), asked, question, timeout_); });
}

caf::actor ClientCore::scheduler() {
  std::lock_guard lock(mutex_);
  return scheduler_;
}

/// False when none is found within the timeout. It may be the same: one that was slow, or is on its way out and still there.
bool ClientCore::renew() {
  if (where_.addresses.empty())
    return false;
  std::this_thread::sleep_for(renew_pause);
  auto found = connect_to_any(system(), where_.addresses, timeout_);
  if (!found)
    return false;
  std::lock_guard lock(mutex_);
  scheduler_ = std::move(*found);
  return true;
}

Result<std::uint64_t> ClientCore::run(TaskGraph graph, const JobOptions& options, std::shared_ptr<JobBoard> board) {
  const ForeignThread leaving;
  auto outputs = output_keys(graph);
  TROUPE_TRY(bytes, encode(Request{SubmitJob{options.name, std::move(graph)}}));
  JobOwner owner{.directory = directory_, .schedulers = where_, .progressed = {}, .resolved = {}, .retain = options.retain};
  owner.progressed = [board](const Progress& progress) { board->publish(progress); };
  owner.resolved = [board](const Result<std::vector<ChunkPtr>>& outcome) { board->resolve(outcome); };
  auto supervisor =
    system().spawn<JobSupervisor>(scheduler(), Packet(std::move(bytes)), std::move(outputs), std::move(owner));
  std::lock_guard lock(mutex_);
  supervisors_[++jobs_] = std::move(supervisor);
  return jobs_;
}

void ClientCore::cancel(std::uint64_t job) {
  std::lock_guard lock(mutex_);
  if (const auto at = supervisors_.find(job); at != supervisors_.end())
    caf::anon_send(at->second, cancel_atom::value);
}

void ClientCore::forget(std::uint64_t job) {
  std::lock_guard lock(mutex_);
  supervisors_.erase(job);
}

Result<std::vector<ChunkPtr>> ClientCore::fetch(JobId job, const std::vector<Key>& outputs) {
  const ForeignThread leaving;
  return with_scheduler([&](const caf::actor& asked) {
    auto board = std::make_shared<JobBoard>();
    system().spawn<OutputCollector>(asked, job, outputs, board);
    return board->outputs();
  });
}

} // namespace troupe
