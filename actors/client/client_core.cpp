#include "actors/client/client_core.hpp"

#include "actors/client/output_collector.hpp"
#include "actors/protocol/foreign_thread.hpp"
#include "actors/supervisor/job_supervisor.hpp"
#include "actors/system/connect.hpp"
#include "runtime/base/backoff.hpp"
#include "runtime/graph/task_table.hpp"
#include "runtime/wire/job_codec.hpp"

#include <thread>

#include <unistd.h>

namespace troupe {
namespace {

/// Whoever waits hears of an end also where the supervisor never got the job, or went with it.
struct LastWord {
  explicit LastWord(std::shared_ptr<JobBoard> to) : board(std::move(to)) {}
  ~LastWord() { board->resolve(fail(Errc::cancelled, "the job was given up: its client has ended")); }
  LastWord(const LastWord&) = delete;
  LastWord& operator=(const LastWord&) = delete;
  std::shared_ptr<JobBoard> board;
};

} // namespace

ClientCore::~ClientCore() {
  {
    std::lock_guard lock(mutex_);
    for (auto& [number, supervisor] : supervisors_)
      caf::anon_send_exit(supervisor, caf::exit_reason::user_shutdown);
    supervisors_.clear();
  }
  idle_->close();
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

/// Schedulers may go one after the other: `use` is tried with each, until it does not end with the loss of one. No
/// longer than two timeouts, for the answer and for another scheduler.
template <class Use>
auto ClientCore::with_scheduler(Use use) {
  const auto until = std::chrono::steady_clock::now() + 2 * timeout_;
  for (Backoff backoff(static_cast<std::uint64_t>(::getpid()));;) {
    auto outcome = use(scheduler());
    const bool lost = !outcome && outcome.error().code == Errc::lost;
    if (!lost || where_.addresses.empty() || std::chrono::steady_clock::now() >= until)
      return outcome;
    std::this_thread::sleep_for(backoff.next());
    if (!renew())
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

/// False when none is found within the timeout. It may be the same: one that was slow, or is on its way out and still
/// there.
bool ClientCore::renew() {
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
  JobOwner owner{.progressed = {}, .resolved = {}, .take_back = {}, .retain = options.retain};
  owner.progressed = [board](const Progress& progress) { board->publish(progress); };
  owner.resolved = [word = std::make_shared<const LastWord>(board)](const Result<std::vector<ChunkPtr>>& outcome) {
    word->board->resolve(outcome);
  };
  owner.take_back = [idle = idle_](const caf::actor& supervisor) { return idle->put(supervisor); };
  auto supervisor = idle_->take();
  if (!supervisor)
    supervisor = system().spawn<JobSupervisor>(SupervisorSetup{directory_, where_});
  std::lock_guard lock(mutex_);
  SupervisedJob job{++jobs_, scheduler_, Packet(std::move(bytes)), std::move(outputs), std::move(owner)};
  caf::anon_send(supervisor, supervise_atom::value, std::move(job));
  supervisors_[jobs_] = std::move(supervisor);
  return jobs_;
}

void ClientCore::cancel(std::uint64_t job) {
  std::lock_guard lock(mutex_);
  if (const auto at = supervisors_.find(job); at != supervisors_.end())
    caf::anon_send(at->second, cancel_atom::value, job);
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
