#include "tests/support/process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <future>
#include <mutex>
#include <regex>
#include <thread>

extern char** environ;

namespace troupe::test {
namespace {

using Clock = std::chrono::steady_clock;

/// After the process has ended, how long its grandchildren may hold its output open before wait() stops listening.
constexpr Milliseconds output_grace{2000};

[[noreturn]] void throw_errno(const std::string& what, int number) {
  throw TroupeError({Errc::io_error, what + ": " + std::strerror(number)});
}

/// Both ends of a pipe; closed with the object, never inherited by exec.
struct Pipe {
  std::array<int, 2> fds{-1, -1};
  Pipe() {
    if (::pipe2(fds.data(), O_CLOEXEC) != 0)
      throw_errno("pipe", errno);
  }
  ~Pipe() {
    close_read();
    close_write();
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int read_end() const { return fds[0]; }
  int write_end() const { return fds[1]; }
  void close_read() { close(fds[0]); }
  void close_write() { close(fds[1]); }

private:
  static void close(int& fd) {
    if (fd >= 0)
      ::close(fd);
    fd = -1;
  }
};

/// argv or envp as exec wants it: pointers into strings that outlive it, then a null.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (auto& text : texts)
    result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

std::vector<std::string> environment(const std::map<std::string, std::string>& changes) {
  std::vector<std::string> result;
  for (char** entry = environ; *entry; ++entry) {
    const std::string_view text = *entry;
    if (!changes.contains(std::string(text.substr(0, text.find('=')))))
      result.emplace_back(text);
  }
  for (const auto& [name, value] : changes)
    result.push_back(name + "=" + value);
  return result;
}

std::string seconds(Milliseconds limit) {
  auto text = std::to_string(static_cast<double>(limit.count()) / 1000);
  text.erase(text.find_last_not_of('0') + 1);
  return (text.back() == '.' ? text + "0" : text) + " s";
}

std::vector<std::string> groups_of(const std::smatch& match) {
  std::vector<std::string> result;
  for (const auto& group : match)
    result.push_back(group.str());
  return result;
}

} // namespace

struct Process::State {
  /// What was read of one stream.
  struct Text {
    std::string all;
    std::size_t read_to = 0; ///< read_until() goes on here
    bool open = true;
  };

  ProcessSpec spec;
  Pipe in, out, err, stop;
  mutable std::mutex mutex;
  std::condition_variable changed;
  std::array<Text, 2> texts;
  pid_t pid = -1;
  std::optional<ExitStatus> status;
  std::thread guardian; ///< starts the child, so that the child's parent lives as long as this object, and awaits it
  std::thread reader;

  Text& text(Stream stream) { return texts[static_cast<std::size_t>(stream)]; }
  bool output_open() const { return texts[0].open || texts[1].open; }

  void start();
  void guard(std::promise<int>& started);
  int spawn();
  [[noreturn]] void become_child(char* const* argv, char* const* envp, int failure);
  void await_exit();
  void read();
  bool read_some(int fd, Text& into);
  std::optional<std::vector<std::string>> find(const std::regex& pattern, Text& in_text);
  std::string transcript() const;
  void end();
};

void Process::State::start() {
  if (spec.argv.empty())
    throw TroupeError({Errc::invalid_argument, "argv is empty"});
  if (::write(in.write_end(), spec.input.data(), spec.input.size()) != static_cast<ssize_t>(spec.input.size()))
    throw_errno("input", errno);
  in.close_write();
  std::promise<int> started;
  auto result = started.get_future();
  guardian = std::thread([this, &started] { guard(started); });
  if (const int failure = result.get(); failure != 0) {
    guardian.join();
    throw TroupeError({Errc::not_found, "cannot run '" + spec.argv[0] + "': " + std::strerror(failure)});
  }
  reader = std::thread([this] { read(); });
}

void Process::State::guard(std::promise<int>& started) {
  const int failure = spawn();
  started.set_value(failure); // the last use of `started`: it goes with the constructor
  if (failure == 0)
    await_exit();
}

/// @returns 0, or the errno of what kept the program from starting.
int Process::State::spawn() {
  auto arguments = spec.argv;
  auto variables = environment(spec.env);
  const auto argv = pointers(arguments);
  const auto envp = pointers(variables);
  Pipe failure; // closed by a successful exec; else carries errno
  pid = ::fork();
  if (pid < 0)
    return errno;
  if (pid == 0)
    become_child(argv.data(), envp.data(), failure.write_end());
  failure.close_write();
  out.close_write();
  err.close_write();
  in.close_read();
  int number = 0;
  if (::read(failure.read_end(), &number, sizeof(number)) != sizeof(number))
    return 0;
  ::waitpid(pid, nullptr, 0);
  pid = -1;
  return number;
}

/// Between fork and exec in a threaded program: system calls only, no allocation.
void Process::State::become_child(char* const* argv, char* const* envp, int failure) {
  ::setpgid(0, 0);
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::dup2(in.read_end(), STDIN_FILENO);
  ::dup2(out.write_end(), STDOUT_FILENO);
  ::dup2(err.write_end(), STDERR_FILENO);
  if (spec.directory.empty() || ::chdir(spec.directory.c_str()) == 0)
    ::execvpe(argv[0], argv, envp);
  const int number = errno;
  [[maybe_unused]] const auto written = ::write(failure, &number, sizeof(number));
  ::_exit(127);
}

void Process::State::await_exit() {
  siginfo_t info{};
  rusage usage{};
  // The system call rather than the function: only it tells the memory used. The zombie is left for the destructor.
  while (::syscall(SYS_waitid, P_PID, pid, &info, WEXITED | WNOWAIT, &usage) != 0 && errno == EINTR) {
  }
  ExitStatus ended;
  (info.si_code == CLD_EXITED ? ended.code : ended.signal) = info.si_status;
  ended.peak_memory = static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
  const std::lock_guard lock(mutex);
  status = ended;
  changed.notify_all();
}

void Process::State::read() {
  std::array<pollfd, 3> polled{
      {{out.read_end(), POLLIN, 0}, {err.read_end(), POLLIN, 0}, {stop.read_end(), POLLIN, 0}}};
  while (polled[0].fd >= 0 || polled[1].fd >= 0) {
    if (::poll(polled.data(), polled.size(), -1) < 0 && errno != EINTR)
      break;
    if (polled[2].revents != 0)
      break;
    for (std::size_t i = 0; i < texts.size(); ++i)
      if (polled[i].fd >= 0 && polled[i].revents != 0 && !read_some(polled[i].fd, texts[i]))
        polled[i].fd = -1; // poll skips it
  }
}

/// @returns False at the end of the stream.
bool Process::State::read_some(int fd, Text& into) {
  std::array<char, 65536> buffer;
  const auto count = ::read(fd, buffer.data(), buffer.size());
  if (count < 0 && errno == EINTR)
    return true;
  const std::lock_guard lock(mutex);
  if (count > 0)
    into.all.append(buffer.data(), static_cast<std::size_t>(count));
  else
    into.open = false;
  changed.notify_all();
  return count > 0;
}

/// Line by line, because std::regex recurses on every character of what it searches.
std::optional<std::vector<std::string>> Process::State::find(const std::regex& pattern, Text& in_text) {
  while (in_text.read_to < in_text.all.size()) {
    const auto end = in_text.all.find('\n', in_text.read_to);
    const auto line = in_text.all.substr(in_text.read_to, end == std::string::npos ? end : end - in_text.read_to);
    std::smatch match;
    const bool found = std::regex_search(line, match, pattern);
    if (end == std::string::npos && !found)
      return std::nullopt; // the line may still grow
    in_text.read_to = end == std::string::npos ? in_text.all.size() : end + 1;
    if (found)
      return groups_of(match);
  }
  return std::nullopt;
}

std::string Process::State::transcript() const {
  std::string command;
  for (const auto& word : spec.argv)
    command += (command.empty() ? "" : " ") + word;
  return "\n  command: " + command + "\n  stdout: " + texts[0].all + "\n  stderr: " + texts[1].all;
}

void Process::State::end() {
  if (pid > 0) {
    ::kill(-pid, SIGKILL);
    guardian.join();
    ::waitpid(pid, nullptr, 0);
    stop.close_write(); // a grandchild in a group of its own may still hold the output
    reader.join();
  }
}

Process::Process(ProcessSpec spec) : state_(std::make_unique<State>()) {
  state_->spec = std::move(spec);
  state_->start();
}

Process::~Process() {
  if (state_)
    state_->end();
}

Process::Process(Process&&) noexcept = default;

Process& Process::operator=(Process&& other) noexcept {
  if (this != &other) {
    if (state_)
      state_->end();
    state_ = std::move(other.state_);
  }
  return *this;
}

int Process::pid() const { return state_->pid; }

bool Process::running() const {
  const std::lock_guard lock(state_->mutex);
  return !state_->status;
}

void Process::signal(int number) { ::kill(state_->pid, number); }

Result<ExitStatus> Process::wait(Milliseconds limit) {
  std::unique_lock lock(state_->mutex);
  const auto deadline = Clock::now() + limit;
  if (!state_->changed.wait_until(lock, deadline, [&] { return state_->status.has_value(); }))
    return fail(Errc::timeout, "still running after " + seconds(limit) + state_->transcript());
  state_->changed.wait_until(lock, std::min(deadline, Clock::now() + output_grace),
                             [&] { return !state_->output_open(); });
  return *state_->status;
}

Result<std::vector<std::string>> Process::read_until(const std::string& pattern, Milliseconds limit, Stream stream) {
  const std::regex expression(pattern);
  std::unique_lock lock(state_->mutex);
  auto& text = state_->text(stream);
  std::optional<std::vector<std::string>> found;
  const bool ended = state_->changed.wait_until(lock, Clock::now() + limit, [&] {
    found = state_->find(expression, text);
    return found || !text.open;
  });
  if (found)
    return *std::move(found);
  if (ended)
    return fail(Errc::lost, "the output ended without a line like '" + pattern + "'" + state_->transcript());
  return fail(Errc::timeout, "no line like '" + pattern + "' after " + seconds(limit) + state_->transcript());
}

std::string Process::output(Stream stream) const {
  const std::lock_guard lock(state_->mutex);
  return state_->text(stream).all;
}

Finished run(ProcessSpec spec, Milliseconds limit) {
  Process process(std::move(spec));
  const auto status = process.wait(limit).value();
  return {status, process.output(Stream::out), process.output(Stream::err)};
}

} // namespace troupe::test
