#include "tools/troupe/stop_signals.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>

namespace troupe::tool {
namespace {

/// How long an orderly end may take before the process ends without one.
constexpr int grace_milliseconds = 1600;

bool ignored(int number) {
  struct sigaction action {};
  ::sigaction(number, nullptr, &action);
  return action.sa_handler == SIG_IGN;
}

int checked(int descriptor) {
  if (descriptor < 0)
    throw std::system_error(errno, std::generic_category(), "cannot watch for signals");
  return descriptor;
}

/// Ends the process when the time is over, whatever its other threads wait for. Refers to nothing.
void end_after_grace(int code) {
  std::thread([code] {
    std::this_thread::sleep_for(std::chrono::milliseconds(grace_milliseconds));
    ::_exit(code);
  }).detach();
}

} // namespace

StopSignals::StopSignals() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGINT);
  ::sigaddset(&set, SIGTERM);
  if (!ignored(SIGHUP)) // nohup means it
    ::sigaddset(&set, SIGHUP);
  ::pthread_sigmask(SIG_BLOCK, &set, nullptr);
  // A shell's background job starts with SIGINT ignored; it should still stop when a script sends one.
  if (ignored(SIGINT))
    ::signal(SIGINT, SIG_DFL);
  signals_ = checked(::signalfd(-1, &set, SFD_CLOEXEC));
  finished_ = checked(::eventfd(0, EFD_CLOEXEC));
  watcher_ = std::thread([this] { watch(); });
}

StopSignals::~StopSignals() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(finished_, &one, sizeof one);
  watcher_.join();
  ::close(signals_);
  ::close(finished_);
}

bool StopSignals::await_signal(int limit, int& number) const {
  std::array<pollfd, 2> ready{{{signals_, POLLIN, 0}, {finished_, POLLIN, 0}}};
  while (::poll(ready.data(), ready.size(), limit) < 0)
    if (errno != EINTR)
      return false;
  if (ready[1].revents != 0)
    return false;
  signalfd_siginfo info{};
  number = ready[0].revents != 0 && ::read(signals_, &info, sizeof info) == sizeof info
               ? static_cast<int>(info.ssi_signo)
               : 0;
  const std::lock_guard lock(mutex_);
  if (deaf_to_itself_ && info.ssi_pid == static_cast<std::uint32_t>(::getpid()))
    number = 0;
  return true;
}

void StopSignals::watch() {
  int number = 0;
  do {
    if (!await_signal(-1, number))
      return;
    const std::lock_guard lock(mutex_);
    if (number == SIGINT && ignore_interrupts_)
      number = 0;
  } while (number == 0);
  arrived(number);
  const int received = number;
  do {
    if (!await_signal(-1, number))
      return;
  } while (number == 0
           || (number == SIGINT && received != SIGINT)); // e.g. Ctrl-C while a supervisor's SIGTERM is being obeyed
  ::_exit(exit_code());
}

void StopSignals::arrived(int number) {
  const std::lock_guard acting(acting_);
  std::function<void()> action;
  {
    const std::lock_guard lock(mutex_);
    received_ = number;
    action = action_;
  }
  end_after_grace(exit_code());
  changed_.notify_all();
  if (action)
    action();
}

int StopSignals::received() const {
  const std::lock_guard lock(mutex_);
  return received_;
}

bool StopSignals::wait(std::chrono::milliseconds limit) const {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, limit, [this] { return received_ != 0; });
}

void StopSignals::on_stop(std::function<void()> action) {
  const std::lock_guard acting(acting_);
  std::unique_lock lock(mutex_);
  action_ = std::move(action);
  if (received_ == 0 || !action_)
    return;
  const auto now = action_;
  lock.unlock();
  now();
}

void StopSignals::stopping_is_success() {
  const std::lock_guard lock(mutex_);
  success_ = true;
}

void StopSignals::stopping_exits_with(int code) {
  const std::lock_guard lock(mutex_);
  success_ = deaf_to_itself_ = true;
  success_code_ = code;
}

void StopSignals::ignore_interrupts() {
  const std::lock_guard lock(mutex_);
  ignore_interrupts_ = true;
}

int StopSignals::exit_code() const {
  const std::lock_guard lock(mutex_);
  return success_ || received_ == 0 ? success_code_ : 128 + received_;
}

} // namespace troupe::tool
