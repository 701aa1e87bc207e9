#include "tools/bench/programs/raw_transfer.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstring>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace troupe::bench {
namespace {

constexpr std::size_t ping_bytes = 64;
constexpr std::size_t at_a_time = std::size_t{1} << 20; ///< one system call moves at most so much

/// A file descriptor, closed with the object.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0)
      ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }

private:
  int fd_ = -1;
};

using Pair = std::array<Descriptor, 2>;

Pair tcp_pair() {
  Descriptor listener(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  if (::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), length) != 0 || ::listen(listener.get(), 1) != 0
      || ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &length) != 0)
    return {};
  Descriptor client(::socket(AF_INET, SOCK_STREAM, 0));
  if (::connect(client.get(), reinterpret_cast<sockaddr*>(&address), length) != 0)
    return {};
  Descriptor server(::accept(listener.get(), nullptr, nullptr));
  const int on = 1;
  for (const auto* end : {&client, &server})
    ::setsockopt(end->get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return {std::move(client), std::move(server)};
}

Pair unix_pair() {
  int ends[2];
  if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
    return {};
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

bool send_all(int fd, const std::byte* data, std::size_t bytes) {
  while (bytes > 0) {
    const auto sent = ::send(fd, data, std::min(bytes, at_a_time), MSG_NOSIGNAL);
    if (sent <= 0)
      return false;
    data += sent;
    bytes -= static_cast<std::size_t>(sent);
  }
  return true;
}

bool receive_all(int fd, std::byte* data, std::size_t bytes) {
  while (bytes > 0) {
    const auto got = ::recv(fd, data, std::min(bytes, at_a_time), 0);
    if (got <= 0)
      return false;
    data += got;
    bytes -= static_cast<std::size_t>(got);
  }
  return true;
}

/// Written once, so that no page of it is touched for the first time while the clock runs.
struct WarmMemory {
  explicit WarmMemory(std::size_t count) : bytes(count) {
    data = static_cast<std::byte*>(::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    ::madvise(data, bytes, MADV_HUGEPAGE);
    std::memset(data, 1, bytes);
  }
  ~WarmMemory() { ::munmap(data, bytes); }
  WarmMemory(const WarmMemory&) = delete;
  WarmMemory& operator=(const WarmMemory&) = delete;
  std::byte* data = nullptr;
  std::size_t bytes;
};

/// Runs `serve` in a child process until it returns; `use` here, with the child's pid.
void with_child(const std::function<void()>& serve, const std::function<void(pid_t)>& use) {
  const auto child = ::fork();
  if (child == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    serve();
    ::_exit(0);
  }
  if (child < 0)
    return;
  use(child);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

double best_of(int passes, std::size_t bytes, const std::function<bool()>& once) {
  double best = 0;
  for (int pass = 0; pass < passes; ++pass) {
    const auto begin = std::chrono::steady_clock::now();
    if (!once())
      return 0;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
    best = std::max(best, static_cast<double>(bytes) / took.count());
  }
  return best;
}

/// The child sends the whole block for each byte that it is sent.
double over_sockets(Pair ends, std::size_t bytes, int passes) {
  double best = 0;
  with_child(
      [&] {
        const WarmMemory block(bytes);
        std::byte go{};
        while (receive_all(ends[1].get(), &go, 1) && send_all(ends[1].get(), block.data, bytes))
          ;
      },
      [&](pid_t) {
        const WarmMemory block(bytes);
        const std::byte go{};
        best = best_of(passes + 1, bytes, [&] { // the first time waits for the child's memory
          return send_all(ends[0].get(), &go, 1) && receive_all(ends[0].get(), block.data, bytes);
        });
      });
  return best;
}

bool read_all(pid_t from, std::byte* to, std::byte* there, std::size_t bytes) {
  for (std::size_t done = 0; done < bytes;) {
    iovec mine{to + done, bytes - done};
    iovec theirs{there + done, bytes - done};
    const auto got = ::process_vm_readv(from, &mine, 1, &theirs, 1, 0);
    if (got <= 0)
      return false;
    done += static_cast<std::size_t>(got);
  }
  return true;
}

/// The child says where its block is, and waits.
double over_process_vm(std::size_t bytes, int passes) {
  auto ends = unix_pair();
  double best = 0;
  with_child(
      [&] {
        const WarmMemory block(bytes);
        std::byte end{};
        if (send_all(ends[1].get(), reinterpret_cast<const std::byte*>(&block.data), sizeof block.data))
          receive_all(ends[1].get(), &end, 1);
      },
      [&](pid_t child) {
        const WarmMemory block(bytes);
        std::byte* there = nullptr;
        if (receive_all(ends[0].get(), reinterpret_cast<std::byte*>(&there), sizeof there))
          best = best_of(passes, bytes, [&] { return read_all(child, block.data, there, bytes); });
      });
  return best;
}

} // namespace

double raw_transfer(Way way, std::size_t bytes, int passes) {
  switch (way) {
  case Way::tcp:
    return over_sockets(tcp_pair(), bytes, passes);
  case Way::unix_socket:
    return over_sockets(unix_pair(), bytes, passes);
  case Way::process_vm:
    return over_process_vm(bytes, passes);
  }
  return 0;
}

double raw_ping(int rounds) {
  auto ends = tcp_pair();
  std::vector<double> seconds;
  with_child(
      [&] {
        std::byte message[ping_bytes];
        while (receive_all(ends[1].get(), message, ping_bytes) && send_all(ends[1].get(), message, ping_bytes))
          ;
      },
      [&](pid_t) {
        std::byte message[ping_bytes]{};
        for (int round = 0; round < rounds; ++round) {
          const auto begin = std::chrono::steady_clock::now();
          if (!send_all(ends[0].get(), message, ping_bytes) || !receive_all(ends[0].get(), message, ping_bytes))
            return;
          seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
        }
      });
  std::sort(seconds.begin(), seconds.end());
  return seconds.empty() ? 0 : seconds[seconds.size() / 2];
}

} // namespace troupe::bench
