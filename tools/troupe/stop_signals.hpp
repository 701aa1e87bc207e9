// Handles Ctrl-C and similar signals: a flag for the command to ask and a callback. Thread-safe. One object for each
// process, made in main() before any other thread, so that no thread takes the signals.
// Invariant: two seconds after a signal the process has ended, in order or not; a second signal ends it at once.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

namespace troupe::tool {

class StopSignals {
public:
  /// Blocks SIGINT, SIGTERM and SIGHUP (where that is not ignored) and waits for them on a thread of its own.
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// The signal that came; 0 when none did.
  int received() const;
  /// @returns True as soon as a signal has come, false after `limit`.
  bool wait(std::chrono::milliseconds limit) const;
  /// What to do when a signal comes, on another thread; at once when one has come. An empty function: nothing.
  /// When this returns, an action given before is not running any more, nor will it.
  void on_stop(std::function<void()> action);

  /// A process that serves until it is told to stop: then its end is a success.
  void stopping_is_success();
  /// The same with a code that says so to whoever started the process. A signal that the process sends itself, as a
  /// kernel may, is then not heard.
  void stopping_exits_with(int code);
  /// For a process whose parent gets the terminal's Ctrl-C too, and passes on what it should hear.
  void ignore_interrupts();

  /// What to exit with after a signal: 128 + its number, or 0.
  int exit_code() const;

private:
  void watch();
  /// @returns False when the object goes before `limit` (in milliseconds, -1 without end) is over.
  bool await_signal(int limit, int& number) const;
  void arrived(int number);

  std::mutex acting_; ///< held while an action runs; taken before mutex_
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  std::function<void()> action_;
  int received_ = 0;
  bool success_ = false;
  int success_code_ = 0;
  bool deaf_to_itself_ = false;
  bool ignore_interrupts_ = false;
  int signals_ = -1;  ///< a signalfd
  int finished_ = -1; ///< an eventfd: the object goes
  std::thread watcher_;
};

/// on_stop() for as long as this lives: what the action refers to must live longer.
class OnStop {
public:
  OnStop(StopSignals& signals, std::function<void()> action) : signals_(signals) {
    signals_.on_stop(std::move(action));
  }
  ~OnStop() { signals_.on_stop({}); }
  OnStop(const OnStop&) = delete;
  OnStop& operator=(const OnStop&) = delete;

private:
  StopSignals& signals_;
};

} // namespace troupe::tool
