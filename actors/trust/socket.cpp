#include "actors/trust/socket.hpp"

#include "runtime/base/host_text.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe {
namespace {

using AddressList = std::unique_ptr<addrinfo, void (*)(addrinfo*)>;

Result<AddressList> resolve(const std::string& host, std::uint16_t port, int flags, Errc code) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); error != 0)
    return fail(code, "no address of the name '" + host + "': " + ::gai_strerror(error));
  return AddressList(found, ::freeaddrinfo);
}

Socket socket_for(const addrinfo& address) {
  return Socket(::socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, address.ai_protocol));
}

Result<void> finish_connecting(int descriptor, SocketDeadline until) {
  if (!await_socket(descriptor, POLLOUT, until))
    return fail(Errc::unreachable, "no answer to a connection in time");
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0)
    return fail(Errc::unreachable, error == ECONNREFUSED ? "connection refused" : std::strerror(error));
  return {};
}

/// Where nobody listens and the system happens to give a connection that very port at this end, TCP lets it meet
/// itself.
bool met_itself(int descriptor) {
  sockaddr_storage here{}, there{};
  socklen_t here_size = sizeof here, there_size = sizeof there;
  return ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&here), &here_size) == 0
         && ::getpeername(descriptor, reinterpret_cast<sockaddr*>(&there), &there_size) == 0 && here_size == there_size
         && std::memcmp(&here, &there, here_size) == 0;
}

Result<Socket> connect_to_address(const addrinfo& address, SocketDeadline until) {
  auto socket = socket_for(address);
  if (!socket)
    return fail(Errc::unreachable, std::strerror(errno));
  if (::connect(socket.number(), address.ai_addr, address.ai_addrlen) != 0) {
    if (errno != EINPROGRESS)
      return fail(Errc::unreachable, errno == ECONNREFUSED ? "connection refused" : std::strerror(errno));
    TROUPE_CHECK(finish_connecting(socket.number(), until));
  }
  if (met_itself(socket.number()))
    return fail(Errc::unreachable, "connection refused");
  prepare_connection(socket.number());
  return socket;
}

} // namespace

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this != &other) {
    close();
    descriptor_ = other.release();
  }
  return *this;
}

void Socket::close() {
  if (descriptor_ >= 0)
    ::close(std::exchange(descriptor_, -1));
}

Result<Socket> listen_at(const std::string& host, std::uint16_t port) {
  TROUPE_TRY(addresses, resolve(host, port, AI_PASSIVE, Errc::io_error));
  auto socket = socket_for(*addresses);
  const int on = 1;
  if (!socket)
    return fail(Errc::io_error, std::strerror(errno));
  ::setsockopt(socket.number(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.number(), addresses->ai_addr, addresses->ai_addrlen) != 0
      || ::listen(socket.number(), SOMAXCONN) != 0)
    return fail(Errc::io_error,
                errno == EADDRINUSE ? "port " + std::to_string(port) + " is in use" : std::strerror(errno));
  return socket;
}

Result<std::uint16_t> local_port(int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return fail(Errc::io_error, std::strerror(errno));
  if (address.ss_family == AF_INET6)
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&address)->sin6_port);
  return ntohs(reinterpret_cast<const sockaddr_in*>(&address)->sin_port);
}

std::string peer_address(int descriptor) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  char host[NI_MAXHOST];
  char service[NI_MAXSERV];
  if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0
      || ::getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host, sizeof host, service, sizeof service,
                       NI_NUMERICHOST | NI_NUMERICSERV)
             != 0)
    return "an unknown address";
  return host_before_port(host) + ":" + service;
}

bool await_socket(int descriptor, short events, SocketDeadline until) {
  for (;;) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
    pollfd watched{descriptor, events, 0};
    const int ready = ::poll(&watched, 1, static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000)));
    if (ready > 0)
      return true;
    if (ready == 0 || errno != EINTR)
      return false;
  }
}

Result<std::string> numeric_host(const std::string& host) {
  TROUPE_TRY(addresses, resolve(host, 0, 0, Errc::unreachable));
  char text[NI_MAXHOST];
  if (::getnameinfo(addresses->ai_addr, addresses->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) != 0)
    return fail(Errc::unreachable, "no address of the name '" + host + "'");
  return std::string(text);
}

Result<Socket> connect_to_host(const std::string& host, std::uint16_t port, SocketDeadline until) {
  TROUPE_TRY(addresses, resolve(host, port, 0, Errc::unreachable));
  Result<Socket> outcome = fail(Errc::unreachable, "no address of the name '" + host + "'");
  for (const auto* address = addresses.get(); address; address = address->ai_next) {
    outcome = connect_to_address(*address, until);
    if (outcome)
      break;
  }
  return outcome;
}

Result<void> receive_whole(int descriptor, std::span<std::byte> bytes, SocketDeadline until) {
  while (!bytes.empty()) {
    if (!await_socket(descriptor, POLLIN, until))
      return fail(Errc::unreachable, "it accepts connections but says nothing");
    const auto count = ::recv(descriptor, bytes.data(), bytes.size(), 0);
    if (count < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (count <= 0)
      return fail(Errc::lost, count == 0 ? "it closed the connection" : std::strerror(errno));
    bytes = bytes.subspan(static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> send_whole(int descriptor, std::span<const std::byte> bytes) {
  if (::send(descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
    return fail(Errc::lost, "it closed the connection");
  return {};
}

void prepare_connection(int descriptor) {
  const auto set = [descriptor](int level, int option, int value) {
    ::setsockopt(descriptor, level, option, &value, sizeof value);
  };
  set(IPPROTO_TCP, TCP_NODELAY, 1);
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 2);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 1);
  set(IPPROTO_TCP, TCP_KEEPCNT, 3);
  set(IPPROTO_TCP, TCP_USER_TIMEOUT, 5000); // milliseconds
}

Result<void> set_blocking(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  if (flags < 0 || ::fcntl(descriptor, F_SETFL, flags & ~O_NONBLOCK) != 0)
    return fail(Errc::io_error, std::strerror(errno));
  return {};
}

} // namespace troupe
