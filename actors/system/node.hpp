// A process's part in a cluster: what `troupe scheduler` and `troupe worker` run, and what services embed.
// Thread-safe. Never includes CAF.
#pragma once

#include "actors/protocol/transfer_way.hpp"
#include "runtime/base/ids.hpp"
#include "runtime/base/result.hpp"
#include "runtime/chunk/compression.hpp"
#include "runtime/messages/worker_messages.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace troupe {

struct SchedulerOptions {
  std::string host = "127.0.0.1"; ///< to listen on; in the syntax of parse_host() (runtime/base/host_text.hpp)
  std::uint16_t port = 8786;      ///< 0 takes any free port
  std::chrono::milliseconds heartbeat{500};       ///< how often workers report
  std::chrono::milliseconds worker_timeout{5000}; ///< a worker that is silent for this long is lost
  std::chrono::milliseconds task_timeout{
      0};                           ///< a task that runs for longer fails, unless annotated otherwise; 0: no limit
  std::uint32_t decisions = 10'000; ///< the last placements it remembers, for Client::explain_task()
  std::string policy = "troupe";    ///< how tasks get their workers: one of schedule::placement_policy_names()
  std::string record_file = {}; ///< written when it ends: the run as `troupe simulate --replay` takes it; empty: none
  /// File with submitted jobs and the scheduler's lease, shared with a standby. Empty: none.
  std::string job_log = {};
  bool standby = false; ///< wait until the present scheduler has ended, then take over; needs a job log
  std::string secret_file =
      {}; ///< the secret that every peer must hold; empty: the user's own, created if there is none
  std::string tls_folder = {}; ///< of this node's certificate (actors/trust/trust.hpp); empty: TLS where it is required
  bool insecure = false;       ///< allow addresses other than loopback without TLS
};

struct WorkerOptions {
  std::vector<Address> schedulers = {};       ///< the first that answers is used; the others are addresses of standbys
  std::chrono::milliseconds patience{60'000}; ///< how long it looks for another scheduler when its own is lost
  std::string name = {};                      ///< empty: made from the host's name and the process
  std::string host = "127.0.0.1";             ///< to listen on, for peers; as the scheduler's
  std::uint16_t port = 0;                     ///< 0 takes any free port
  std::uint32_t threads = 0;                  ///< kernels at once; 0 means the machine's cores
  std::uint64_t memory_limit = 0;             ///< bytes; 0 means what the machine or the container has
  std::string spill_folder = {};              ///< empty: a folder of its own under the system's temporary folder
  std::uint64_t spill_quota = 0;              ///< most bytes in it; 0: limited by the disk alone
  Compression compression = Compression::automatic; ///< of spilled chunks, and of chunks from other machines
  /// Folders in which jobs may read and write files, at any depth; "/" is everything. None: the working folder, unless
  /// that is "/".
  std::vector<std::string> data_folders = {};
  std::string secret_file = {}; ///< this and the next two as the scheduler's
  std::string tls_folder = {};
  bool insecure = false;
  TransferWay transfer =
      TransferWay::automatic; ///< how it gets chunks from its peers, and whether they may read its memory
  /// It runs only tasks that are restricted to its name, and may use no files: a client's process that serves its
  /// memory.
  bool holds_only = false;
  std::vector<std::string> plugins = {}; ///< shared libraries with user kernels
  std::chrono::milliseconds connect_timeout{5000};
  /// A cancelled task that does not return for this long makes its worker leave, with Errc::timeout, once its chunks
  /// are copied to others, but 30 s later at the latest.
  std::chrono::milliseconds stuck_after{10'000};
  std::function<void()> beat; ///< called about once a second while it is part of the cluster and hears its network
  std::uint32_t protocol = protocol_version; ///< for tests of the version handshake
};

/// Starts, serves until stop() or its own end, and is destroyed with the object.
class Node {
public:
  /// With a job log it waits until it holds the lease; meanwhile it polls `stopping`, which tells it to give up.
  /// @returns Errc::io_error when the port is in use (naming it), Errc::already_exists when another scheduler has the
  /// job
  ///          log and this is no standby, Errc::cancelled when it was told to give up, Errc::invalid_argument for a
  ///          host that is none.
  static Result<std::unique_ptr<Node>> scheduler(
      const SchedulerOptions& options, const std::function<bool()>& stopping = [] { return false; });
  /// Joins before it returns. @returns Errc::unreachable (stating the timeout), Errc::version_mismatch,
  /// Errc::invalid_argument (threads, memory, plug-ins), Errc::not_found (a data folder).
  static Result<std::unique_ptr<Node>> worker(const WorkerOptions& options);

  virtual ~Node() = default;
  virtual Address address() const = 0;
  /// False once it has ended.
  virtual bool serves() const = 0;
  /// Blocks until stop() was called or the node ended by itself. @returns Why it ended: success after stop() and when a
  /// worker was retired; Errc::lost when a worker lost its scheduler, or was shut out by it; Errc::timeout when a
  /// kernel does not return: then the process holds a thread that only its end (std::_Exit) can end, and the destructor
  /// does not wait for it.
  virtual Result<void> wait() = 0;
  /// Asks for an orderly end; from any thread, also a signal-handling one. Returns at once.
  virtual void stop() = 0;
};

} // namespace troupe
