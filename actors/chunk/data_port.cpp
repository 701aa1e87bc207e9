#include "actors/chunk/data_port.hpp"

#include "actors/chunk/stream_sender.hpp"
#include "actors/trust/gate.hpp"
#include "actors/trust/socket.hpp"
#include "runtime/base/short_turns.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <list>
#include <mutex>
#include <span>
#include <thread>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe {
namespace {

struct Connection {
  Socket socket;
  std::atomic<bool> ended{false};
  std::thread thread;
};

/// A connection that has ended is an error of splice(), not the end of the process.
void ignore_lost_readers() {
  sigset_t lost;
  ::sigemptyset(&lost);
  ::sigaddset(&lost, SIGPIPE);
  ::pthread_sigmask(SIG_BLOCK, &lost, nullptr);
}

} // namespace

struct DataPort::Impl {
  std::string host;
  std::unique_ptr<Gate> gate;
  Socket passed;
  Socket stop; ///< an eventfd
  std::shared_ptr<LeaseTable> leases;
  Limits limits;
  mutable std::mutex mutex;
  std::list<Connection> open;
  std::thread thread;

  void accept_all();
  void begin(Socket socket);
  void serve(int socket);
  bool wait(int socket, short events, std::chrono::milliseconds longest) const;
  bool receive_id(int socket, std::uint64_t& id, std::chrono::milliseconds longest) const;
  bool confirm(int socket, StreamSender& sender, std::uint64_t id) const;
};

void DataPort::Impl::accept_all() {
  while (wait(passed.number(), POLLIN, std::chrono::hours(1))) {
    int descriptor = -1;
    const auto got = ::recv(passed.number(), &descriptor, sizeof descriptor, MSG_DONTWAIT);
    if (got == static_cast<ssize_t>(sizeof descriptor))
      begin(Socket(descriptor));
    else if (got == 0)
      return;
  }
}

void DataPort::Impl::begin(Socket socket) {
  std::lock_guard lock(mutex);
  for (auto one = open.begin(); one != open.end();) {
    if (one->ended.load()) {
      one->thread.join();
      one = open.erase(one);
    } else {
      ++one;
    }
  }
  if (open.size() >= limits.connections)
    return;
  auto& connection = open.emplace_back();
  connection.socket = std::move(socket);
  connection.thread = std::thread([this, &connection] {
    take_short_turns();
    ignore_lost_readers();
    serve(connection.socket.number());
    ::shutdown(connection.socket.number(), SHUT_RDWR); // its end is told; the descriptor goes with the entry
    connection.ended.store(true);
  });
}

void DataPort::Impl::serve(int socket) {
  StreamSender sender(socket, [this, socket] { return wait(socket, POLLOUT, limits.stalled); });
  for (std::uint64_t id = 0; receive_id(socket, id, limits.unused);) {
    const auto stream = leases->stream_of(id);
    const std::uint64_t size = stream ? stream->size : 0;
    if (!sender.send(std::as_bytes(std::span(&size, 1)))
        || (stream && !(sender.send(*stream) && confirm(socket, sender, id))))
      return;
  }
}

/// @returns False when the port closes or the time has passed.
bool DataPort::Impl::wait(int socket, short events, std::chrono::milliseconds longest) const {
  std::array<pollfd, 2> watched{pollfd{socket, events, 0}, pollfd{stop.number(), POLLIN, 0}};
  int ready = 0;
  do
    ready = ::poll(watched.data(), watched.size(), static_cast<int>(longest.count()));
  while (ready < 0 && errno == EINTR);
  if (watched[1].revents != 0)
    return false;
  return ready > 0 || socket == passed.number();
}

bool DataPort::Impl::receive_id(int socket, std::uint64_t& id, std::chrono::milliseconds longest) const {
  std::size_t got = 0;
  while (got < sizeof id) {
    const auto count = ::recv(socket, reinterpret_cast<std::byte*>(&id) + got, sizeof id - got, MSG_DONTWAIT);
    if (count > 0)
      got += static_cast<std::size_t>(count);
    else if (count == 0 || (errno != EAGAIN && errno != EINTR) || !wait(socket, POLLIN, longest))
      return false;
  }
  return true;
}

/// The receiver has it all, and hears that it was what was leased to the end.
bool DataPort::Impl::confirm(int socket, StreamSender& sender, std::uint64_t id) const {
  std::uint64_t had = 0;
  return receive_id(socket, had, limits.stalled) && had == id && sender.send(std::as_bytes(std::span(&id, 1)));
}

DataPort::DataPort(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

DataPort::~DataPort() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(impl_->stop.number(), &one, sizeof one);
  if (impl_->thread.joinable())
    impl_->thread.join();
  for (auto& connection : impl_->open)
    connection.thread.join();
}

const std::string& DataPort::host() const { return impl_->host; }
std::uint16_t DataPort::port() const { return impl_->gate->port(); }

std::size_t DataPort::connections() const {
  std::lock_guard lock(impl_->mutex);
  return static_cast<std::size_t>(
      std::ranges::count_if(impl_->open, [](const Connection& one) { return !one.ended.load(); }));
}

Result<std::unique_ptr<DataPort>> DataPort::open(const std::string& host, const Trust& trust,
                                                 std::shared_ptr<LeaseTable> leases) {
  return open(host, trust, std::move(leases), Limits());
}

Result<std::unique_ptr<DataPort>> DataPort::open(const std::string& host, const Trust& trust,
                                                 std::shared_ptr<LeaseTable> leases, const Limits& limits) {
  auto impl = std::make_unique<Impl>();
  TROUPE_TRY(gate, Gate::open(host, 0, trust));
  impl->host = host;
  impl->gate = std::move(gate);
  impl->passed = Socket(impl->gate->take_passed());
  impl->stop = Socket(::eventfd(0, EFD_CLOEXEC));
  if (!impl->stop)
    return fail(Errc::io_error, std::string("cannot open a port for data: ") + std::strerror(errno));
  impl->leases = std::move(leases);
  impl->limits = limits;
  impl->thread = std::thread([port = impl.get()] { port->accept_all(); });
  return std::unique_ptr<DataPort>(new DataPort(std::move(impl)));
}

} // namespace troupe
