#include "actors/chunk/data_line.hpp"

#include "actors/trust/gate.hpp"
#include "runtime/base/short_turns.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <span>

#include <poll.h>
#include <sys/socket.h>

namespace troupe {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto connect_deadline = std::chrono::milliseconds(2500);
/// How often a reader that waits looks whether it is to wait on.
constexpr auto look_up = std::chrono::milliseconds(50);

/// Waking a reader for each packet costs more than its bytes do. An end of the connection wakes it all the same, and
/// what comes in smaller drops is found at the next look.
void wake_for(int socket, std::size_t bytes) {
  const int least = static_cast<int>(bytes);
  ::setsockopt(socket, SOL_SOCKET, SO_RCVLOWAT, &least, sizeof least);
}

} // namespace

Result<void> DataLine::connect() {
  TROUPE_TRY(socket, pass_gate(host_, port_, trust_, connect_deadline));
  socket_ = Socket(socket);
  return {};
}

/// A connection that was idle may have been closed meanwhile, which shows only when it is used.
Result<void> DataLine::read(std::uint64_t id, Buffer to, const std::atomic<bool>* cancelled) {
  const bool fresh = !socket_;
  if (fresh)
    TROUPE_CHECK(connect());
  auto done = read_once(id, to, cancelled);
  if (!done && !fresh && done.error().code == Errc::unreachable) {
    socket_.close();
    TROUPE_CHECK(connect());
    done = read_once(id, to, cancelled);
  }
  if (!done)
    socket_.close();
  return done;
}

Result<void> DataLine::read_once(std::uint64_t id, Buffer& to, const std::atomic<bool>* cancelled) {
  std::uint64_t size = 0;
  const auto asked = send_whole(socket_.number(), std::as_bytes(std::span(&id, 1)));
  const auto answered = asked ? receive(reinterpret_cast<std::byte*>(&size), sizeof size, cancelled) : asked;
  if (!answered)
    return fail(answered.error().code == Errc::cancelled ? Errc::cancelled : Errc::unreachable,
                answered.error().message);
  if (size == 0)
    return fail(Errc::lost, "the chunk is not leased any more");
  if (size != to.size())
    return fail(Errc::corrupt,
                "a stream of " + std::to_string(size) + " bytes comes for one of " + std::to_string(to.size()));
  TROUPE_CHECK(receive(to.data(), to.size(), cancelled));
  return confirm(id, cancelled);
}

/// The sender keeps the chunk until it hears that it is here, and says that it did: what came were the pages
/// themselves.
Result<void> DataLine::confirm(std::uint64_t id, const std::atomic<bool>* cancelled) const {
  std::uint64_t answer = 0;
  TROUPE_CHECK(send_whole(socket_.number(), std::as_bytes(std::span(&id, 1))));
  TROUPE_CHECK(receive(reinterpret_cast<std::byte*>(&answer), sizeof answer, cancelled));
  return answer == id ? Result<void>() : fail(Errc::lost, "the sender did not keep the chunk to the end");
}

Result<void> DataLine::receive(std::byte* to, std::size_t size, const std::atomic<bool>* cancelled) const {
  auto heard = Clock::now();
  while (size > 0) {
    if (cancelled && cancelled->load(std::memory_order_relaxed))
      return fail(Errc::cancelled, "it is not wanted any more");
    const auto got = ::recv(socket_.number(), to, std::min(size, bytes_of_a_turn), MSG_DONTWAIT);
    if (got > 0) {
      to += got;
      size -= static_cast<std::size_t>(got);
      heard = Clock::now();
      give_way();
      continue;
    }
    if (got == 0)
      return fail(Errc::lost, "the connection for data has ended");
    if (errno != EAGAIN && errno != EINTR)
      return fail(Errc::lost, std::string("the connection for data is gone: ") + std::strerror(errno));
    wake_for(socket_.number(), std::min(size, bytes_of_a_turn));
    if (!await_socket(socket_.number(), POLLIN, Clock::now() + look_up) && Clock::now() - heard > stalled_)
      return fail(Errc::lost, "nothing comes over the connection for data");
  }
  return {};
}

} // namespace troupe
