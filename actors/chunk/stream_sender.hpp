// Sends the bytes of leased chunks into one socket. Large pieces are not copied: their pages go into the socket
// (vmsplice, splice), and their contents are read when the receiver or the network card takes them. For one thread;
// never includes CAF. Preconditions: sent data stays unchanged until the receiver confirms that it has it; SIGPIPE is
// blocked or ignored.
#pragma once

#include "actors/trust/socket.hpp"
#include "runtime/wire/chunk_codec.hpp"

#include <cstddef>
#include <functional>
#include <span>

namespace troupe {

class StreamSender {
public:
  /// @param wait_for_room  Until the socket takes more; false to give up.
  StreamSender(int socket, std::function<bool()> wait_for_room)
      : socket_(socket), wait_for_room_(std::move(wait_for_room)) {}

  /// Copied. @returns False when the connection has ended or the wait was given up.
  bool send(std::span<const std::byte> bytes);
  /// As above, but large pieces as pages, where the system can.
  bool send(const ChunkStream& stream);

private:
  using Pieces = std::span<const Buffer>;

  bool may_go_on() const;
  bool copy(Pieces pieces, std::size_t offset);
  bool splice(const Buffer& piece);
  bool open_pipe();
  bool fill_pipe(const Buffer& piece, std::size_t offset, std::size_t& filled);

  int socket_;
  std::function<bool()> wait_for_room_;
  Socket pipe_out_, pipe_in_;
  bool spliceable_ = true; ///< as far as is known
};

} // namespace troupe
