// A listening port that admits only authenticated peers: those that hold the secret, or under TLS a certificate of the
// cluster's authority. A thread of its own handles unauthenticated connections, within a deadline and up to a maximum
// number, so that nothing behind the gate notices them. Linux sockets; never includes CAF. Thread-safe.
// Invariant: every descriptor that comes out of passed() is a connected socket of an authenticated peer, from which no
// byte of the protocol behind has been read yet.
#pragma once

#include "actors/trust/trust.hpp"
#include "runtime/base/result.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace troupe {

struct GateLimits {
  std::chrono::milliseconds deadline{3000}; ///< from accepting a connection to its proof
  std::size_t strangers = 128;              ///< met at once; beyond that the one met longest is dropped
};

class Gate {
public:
  /// Listens. @param port 0 takes a free one. @returns Errc::io_error with the system's reason ("port 8786 is in use"),
  /// Errc::invalid_argument where TLS is required and there is no certificate.
  static Result<std::unique_ptr<Gate>> open(const std::string& host, std::uint16_t port, const Trust& trust,
                                            GateLimits limits = {});
  ~Gate(); ///< closes the port and drops all strangers
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;

  std::uint16_t port() const;
  /// The reading end of a stream socket on which each admitted connection arrives as one native `int`: its descriptor,
  /// the receiver's from then on. Owned by the caller, once.
  int take_passed();
  /// Connections refused since the start: wrong proofs, other protocols, deadlines.
  std::uint64_t refused() const;

private:
  struct Impl;
  explicit Gate(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// By all gates of this process since its start.
std::uint64_t refused_connections();

/// The other side: connects and proves. @returns A connected blocking socket; Errc::unreachable (nobody listens, the
/// deadline passed, it went away), Errc::invalid_argument (another secret; one side's certificate, with what is wrong
/// with it; TLS is required and there is no certificate), Errc::version_mismatch, Errc::corrupt.
Result<int> pass_gate(const std::string& host, std::uint16_t port, const Trust& trust,
                      std::chrono::milliseconds deadline);

} // namespace troupe
