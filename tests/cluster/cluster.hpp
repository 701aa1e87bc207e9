// The troupe command for tests: single calls, and a scheduler with workers as processes of their own.
// One thread at a time. Throws TroupeError when a part does not come up.
#pragma once

#include "tests/support/process.hpp"
#include "tests/support/temp_dir.hpp"

#include <chrono>
#include <filesystem>
#include <regex>
#include <string>
#include <thread>
#include <vector>

namespace troupe::test {

/// Far beyond what anything here takes: who waits for so long, waits in vain.
constexpr std::chrono::seconds patience{60};

/// A call whose settings are its flags alone, wherever the test runs; but workers may use the folders that tests make.
inline ProcessSpec troupe(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), TROUPE_BINARY);
  const auto temporary = std::filesystem::temp_directory_path().string();
  return {.argv = std::move(arguments),
          .env = {{"TROUPE_CONFIG", "/dev/null"}, {"TROUPE_WORKER_DATA_FOLDER", temporary}},
          .directory = {},
          .input = {}};
}

inline Finished run_troupe(std::vector<std::string> arguments) { return run(troupe(std::move(arguments)), patience); }

/// A job's JSON without the one field that may differ.
inline std::string without_seconds(const std::string& json) {
  return std::regex_replace(json, std::regex("\"seconds\": [^,}]*"), "\"seconds\": -");
}

/// The number of that field, the first of its name.
inline double number_in(const std::string& json, const std::string& field) {
  std::smatch found;
  if (!std::regex_search(json, found, std::regex("\"" + field + "\": ([-+.0-9e]+)")))
    throw TroupeError(Error{Errc::not_found, "no number '" + field + "' in " + json});
  return std::stod(found[1]);
}

/// Tries until it holds. @returns False when it does not after `patience`.
template <class Condition>
bool eventually(Condition condition) {
  for (const auto end = std::chrono::steady_clock::now() + patience; std::chrono::steady_clock::now() < end;) {
    if (condition())
      return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

class Cluster {
public:
  /// @param worker_flags  of every worker; without a nanny they are processes that a test can signal
  explicit Cluster(int workers, const std::vector<std::string>& worker_flags = {"--threads", "1", "--no-nanny"})
      : scheduler_(troupe({"scheduler", "--port", "0"})) {
    const auto line = scheduler_.read_until("listening on (.*)", patience).value();
    address_ = line[1];
    for (int number = 0; number < workers; ++number) {
      std::vector<std::string> words{"worker", "--scheduler", address_, "--name", "w" + std::to_string(number)};
      words.insert(words.end(), worker_flags.begin(), worker_flags.end());
      workers_.emplace_back(troupe(words));
    }
    for (auto& worker : workers_)
      worker.read_until("listening on", patience).value();
  }

  const std::string& address() const { return address_; }
  Process& scheduler() { return scheduler_; }
  Process& worker(int number) { return workers_.at(static_cast<std::size_t>(number)); }

  Finished call(std::vector<std::string> arguments) const { return run_troupe(with_address(std::move(arguments))); }
  Process start(std::vector<std::string> arguments) const {
    return Process(troupe(with_address(std::move(arguments))));
  }
  std::string status() const { return call({"status", "--json"}).out; }

  /// Neither the scheduler nor a worker knows of a chunk, and nothing runs.
  bool empty() const {
    const auto text = status();
    return text.find("\"chunks_in_memory\": 0,") != std::string::npos
           && !std::regex_search(text, std::regex("\"(chunks|running|waiting|assigned)\": [1-9]"));
  }

private:
  std::vector<std::string> with_address(std::vector<std::string> arguments) const {
    arguments.insert(arguments.end(), {"--scheduler", address_});
    return arguments;
  }

  Process scheduler_;
  std::vector<Process> workers_;
  std::string address_;
};

} // namespace troupe::test
