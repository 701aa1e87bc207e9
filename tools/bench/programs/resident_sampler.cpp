#include "tools/bench/programs/resident_sampler.hpp"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <string>

#include <unistd.h>

namespace troupe::bench {
namespace {

std::uint64_t resident_bytes(std::int64_t pid) {
  std::ifstream statm("/proc/" + std::to_string(pid) + "/statm");
  std::uint64_t total = 0;
  std::uint64_t resident = 0;
  return statm >> total >> resident ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

} // namespace

ResidentSampler::ResidentSampler(Client& client) {
  for (const auto& worker : client.cluster().value().workers)
    pids_.push_back(worker.info.pid);
  largest_.resize(pids_.size());
  thread_ = std::thread([this] { run(); });
}

void ResidentSampler::run() {
  auto next = std::chrono::steady_clock::now();
  while (!stopping_.load()) {
    for (std::size_t i = 0; i < pids_.size(); ++i)
      largest_[i] = std::max(largest_[i], resident_bytes(pids_[i]));
    ++samples_;
    std::this_thread::sleep_until(next += std::chrono::milliseconds(100));
  }
}

std::vector<std::uint64_t> ResidentSampler::stop() {
  stopping_.store(true);
  if (thread_.joinable())
    thread_.join();
  return largest_;
}

} // namespace troupe::bench
