// Real processes for tests: started in a process group of their own, read while they run, and gone with the object.
// Linux only. One thread uses a Process at a time; what it starts behind the scenes is joined in its destructor.
// Invariants: no wait is without a limit; the child is not reaped before the destructor, so its pid is never another
// process's; the child dies with the test, also when that is killed.
#pragma once

#include "runtime/base/result.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::test {

using Milliseconds = std::chrono::milliseconds;

struct ProcessSpec {
  std::vector<std::string> argv;          ///< the program (a path, or a name looked up in PATH), then its arguments
  std::map<std::string, std::string> env; ///< set on top of the test's own environment
  std::string directory;                  ///< where it runs; empty: where the test runs
  std::string input;                      ///< what it reads on stdin (at most 64 KiB), then end of file
};

struct ExitStatus {
  int code = -1;  ///< what it returned; -1 when a signal ended it
  int signal = 0; ///< the signal that ended it; 0 when it returned
  /// Most bytes it had resident, never less than the test had itself when it started the process.
  std::uint64_t peak_memory = 0;
  bool ok() const { return code == 0; }
};

enum class Stream { out, err };

class Process {
public:
  /// Throws TroupeError when the program cannot be started.
  explicit Process(ProcessSpec spec);
  /// Ends the process and everything in its group with SIGKILL.
  ~Process();
  Process(Process&&) noexcept;
  Process& operator=(Process&&) noexcept;

  int pid() const;
  bool running() const;

  /// To this process alone, not to its group. Nothing happens when it has ended.
  void signal(int number);

  /// Waits for the end of the process and of its output. @returns Errc::timeout, with the output so far, after `limit`.
  Result<ExitStatus> wait(Milliseconds limit);

  /// Waits for a line in which the regular expression `pattern` (ECMAScript) is found; each call goes on behind the
  /// line that the one before found. A line counts as soon as the match is there, also before its end.
  /// @returns The whole match, then its groups; Errc::timeout or, when its output ends first, Errc::lost.
  Result<std::vector<std::string>> read_until(const std::string& pattern, Milliseconds limit,
                                              Stream stream = Stream::out);

  /// All it wrote so far.
  std::string output(Stream stream = Stream::out) const;

private:
  struct State;
  std::unique_ptr<State> state_;
};

struct Finished {
  ExitStatus status;
  std::string out;
  std::string err;
};

/// Runs a command to its end. Throws TroupeError when it cannot be started or takes longer than `limit`.
Finished run(ProcessSpec spec, Milliseconds limit);

} // namespace troupe::test
