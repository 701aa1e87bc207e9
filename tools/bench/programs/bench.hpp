// One benchmark program: rows by name, each timed a few times on a cluster, each timing a line of JSON on stdout.
//
//     {"seconds": 0.61, "result": [1.5]}     one repetition, and numbers to compare with the peer's
//     {"value": 31.5}                        one repetition, in the row's unit
//     {"fact": "raw_tcp", "value": 1.8e9}    what was measured beside it
//     {"error": "..."}                       the row cannot be run
//
// For one thread.
#pragma once

#include "tools/bench/programs/arguments.hpp"
#include "tools/bench/programs/cluster.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::bench {

/// One run of what is measured. The clock runs from before the row's function is called until it returns, unless it
/// says otherwise.
class Repetition {
public:
  explicit Repetition(std::int64_t number) : number_(number) { start(); }
  /// Counts from 0: what makes each run's data its own, so that nothing is found computed already.
  std::int64_t number() const { return number_; }
  /// What came before was preparation.
  void start() {
    begin_ = std::chrono::steady_clock::now();
    seconds_ = -1;
  }
  /// What comes after is no part of the measurement.
  void stop() { seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count(); }
  double seconds() const { return seconds_; } ///< less than 0 while the clock runs

private:
  std::int64_t number_;
  std::chrono::steady_clock::time_point begin_;
  double seconds_ = -1;
};

class Bench {
public:
  explicit Bench(Arguments arguments) : arguments_(std::move(arguments)) {}

  const Arguments& arguments() const { return arguments_; }
  std::int64_t operator[](const std::string& name) const { return arguments_.integer(name); }

  /// As --workers, --threads, --memory-limit and --in-process say.
  ClusterShape shape() const;
  Client& client();

  /// Runs `once` as often as --repeat says and prints each timing with the numbers that it returned.
  void repeat(const std::function<std::vector<double>(Repetition&)>& once);
  /// A repetition that is no time: its value in the row's unit.
  void value(double value);
  void fact(std::string_view name, double value);

private:
  Arguments arguments_;
  std::unique_ptr<Cluster> cluster_;
};

/// main() of a program. @returns 0, or 1 after a line with the error.
int run_program(int argc, char** argv, const std::map<std::string, std::function<void(Bench&)>>& rows);

} // namespace troupe::bench
