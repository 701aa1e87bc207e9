#include "actors/system/bind_error.hpp"

#include <cerrno>
#include <cstring>
#include <memory>

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

namespace troupe {

std::string why_not_bind(const Address& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE;
  addrinfo* found = nullptr;
  if (const int code = ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found); code != 0)
    return "no address of that name: " + std::string(::gai_strerror(code));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> list(found, ::freeaddrinfo);
  const int socket = ::socket(list->ai_family, list->ai_socktype, list->ai_protocol);
  if (socket < 0)
    return std::strerror(errno);
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
  const bool bound = ::bind(socket, list->ai_addr, list->ai_addrlen) == 0 && ::listen(socket, 1) == 0;
  const int reason = errno;
  ::close(socket);
  if (bound)
    return {};
  return reason == EADDRINUSE ? "port " + std::to_string(address.port) + " is in use" : std::strerror(reason);
}

} // namespace troupe
