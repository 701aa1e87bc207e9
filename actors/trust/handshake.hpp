// Mutual authentication of two processes by a shared secret, before either reads the other's protocol: a challenge in
// each direction, answered by HMAC-SHA256 (RFC 2104). Pure values: bytes in, bytes out; no sockets, no randomness. One
// thread at a time.
//
//     server -> client   "TROUPE1\n", nonce S (32)
//     client -> server   "TROUPE1\n", nonce C (32), HMAC(secret, "client" S C)
//     server -> client   HMAC(secret, "server" S C); or zeros in its place, so that a refused peer can tell a refusal
//                        from a dead server
//
// Invariants: the secret never crosses the wire, and a recorded exchange cannot be replayed; neither side reads a byte
// beyond its part, so the protocol behind finds the rest.
#pragma once

#include "runtime/base/result.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace troupe {

constexpr std::size_t nonce_bytes = 32;
constexpr std::size_t proof_bytes = 32;
using Nonce = std::array<std::byte, nonce_bytes>;
using Proof = std::array<std::byte, proof_bytes>;
/// No proof of anything (but with a chance of 2^-256).
constexpr Proof refused_proof{};
/// At least 16 bytes, from SecretFile.
using Secret = std::vector<std::byte>;

/// From the system's generator; Errc::io_error when it has none.
Result<Nonce> random_nonce();

class ServerHandshake {
public:
  static constexpr std::size_t client_bytes = 8 + nonce_bytes + proof_bytes;

  ServerHandshake(Secret secret, const Nonce& nonce) : secret_(std::move(secret)), nonce_(nonce) {}
  /// What to send at once.
  std::vector<std::byte> greeting() const;
  /// @param answer exactly client_bytes of the client's
  /// @returns What to send it; then the peer is known. Errc::corrupt when it speaks something else,
  /// Errc::version_mismatch
  ///          for another version of this handshake, Errc::invalid_argument for a wrong proof.
  Result<Proof> check(std::span<const std::byte> answer) const;

private:
  Secret secret_;
  Nonce nonce_;
};

class ClientHandshake {
public:
  static constexpr std::size_t greeting_bytes = 8 + nonce_bytes;

  ClientHandshake(Secret secret, const Nonce& nonce) : secret_(std::move(secret)), nonce_(nonce) {}
  /// @param greeting exactly greeting_bytes of the server's. @returns What to send; errors as ServerHandshake::check().
  Result<std::vector<std::byte>> answer(std::span<const std::byte> greeting);
  /// @returns Errc::invalid_argument when the server does not hold the secret. @pre answer() succeeded
  Result<void> check(const Proof& proof) const;

private:
  Secret secret_;
  Nonce nonce_;
  Nonce server_nonce_{};
};

} // namespace troupe
