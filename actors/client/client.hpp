// A client of a cluster: embedded in this process, or reached over the network. What user programs hold.
// Thread-safe. Never includes CAF, so programs that embed Troupe need none of its headers.
// Invariant: every wait has an end: an answer, an error, or the loss of the scheduler (Errc::lost).
#pragma once

#include "actors/protocol/transfer_way.hpp"
#include "actors/system/local_options.hpp"
#include "runtime/base/ids.hpp"
#include "runtime/execute/executor.hpp"
#include "runtime/messages/job_messages.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace troupe {

struct ConnectOptions {
  std::chrono::milliseconds timeout{5000};    ///< to reach the scheduler, and for each of its answers
  std::chrono::milliseconds patience{60'000}; ///< how long a job waits for a lost scheduler to come back
  std::string secret_file =
      {}; ///< the shared secret for authentication; empty: the user's own (actors/trust/secret_file.hpp)
  TransferWay transfer = TransferWay::automatic; ///< how outputs are transferred from the workers
  std::string tls_folder =
      {};                ///< of this program's certificate (actors/trust/trust.hpp); empty: TLS where it is required
  bool insecure = false; ///< connect to other machines without TLS if there is no certificate
  /// The address at which workers reach this program to fetch its own data (from_span, from_eigen, scatter); empty: the
  /// address from which it reaches the scheduler.
  std::string host;
};

class Client final : public Executor {
public:
  /// Throw TroupeError; the try_ forms return the error.
  static Client local(const LocalOptions& options = {});
  /// @param address "HOST:PORT", or several with commas between where a standby may take over. Errors:
  /// Errc::parse_error, Errc::unreachable (stating the timeout),
  ///                Errc::version_mismatch, Errc::invalid_argument (the scheduler holds another secret).
  static Client connect(const std::string& address, const ConnectOptions& options = {});
  static Result<Client> try_local(const LocalOptions& options = {});
  static Result<Client> try_connect(const std::string& address, const ConnectOptions& options = {});

  Client(Client&&) noexcept;
  Client& operator=(Client&&) noexcept;
  ~Client() override;

  /// Computes for this client: the job is cancelled and freed with the handle, the client or the process.
  Result<std::shared_ptr<RunningJob>> submit(TaskGraph graph, JobOptions options = {}) override;
  bool retains() const override { return true; }
  /// The workers that take tasks of any kind: not the processes of clients that serve their memory.
  Result<std::vector<std::string>> workers() override;

  /// A job that outlives this client; `meta` comes back in its status. The graph is optimised first.
  Result<JobId> submit_detached(TaskGraph graph, const std::string& name, const Params& meta);
  /// @returns Errc::not_found when the scheduler knows no such job. Also of jobs that run for a client.
  Result<JobStatus> job(JobId id);
  Result<void> cancel(JobId id);
  /// Outputs of a detached job that is done, in its graph's order; Errc::timeout while it runs, its error if it failed.
  Result<std::vector<ChunkPtr>> result(JobId id);
  Result<ClusterStatus> cluster();
  /// Drains a worker: it gets no more tasks, chunks that only it holds are copied to others, then its process ends with
  /// 0. Returns at once; call it again for the progress. @param worker  its name or id. @returns Errc::not_found once
  /// it has gone, Errc::invalid_argument if no other worker can take over, or several have the name.
  Result<WorkerRetiring> retire(const std::string& worker);
  /// The record of a task's placement: the candidates, the cost of each, and the winner. Its key is that of the
  /// optimised graph's task (runtime/graph/task_table.hpp). @returns Errc::not_found when the scheduler remembers no
  /// decision about it: it remembers as many as LocalOptions::decisions or SchedulerOptions::decisions.
  Result<TaskExplanation> explain_task(const Key& key);

  struct Impl;

private:
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace troupe
