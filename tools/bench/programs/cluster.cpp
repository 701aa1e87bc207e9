#include "tools/bench/programs/cluster.hpp"

#include <csignal>

namespace troupe::bench {
namespace {

constexpr auto start_limit = test::Milliseconds(20000);
constexpr auto stop_limit = test::Milliseconds(3000);

/// Starts the command; call listens() to wait until it serves.
test::Process start(std::vector<std::string> words) {
  words.insert(words.begin(), TROUPE_BENCH_COMMAND);
  words.insert(words.end(), {"--log-level", "warning"});
  return test::Process({.argv = std::move(words), .env = {}, .directory = {}, .input = {}});
}

std::string listens(test::Process& process) {
  const auto line = process.read_until("listening on ([^ \n]+)", start_limit);
  if (!line)
    throw TroupeError({line.error().code, line.error().message + "; it said: " + process.output(test::Stream::err)});
  return (*line)[1];
}

} // namespace

Cluster::Cluster(const ClusterShape& shape) {
  if (!shape.in_process) {
    start_processes(shape);
    return;
  }
  client_.emplace(Client::local({.workers = static_cast<std::uint32_t>(shape.workers),
                                 .threads = static_cast<std::uint32_t>(shape.threads),
                                 .memory_limit = static_cast<std::uint64_t>(shape.memory_limit),
                                 .spill_folder = spill_.path().string()}));
}

void Cluster::start_processes(const ClusterShape& shape) {
  processes_.push_back(start({"scheduler", "--port", "0"}));
  const auto address = listens(processes_.front());
  for (std::int64_t number = 0; number < shape.workers; ++number) {
    const auto name = "worker-" + std::to_string(number);
    std::vector<std::string> words{"worker",
                                   "--scheduler",
                                   address,
                                   "--threads",
                                   std::to_string(shape.threads),
                                   "--name",
                                   name,
                                   "--no-nanny",
                                   "--plugin",
                                   TROUPE_BENCH_PLUGIN,
                                   "--spill-folder",
                                   spill_.path() / name,
                                   "--data-folder",
                                   "/"};
    if (shape.memory_limit > 0)
      words.insert(words.end(), {"--memory-limit", std::to_string(shape.memory_limit)});
    processes_.push_back(start(std::move(words)));
  }
  for (std::size_t i = 1; i < processes_.size(); ++i)
    listens(processes_[i]);
  client_.emplace(Client::connect(address));
}

Cluster::~Cluster() {
  client_.reset();
  for (auto process = processes_.rbegin(); process != processes_.rend(); ++process)
    process->signal(SIGTERM);
  for (auto& process : processes_)
    static_cast<void>(process.wait(stop_limit)); // one that does not end in order is killed by its destructor
}

} // namespace troupe::bench
