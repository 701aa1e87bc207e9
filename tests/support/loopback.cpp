#include "tests/support/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace troupe::test {
namespace {

void require(bool done, const char* call) {
  if (!done)
    throw std::system_error(errno, std::system_category(), call);
}

struct Socket {
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  ~Socket() {
    if (fd >= 0)
      ::close(fd);
  }
};

} // namespace

std::uint16_t free_port() {
  Socket socket;
  require(socket.fd >= 0, "socket");
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  require(::bind(socket.fd, generic, size) == 0, "bind");
  require(::getsockname(socket.fd, generic, &size) == 0, "getsockname");
  return ntohs(address.sin_port);
}

} // namespace troupe::test
