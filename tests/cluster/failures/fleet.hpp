// A real cluster for tests that are its client: schedulers that share a job log, workers with the plug-in of failing
// kernels, a secret and a folder of their own; and the notes that the slow kernels leave. One thread at a time.
#pragma once

#include "actors/client/client.hpp"
#include "collections/array/array.hpp"
#include "collections/array/creation.hpp"
#include "collections/session/compute.hpp"
#include "tests/cluster/cluster.hpp"
#include "tests/support/thrown.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace troupe::test {

/// Where and when a task began.
struct Begun {
  int index = 0;
  int pid = 0;
  std::int64_t nanoseconds = 0; ///< of the steady clock
};

inline std::int64_t steady_nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

class Fleet : public testing::Test {
protected:
  using Words = std::vector<std::string>;

  ProcessSpec command(Words words) const {
    auto spec = troupe(std::move(words));
    spec.env["TROUPE_SECRET_FILE"] = file("secret");
    return spec;
  }
  Finished call(Words words) const {
    words.insert(words.end(), {"--scheduler", where_});
    return run(command(std::move(words)), patience);
  }
  static std::string address_of(Process& process) {
    return process.read_until("listening on (.*)", patience).value()[1];
  }
  static std::string port_of(const std::string& address) { return address.substr(address.rfind(':') + 1); }

  Process start_scheduler(const Words& flags = {}, const std::string& port = "0") const {
    Words words{"scheduler", "--port", port};
    words.insert(words.end(), flags.begin(), flags.end());
    return Process(command(words));
  }
  /// Of one thread. It has joined when this returns.
  Process start_worker(const std::string& name, const Words& flags = {"--no-nanny"}) const {
    Words words{"worker", "--scheduler", where_, "--name", name, "--threads", "1", "--plugin", TROUPE_FAILING_PLUGIN};
    words.insert(words.end(), flags.begin(), flags.end());
    Process worker(command(words));
    address_of(worker);
    return worker;
  }
  /// A scheduler, and workers w0, w1, ... of it.
  void start(int workers, const Words& scheduler_flags = {}, const Words& worker_flags = {"--no-nanny"}) {
    schedulers_.push_back(start_scheduler(scheduler_flags));
    where_ = address_of(schedulers_.back());
    for (int number = 0; number < workers; ++number)
      workers_.push_back(start_worker("w" + std::to_string(number), worker_flags));
  }
  Client client() const {
    return Client::connect(where_,
                           {.timeout = std::chrono::seconds(20), .patience = patience, .secret_file = file("secret")});
  }

  std::string file(const std::string& name) const { return folder_ / name; }
  std::string status() const { return call({"status", "--json"}).out; }

  /// `tasks` blocks of one element each through a kernel of the plug-in.
  Array array(const std::string& kernel, std::int64_t tasks, std::int64_t milliseconds = 0) const {
    const auto source = arange(Scalar(static_cast<double>(tasks)), {.chunks = 1});
    return source.map_blocks(kernel, Params{}.set("file", notes()).set("ms", milliseconds));
  }
  static TaskGraph graph_of(const Array& array) {
    const ExpressionPtr expressions[] = {array.expression()};
    return lower(expressions);
  }
  std::string notes() const { return file("notes"); }
  std::vector<Begun> begun() const {
    std::ifstream in(notes());
    std::vector<Begun> all;
    for (Begun one; in >> one.index >> one.pid >> one.nanoseconds;)
      all.push_back(one);
    return all;
  }
  /// The first task that this process began last, or none (pid 0).
  Begun last_of(int pid) const {
    Begun last;
    for (const auto& one : begun())
      if (one.pid == pid)
        last = one;
    return last;
  }

  /// What the processes logged so far, for failures that are rare.
  std::string logged() {
    std::string all;
    for (auto* processes : {&schedulers_, &workers_})
      for (auto& process : *processes)
        all += "\n" + process.output(Stream::err);
    return all;
  }

  TempDir folder_;
  std::vector<Process> schedulers_;
  std::vector<Process> workers_;
  std::string where_;
};

inline void tell_figure(const std::string& what, std::int64_t nanoseconds) {
  std::cout << what << ": " << static_cast<double>(nanoseconds / 1000) / 1000.0 << " ms\n";
}

} // namespace troupe::test
