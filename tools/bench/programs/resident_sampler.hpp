// Samples the resident memory of a cluster's workers on this machine ten times a second, from a thread of its own. One
// thread makes and stops it.
#pragma once

#include "actors/client/client.hpp"

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace troupe::bench {

class ResidentSampler {
public:
  /// Begins at once, with the workers that there are. Throws TroupeError.
  explicit ResidentSampler(Client& client);
  ~ResidentSampler() { stop(); }
  ResidentSampler(const ResidentSampler&) = delete;
  ResidentSampler& operator=(const ResidentSampler&) = delete;

  /// @returns The largest sample of each worker, in bytes, by name; 0 where the process could not be looked at.
  std::vector<std::uint64_t> stop();
  std::uint64_t samples() const { return samples_; } ///< @pre stopped

private:
  void run();

  std::vector<std::int64_t> pids_;
  std::vector<std::uint64_t> largest_;
  std::uint64_t samples_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

} // namespace troupe::bench
