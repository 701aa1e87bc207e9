// Supervises the process of a worker: starts it, restarts it when it dies, kills it before the machine runs out of
// memory. The shell around NannyState: fork, exec, wait, kill. Linux only; never includes CAF. run() belongs
// to one thread, stop() to any.
// Invariants: the process dies with the thread that is in run(), also when that is killed; its end is detected by its
// pidfd, so that children which it left running with its descriptors cannot hide it.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/execute/nanny_state.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace troupe {

/// What the process is told in one argument: the file descriptor to which it writes a byte once it is part of the
/// cluster, then one at least every few seconds while it lives, and which it keeps open until its end. Its exit code
/// says whether it ended in order (NannyState::code_in_order).
inline constexpr std::string_view supervised_flag = "--supervised";

struct SupervisedProcess {
  std::vector<std::string> argv; ///< a program's path, then its arguments; "--supervised=FD" is added
  std::function<void(const std::string&)> warn = [](const std::string&) {}; ///< gets one line per event worth knowing
};

class Nanny {
public:
  /// @returns Errc::io_error when the system has no descriptors left.
  static Result<std::unique_ptr<Nanny>> make(SupervisedProcess process, const NannyOptions& options);
  ~Nanny();
  Nanny(const Nanny&) = delete;
  Nanny& operator=(const Nanny&) = delete;

  /// Blocks until the process has ended for good. Call it once, on a thread that lives as long as the program.
  /// @returns What to exit with.
  int run();
  /// Asks for an orderly end; a second time for one at once. Returns at once.
  void stop();

private:
  struct Shell;
  explicit Nanny(std::unique_ptr<Shell> shell);
  std::unique_ptr<Shell> shell_;
};

/// The worker's side of `--supervised=FD`: first of all, so that nothing that the worker starts has the line too, and
/// nobody ever waits to write to it.
void take_line(int descriptor);
/// Says that it has joined, and from then on that it lives. From any thread; does not wait.
void report_alive(int descriptor);

} // namespace troupe
