// TCP sockets as the gate needs them: owned, listening, connecting and reading within a deadline. Thread-safe
// functions.
#pragma once

#include "runtime/base/result.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace troupe {

/// Owns a descriptor.
class Socket {
public:
  Socket() = default;
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  Socket(Socket&& other) noexcept : descriptor_(other.release()) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket() { close(); }

  explicit operator bool() const { return descriptor_ >= 0; }
  int number() const { return descriptor_; }
  /// Gives it up to the caller.
  int release() {
    const int descriptor = descriptor_;
    descriptor_ = -1;
    return descriptor;
  }
  void close();

private:
  int descriptor_ = -1;
};

using SocketDeadline = std::chrono::steady_clock::time_point;

/// @returns A non-blocking socket; Errc::io_error with the system's reason, "port 8786 is in use" among them.
Result<Socket> listen_at(const std::string& host, std::uint16_t port);
Result<std::uint16_t> local_port(int descriptor);
/// "127.0.0.1:4711", or "an unknown address".
std::string peer_address(int descriptor);

/// The first address of the name, as numbers: "127.0.0.1" for "localhost". @returns Errc::unreachable when it has none.
Result<std::string> numeric_host(const std::string& host);
/// @returns A non-blocking connected socket without Nagle's delay; Errc::unreachable with the system's reason.
Result<Socket> connect_to_host(const std::string& host, std::uint16_t port, SocketDeadline until);
/// Waits for POLLIN or POLLOUT. @returns False when the deadline passed first.
bool await_socket(int descriptor, short events, SocketDeadline until);
/// Fills `bytes`. @returns Errc::lost at the end of the stream, Errc::unreachable when the deadline passed.
Result<void> receive_whole(int descriptor, std::span<std::byte> bytes, SocketDeadline until);
/// A few bytes on a fresh socket. @returns Errc::lost when they are not taken.
Result<void> send_whole(int descriptor, std::span<const std::byte> bytes);
Result<void> set_blocking(int descriptor);
/// No delay for small messages; and the connection breaks when its peer's host is not heard of for five seconds,
/// whether or not something is sent: one that is cut off would else be waited for, for minutes. A process that is
/// stopped is not noticed.
void prepare_connection(int descriptor);

} // namespace troupe
