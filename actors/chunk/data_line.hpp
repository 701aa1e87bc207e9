// The client of a data port (data_port.hpp): a connection over which leased chunks are received directly into their
// buffers. It connects when first needed, and again when the connection has ended. For one thread; never includes CAF.
#pragma once

#include "actors/trust/socket.hpp"
#include "actors/trust/trust.hpp"
#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace troupe {

class DataLine {
public:
  /// @param stalled  For so long nothing may come before the sender is given up.
  DataLine(std::string host, std::uint16_t port, Trust trust,
           std::chrono::milliseconds stalled = std::chrono::seconds(30))
      : host_(std::move(host)), port_(port), trust_(std::move(trust)), stalled_(stalled) {}

  /// Fills `to` with the stream that is leased under the id; what is in it after a failure is nothing.
  /// @param cancelled  Looked at while it waits; may be null.
  /// @returns Errc::unreachable when there is no connection to be had, or as pass_gate() says; Errc::lost when it ends
  /// or
  ///          stalls on the way, or the chunk is not leased (any more); Errc::corrupt when the stream is of another
  ///          size; Errc::cancelled. After any of them the next call connects anew.
  Result<void> read(std::uint64_t id, Buffer to, const std::atomic<bool>* cancelled);

private:
  Result<void> connect();
  Result<void> read_once(std::uint64_t id, Buffer& to, const std::atomic<bool>* cancelled);
  Result<void> confirm(std::uint64_t id, const std::atomic<bool>* cancelled) const;
  Result<void> receive(std::byte* to, std::size_t size, const std::atomic<bool>* cancelled) const;

  std::string host_;
  std::uint16_t port_;
  Trust trust_;
  std::chrono::milliseconds stalled_;
  Socket socket_;
};

} // namespace troupe
