#include "actors/supervisor/nanny.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <optional>

namespace troupe {
namespace {

/// How often the memory of the process is looked at.
constexpr LogicalTime measure_every = 100'000;

LogicalTime clock_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// Bytes resident; 0 when it cannot be told.
std::uint64_t resident_bytes(pid_t pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/statm");
  std::uint64_t total = 0, resident = 0;
  file >> total >> resident;
  return file ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

void close_if_open(int& descriptor) {
  if (descriptor >= 0)
    ::close(descriptor);
  descriptor = -1;
}

/// Between fork and exec in a threaded program: system calls only, no allocation.
[[noreturn]] void become(char* const* argv, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) // it died before the line above
    ::_exit(127);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execv(argv[0], argv);
  ::_exit(127);
}

} // namespace

struct Nanny::Shell {
  Shell(SupervisedProcess what, const NannyOptions& options) : process(std::move(what)), state(options) {}
  ~Shell() {
    end_process();
    close_if_open(asked);
  }

  SupervisedProcess process;
  NannyState state;
  int asked = -1;   ///< an eventfd: somebody called stop()
  int reports = -1; ///< what the process writes to
  int ends = -1;    ///< a pidfd: the process has ended, whoever holds what it had open
  pid_t pid = -1;
  bool start_failed = false;
  bool joined = false; ///< the process that runs
  std::optional<LogicalTime> wake;
  std::optional<int> exit_code;

  int run();
  void feed(const NodeEvent& event);
  void perform(const node_effect::Start&);
  void perform(const node_effect::Stop&) { send(SIGTERM); }
  void perform(const node_effect::Kill&) { send(SIGKILL); }
  void perform(const node_effect::WakeAt& at) { wake = at.time; }
  void perform(const node_effect::Warn& warning) { process.warn(warning.text); }
  void perform(const node_effect::Finish& finish) { exit_code = finish.code; }

  void await_news();
  int patience() const;
  void read_stop_calls();
  void read_reports();
  void reap_if_ended();
  void forget_process();
  void end_process();
  void send(int signal) const {
    if (pid > 0)
      ::kill(pid, signal);
  }
};

int Nanny::Shell::run() {
  feed(node_event::Begin{});
  while (!exit_code)
    await_news();
  end_process();
  return *exit_code;
}

void Nanny::Shell::feed(const NodeEvent& event) {
  for (const auto& effect : state.apply(event, clock_now()))
    std::visit([this](const auto& one) { perform(one); }, effect);
}

void Nanny::Shell::perform(const node_effect::Start&) {
  std::array<int, 2> pipe{-1, -1};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) {
    process.warn(std::string("cannot start the worker: ") + std::strerror(errno));
    exit_code = 1;
    return;
  }
  auto words = process.argv;
  words.push_back(std::string(supervised_flag) + "=" + std::to_string(pipe[1]));
  std::vector<char*> argv;
  for (auto& word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  const auto parent = ::getpid();
  pid = ::fork();
  if (pid == 0) {
    ::fcntl(pipe[1], F_SETFD, 0);
    become(argv.data(), parent);
  }
  start_failed = pid < 0;
  if (start_failed)
    process.warn(std::string("cannot start the worker: ") + std::strerror(errno));
  else
    ends = static_cast<int>(
        ::syscall(SYS_pidfd_open, pid, 0)); // a system without: its end is seen when its memory is looked at
  ::close(pipe[1]);
  reports = pipe[0];
  wake.reset();
}

int Nanny::Shell::patience() const {
  const auto now = clock_now();
  auto limit = pid > 0 ? measure_every : LogicalTime{60'000'000};
  if (wake)
    limit = std::clamp(*wake - now, LogicalTime{0}, limit);
  return static_cast<int>((limit + 999) / 1000);
}

void Nanny::Shell::await_news() {
  std::array<pollfd, 3> ready{
      {{asked, POLLIN, 0}, {reports, POLLIN, 0}, {ends, POLLIN, 0}}}; // poll skips what is not open
  if (::poll(ready.data(), ready.size(), start_failed ? 0 : patience()) < 0 && errno != EINTR)
    process.warn(std::string("cannot watch the worker: ") + std::strerror(errno));
  if (ready[0].revents != 0)
    read_stop_calls();
  if (ready[1].revents != 0)
    read_reports();
  reap_if_ended();
  if (pid > 0)
    feed(node_event::MemoryMeasured{resident_bytes(pid)});
  if (wake && clock_now() >= *wake) {
    wake.reset();
    feed(node_event::TimePassed{});
  }
}

void Nanny::Shell::read_stop_calls() {
  std::uint64_t calls = 0;
  if (::read(asked, &calls, sizeof calls) != sizeof calls)
    return;
  for (std::uint64_t i = 0; i < calls && !exit_code; ++i)
    feed(node_event::StopAsked{});
}

/// The first byte says that it has joined, each later one that it lives.
void Nanny::Shell::read_reports() {
  char byte = 0;
  const auto count = ::read(reports, &byte, 1);
  if (count > 0) {
    feed(std::exchange(joined, true) ? NodeEvent(node_event::Beat{}) : NodeEvent(node_event::Joined{}));
  } else if (count == 0 || errno != EINTR) {
    close_if_open(reports); // its end closes it too, and is seen by itself
    feed(node_event::LineCut{});
  }
}

void Nanny::Shell::reap_if_ended() {
  if (std::exchange(start_failed, false)) {
    forget_process();
    feed(node_event::Ended{.code = 1});
    return;
  }
  int status = 0;
  if (pid <= 0 || ::waitpid(pid, &status, WNOHANG) != pid)
    return;
  forget_process();
  if (WIFSIGNALED(status))
    feed(node_event::Ended{.signal = WTERMSIG(status)});
  else
    feed(node_event::Ended{.code = WEXITSTATUS(status)});
}

void Nanny::Shell::forget_process() {
  pid = -1;
  joined = false;
  wake.reset();
  close_if_open(reports);
  close_if_open(ends);
}

void Nanny::Shell::end_process() {
  if (pid > 0) {
    ::kill(pid, SIGKILL);
    ::waitpid(pid, nullptr, 0);
  }
  forget_process();
}

Nanny::Nanny(std::unique_ptr<Shell> shell) : shell_(std::move(shell)) {}
Nanny::~Nanny() = default;

Result<std::unique_ptr<Nanny>> Nanny::make(SupervisedProcess process, const NannyOptions& options) {
  auto shell = std::make_unique<Shell>(std::move(process), options);
  shell->asked = ::eventfd(0, EFD_CLOEXEC);
  if (shell->asked < 0)
    return fail(Errc::io_error, std::string("cannot watch over a worker: ") + std::strerror(errno));
  return std::unique_ptr<Nanny>(new Nanny(std::move(shell)));
}

int Nanny::run() { return shell_->run(); }

void Nanny::stop() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(shell_->asked, &one, sizeof one);
}

void take_line(int descriptor) {
  ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  ::fcntl(descriptor, F_SETFL, O_NONBLOCK);
}

void report_alive(int descriptor) {
  const char byte = 1;
  [[maybe_unused]] const auto written = ::write(descriptor, &byte, 1);
}

} // namespace troupe
