#include "actors/trust/tls_relays.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <thread>
#include <vector>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe {
namespace {

using Step = TlsSession::Step;

/// Sixteen records of TLS: one read of a large slice.
constexpr std::size_t buffer_bytes = std::size_t{256} << 10;

/// Bytes on their way in one direction.
struct Stretch {
  std::vector<std::byte> bytes = std::vector<std::byte>(buffer_bytes);
  std::size_t begin = 0;
  std::size_t end = 0;
  bool closed = false; ///< nothing more comes in

  bool empty() const { return begin == end; }
  bool takes() const { return empty() && !closed; }
  std::span<std::byte> room() { return bytes; }
  std::span<const std::byte> rest() const { return std::span(bytes).subspan(begin, end - begin); }
  void filled(std::size_t count) {
    begin = 0;
    end = count;
  }
  /// Nobody takes it any more.
  void give_up() {
    begin = end;
    closed = true;
  }
};

} // namespace

struct TlsRelays::Relay {
  Relay(TlsSession outer, Socket own, int stopping)
      : session(std::move(outer)), inner(std::move(own)), stop(stopping) {}

  TlsSession session;
  Socket inner;
  int stop = -1;
  Stretch out{}; ///< from us to the peer
  Stretch in{};
  Step read_step = Step::wants_read;
  Step write_step = Step::done;
  std::atomic<bool> ended{false};
  std::thread thread{};

  void run();
  bool progress();
  bool take_inner();
  bool give_inner();
  bool take_session();
  bool give_session();
  bool over() const { return (in.closed && in.empty()) || (out.closed && out.empty()); }
  bool await();
};

void TlsRelays::Relay::run() {
  while (!over() && (progress() || await())) {
  }
  session.close();
  ::shutdown(inner.number(), SHUT_RDWR);
  inner.close();
  ended = true;
}

bool TlsRelays::Relay::progress() {
  bool any = take_inner();
  any = give_session() || any;
  any = take_session() || any;
  return give_inner() || any;
}

bool TlsRelays::Relay::take_inner() {
  if (!out.takes())
    return false;
  const auto count = ::recv(inner.number(), out.room().data(), out.room().size(), MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR))
    return false;
  if (count > 0)
    out.filled(static_cast<std::size_t>(count));
  else
    out.closed = true;
  return true;
}

bool TlsRelays::Relay::give_session() {
  if (out.empty())
    return false;
  std::size_t count = 0;
  write_step = session.write(out.rest(), count);
  out.begin += count;
  if (write_step == Step::ended)
    out.give_up();
  return count > 0 || write_step == Step::ended;
}

bool TlsRelays::Relay::take_session() {
  if (!in.takes())
    return false;
  std::size_t count = 0;
  read_step = session.read(in.room(), count);
  if (read_step == Step::done)
    in.filled(count);
  else if (read_step == Step::ended)
    in.closed = true;
  return read_step == Step::done || read_step == Step::ended;
}

bool TlsRelays::Relay::give_inner() {
  if (in.empty())
    return false;
  const auto rest = in.rest();
  const auto count = ::send(inner.number(), rest.data(), rest.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0 && (errno == EAGAIN || errno == EINTR))
    return false;
  if (count < 0)
    in.give_up();
  else
    in.begin += static_cast<std::size_t>(count);
  return true;
}

/// Until something can go on. @returns False when all is to end.
bool TlsRelays::Relay::await() {
  const bool writes = !out.empty();
  const bool reads = in.takes();
  const auto wants = [&](Step step) { return (writes && write_step == step) || (reads && read_step == step); };
  std::array<pollfd, 3> watched{{{stop, POLLIN, 0}, {inner.number(), 0, 0}, {session.number(), 0, 0}}};
  watched[1].events = static_cast<short>((out.takes() ? POLLIN : 0) | (in.empty() ? 0 : POLLOUT));
  watched[2].events =
      static_cast<short>((wants(Step::wants_read) ? POLLIN : 0) | (wants(Step::wants_write) ? POLLOUT : 0));
  for (auto& each : watched)
    if (each.events == 0)
      each.fd = -1; // a peer that hung up would be told of again and again
  if (::poll(watched.data(), watched.size(), -1) < 0 && errno != EINTR)
    return false;
  return watched[0].revents == 0;
}

TlsRelays::TlsRelays() : stop_(::eventfd(0, EFD_CLOEXEC)) {}

TlsRelays::~TlsRelays() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(stop_.number(), &one, sizeof one);
  for (auto& relay : relays_)
    relay->thread.join();
}

Result<int> TlsRelays::add(TlsSession session) {
  std::array<int, 2> pair{-1, -1};
  if (!stop_ || ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0)
    return fail(Errc::io_error, std::string("cannot relay a connection: ") + std::strerror(errno));
  Socket ours(pair[0]);
  const int on = 1;
  ::setsockopt(session.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  auto relay = std::make_unique<Relay>(std::move(session), Socket(pair[1]), stop_.number());
  relay->thread = std::thread([running = relay.get()] { running->run(); });
  const std::lock_guard lock(mutex_);
  join_ended();
  relays_.push_back(std::move(relay));
  return ours.release();
}

std::size_t TlsRelays::size() const {
  const std::lock_guard lock(mutex_);
  std::size_t count = 0;
  for (const auto& relay : relays_)
    count += relay->ended ? 0 : 1;
  return count;
}

void TlsRelays::join_ended() {
  std::erase_if(relays_, [](const auto& relay) {
    if (!relay->ended)
      return false;
    relay->thread.join();
    return true;
  });
}

} // namespace troupe
