// Relays that terminate TLS: they copy between one end of a socket pair, in the clear, and the peer, encrypted. CAF's
// protocol does not notice them. A thread for each connection. Thread-safe.
// Invariant: destroying it ends every relay, and waits for their threads.
#pragma once

#include "actors/trust/tls_session.hpp"
#include "runtime/base/result.hpp"

#include <list>
#include <memory>
#include <mutex>

namespace troupe {

class TlsRelays {
public:
  TlsRelays();
  ~TlsRelays();
  TlsRelays(const TlsRelays&) = delete;
  TlsRelays& operator=(const TlsRelays&) = delete;

  /// @param session  after its handshake. @returns Our end, a blocking socket, the caller's; Errc::io_error when the
  /// system
  ///                 has none left.
  Result<int> add(TlsSession session);
  std::size_t size() const; ///< those that have not ended

private:
  struct Relay;
  void join_ended();

  Socket stop_; ///< an eventfd, readable once all are to end
  mutable std::mutex mutex_;
  std::list<std::unique_ptr<Relay>> relays_;
};

} // namespace troupe
