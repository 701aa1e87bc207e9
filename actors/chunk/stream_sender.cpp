#include "actors/chunk/stream_sender.hpp"

#include "runtime/base/short_turns.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace troupe {
namespace {

constexpr std::size_t pieces_at_once = 64;
/// Smaller pieces are copied: what is done for each of its pages costs more.
constexpr std::size_t least_spliced = 64 * 1024;
constexpr int pipe_bytes = 1 << 20; ///< the most that any user may have

bool is_large(const Buffer& piece) { return piece.size() >= least_spliced; }
std::byte* bytes_of(const Buffer& piece) { return const_cast<std::byte*>(piece.data()); }

} // namespace

/// After a call that took nothing.
bool StreamSender::may_go_on() const { return (errno == EAGAIN || errno == EINTR) && wait_for_room_(); }

bool StreamSender::send(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0)
      bytes = bytes.subspan(static_cast<std::size_t>(sent));
    else if (!may_go_on())
      return false;
  }
  return true;
}

bool StreamSender::send(const ChunkStream& stream) {
  const Pieces all(stream.pieces);
  for (std::size_t at = 0; at < all.size();) {
    if (is_large(all[at]) && spliceable_) {
      if (!splice(all[at]))
        return false;
      ++at;
      continue;
    }
    const auto end = std::find_if(all.begin() + static_cast<std::ptrdiff_t>(at) + 1, all.end(), is_large) - all.begin();
    if (!copy(all.subspan(at, static_cast<std::size_t>(end) - at), 0))
      return false;
    at = static_cast<std::size_t>(end);
  }
  return true;
}

/// Many at once, from `offset` in the first.
bool StreamSender::copy(Pieces pieces, std::size_t offset) {
  while (!pieces.empty()) {
    std::array<iovec, pieces_at_once> parts;
    std::size_t count = 0, sum = 0;
    for (std::size_t i = 0; i < pieces.size() && count < parts.size() && sum < bytes_of_a_turn; ++i) {
      const auto from = i == 0 ? offset : 0;
      parts[count] = {bytes_of(pieces[i]) + from, std::min(pieces[i].size() - from, bytes_of_a_turn - sum)};
      sum += parts[count++].iov_len;
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    const auto sent = ::sendmsg(socket_, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0) {
      if (!may_go_on())
        return false;
      continue;
    }
    give_way();
    for (offset += static_cast<std::size_t>(sent); !pieces.empty() && offset >= pieces[0].size();
         pieces = pieces.subspan(1))
      offset -= pieces[0].size();
  }
  return true;
}

bool StreamSender::open_pipe() {
  if (pipe_in_)
    return true;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
    return false;
  pipe_out_ = Socket(ends[0]);
  pipe_in_ = Socket(ends[1]);
  ::fcntl(ends[1], F_SETPIPE_SZ, pipe_bytes); // where that is refused it is smaller
  return true;
}

bool StreamSender::fill_pipe(const Buffer& piece, std::size_t offset, std::size_t& filled) {
  const iovec part{bytes_of(piece) + offset, std::min(piece.size() - offset, bytes_of_a_turn)};
  const auto got = open_pipe() ? ::vmsplice(pipe_in_.number(), &part, 1, SPLICE_F_NONBLOCK) : -1;
  if (got > 0)
    filled = static_cast<std::size_t>(got);
  return got > 0;
}

/// Where a system or a socket does not do it, the rest is copied, and all that comes.
bool StreamSender::splice(const Buffer& piece) {
  std::size_t sent = 0, in_pipe = 0;
  while (sent < piece.size() && (in_pipe > 0 || fill_pipe(piece, sent, in_pipe))) {
    const auto more = sent + in_pipe < piece.size() ? SPLICE_F_MORE : 0u;
    const auto moved = ::splice(pipe_out_.number(), nullptr, socket_, nullptr, in_pipe, SPLICE_F_NONBLOCK | more);
    if (moved > 0) {
      sent += static_cast<std::size_t>(moved);
      in_pipe -= static_cast<std::size_t>(moved);
      give_way();
    } else if (moved < 0 && errno == EINVAL) {
      break;
    } else if (moved == 0 || !may_go_on()) {
      return false;
    }
  }
  if (sent == piece.size())
    return true;
  spliceable_ = false;
  pipe_out_.close();
  pipe_in_.close();
  return copy({&piece, 1}, sent);
}

} // namespace troupe
