// The cluster that a benchmark runs on: a scheduler and workers as processes of their own, started with the `troupe`
// command, or all in this process. For one thread.
// Invariant: its processes end with the object, also when this program is killed.
#pragma once

#include "actors/client/client.hpp"
#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace troupe::bench {

struct ClusterShape {
  std::int64_t workers = 2;
  std::int64_t threads = 1;      ///< of each worker
  std::int64_t memory_limit = 0; ///< bytes for each worker; 0: what the machine has
  bool in_process = false;       ///< scheduler and workers as actors of this process
};

class Cluster {
public:
  /// Every worker has joined when it returns. Throws TroupeError.
  explicit Cluster(const ClusterShape& shape);
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  Client& client() { return *client_; }

private:
  void start_processes(const ClusterShape& shape);

  test::TempDir spill_;
  std::vector<test::Process> processes_; ///< the scheduler first
  std::optional<Client> client_;
};

} // namespace troupe::bench
