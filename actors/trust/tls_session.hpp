// One TLS connection: the handshake, then bytes. Non-blocking: an operation that cannot proceed says what it waits for.
// One thread at a time.
// Invariant: after `done`, the peer has presented a certificate of our authority that is valid now.
#pragma once

#include "actors/trust/socket.hpp"
#include "actors/trust/tls_identity.hpp"
#include "runtime/base/result.hpp"

#include <cstddef>
#include <memory>
#include <span>

namespace troupe {

class TlsSession {
public:
  enum class Side { client, server };
  /// What became of an attempt; to be tried again once the socket can be read, or written.
  enum class Step { done, wants_read, wants_write, ended };

  /// @param socket  connected and non-blocking
  static Result<TlsSession> begin(std::shared_ptr<const TlsIdentity> identity, Socket socket, Side side);
  TlsSession(TlsSession&&) noexcept = default;
  TlsSession& operator=(TlsSession&&) noexcept = default;

  int number() const { return socket_.number(); }
  /// @returns Errc::invalid_argument with what is wrong with the peer's certificate, or with what it finds wrong with
  /// ours;
  ///          Errc::corrupt when it does not speak TLS; Errc::lost when it went away.
  Result<Step> shake_hands();
  /// @param[out] count  bytes read, or written. `ended`: the peer closed it, in order or not.
  Step read(std::span<std::byte> bytes, std::size_t& count);
  Step write(std::span<const std::byte> bytes, std::size_t& count);
  /// Says good-bye, if that can be said at once.
  void close();
  /// Why the last read() or write() `ended`: empty for an orderly end.
  const std::string& reason() const { return reason_; }

private:
  struct FreeSession {
    void operator()(SSL* session) const;
  };
  TlsSession(std::shared_ptr<const TlsIdentity> identity, Socket socket, SSL* session)
      : identity_(std::move(identity)), socket_(std::move(socket)), session_(session) {}
  Step step_of(int outcome);

  std::shared_ptr<const TlsIdentity> identity_;
  Socket socket_;
  std::unique_ptr<SSL, FreeSession> session_;
  std::string reason_;
};

} // namespace troupe
