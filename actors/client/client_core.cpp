#include "actors/client/client_core.hpp"

#include "actors/client/output_collector.hpp"
#include "actors/supervisor/job_supervisor.hpp"
#include "actors/system/connect.hpp"
#include "runtime/graph/task_table.hpp"
#include "runtime/wire/job_codec.hpp"

namespace troupe {

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

void ClientCore::use(caf::actor scheduler, std::chrono::milliseconds timeout) {
  scheduler_ = std::move(scheduler);
  timeout_ = timeout;
}

void ClientCore::use(LocalCluster cluster) {
  scheduler_ = cluster.scheduler();
  directory_ = cluster.directory();
  cluster_ = std::move(cluster);
}

Result<Response> ClientCore::ask(const Request& request) {
  TROUPE_TRY(bytes, encode(request));
  return ask_scheduler(system(), scheduler_, Packet(std::move(bytes)), timeout_);
}

Result<std::uint64_t> ClientCore::run(TaskGraph graph, const std::string& name, std::shared_ptr<JobBoard> board) {
  auto outputs = output_keys(graph);
  TROUPE_TRY(bytes, encode(Request{SubmitJob{name, std::move(graph)}}));
  JobOwner owner{.directory = directory_, .progressed = {}, .resolved = {}};
  owner.progressed = [board](const Progress& progress) { board->publish(progress); };
  owner.resolved = [board](const Result<std::vector<ChunkPtr>>& outcome) { board->resolve(outcome); };
  auto supervisor =
    system().spawn<JobSupervisor>(scheduler_, Packet(std::move(bytes)), std::move(outputs), std::move(owner));
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
  auto board = std::make_shared<JobBoard>();
  system().spawn<OutputCollector>(scheduler_, job, outputs, board);
  return board->outputs();
}

} // namespace troupe
