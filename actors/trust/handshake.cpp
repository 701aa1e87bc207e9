#include "actors/trust/handshake.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <string_view>

namespace troupe {
namespace {

constexpr std::string_view magic = "TROUPE1\n";
constexpr std::size_t family = 6; ///< of its bytes are the same in every version

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

void append(std::vector<std::byte>& to, std::span<const std::byte> bytes) {
  to.insert(to.end(), bytes.begin(), bytes.end());
}

Proof prove(const Secret& secret, std::string_view role, const Nonce& server, const Nonce& client) {
  std::vector<std::byte> text;
  append(text, bytes_of(role));
  append(text, server);
  append(text, client);
  Proof proof{};
  unsigned int size = proof_bytes;
  if (!::HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
              reinterpret_cast<const unsigned char*>(text.data()), text.size(),
              reinterpret_cast<unsigned char*>(proof.data()), &size))
    throw TroupeError({Errc::internal, "OpenSSL cannot compute an HMAC"});
  return proof;
}

/// In constant time, so that nothing is learnt from how long a refusal takes.
bool same(std::span<const std::byte> a, std::span<const std::byte> b) {
  return a.size() == b.size() && ::CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

Result<void> check_magic(std::span<const std::byte> bytes) {
  if (std::memcmp(bytes.data(), magic.data(), magic.size()) == 0)
    return {};
  if (std::memcmp(bytes.data(), magic.data(), family) == 0)
    return fail(Errc::version_mismatch, "the peer speaks another version of Troupe's handshake");
  return fail(Errc::corrupt, "the peer does not speak Troupe's handshake");
}

Nonce nonce_at(std::span<const std::byte> bytes, std::size_t offset) {
  Nonce nonce;
  std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(offset), nonce_bytes, nonce.begin());
  return nonce;
}

} // namespace

Result<Nonce> random_nonce() {
  Nonce nonce;
  if (::RAND_bytes(reinterpret_cast<unsigned char*>(nonce.data()), nonce_bytes) != 1)
    return fail(Errc::io_error, "the system has no random bytes");
  return nonce;
}

std::vector<std::byte> ServerHandshake::greeting() const {
  std::vector<std::byte> bytes;
  append(bytes, bytes_of(magic));
  append(bytes, nonce_);
  return bytes;
}

Result<Proof> ServerHandshake::check(std::span<const std::byte> answer) const {
  if (answer.size() != client_bytes)
    return fail(Errc::corrupt, "the peer's handshake has " + std::to_string(answer.size()) + " bytes; expected "
                                   + std::to_string(client_bytes));
  TROUPE_CHECK(check_magic(answer));
  const auto client = nonce_at(answer, magic.size());
  if (!same(answer.subspan(magic.size() + nonce_bytes), prove(secret_, "client", nonce_, client)))
    return fail(Errc::invalid_argument, "the peer does not hold this cluster's secret");
  return prove(secret_, "server", nonce_, client);
}

Result<std::vector<std::byte>> ClientHandshake::answer(std::span<const std::byte> greeting) {
  if (greeting.size() != greeting_bytes)
    return fail(Errc::corrupt, "the peer's greeting has " + std::to_string(greeting.size()) + " bytes; expected "
                                   + std::to_string(greeting_bytes));
  TROUPE_CHECK(check_magic(greeting));
  server_nonce_ = nonce_at(greeting, magic.size());
  std::vector<std::byte> bytes;
  append(bytes, bytes_of(magic));
  append(bytes, nonce_);
  append(bytes, prove(secret_, "client", server_nonce_, nonce_));
  return bytes;
}

Result<void> ClientHandshake::check(const Proof& proof) const {
  if (!same(proof, prove(secret_, "server", server_nonce_, nonce_)))
    return fail(Errc::invalid_argument, "the peer does not hold this cluster's secret");
  return {};
}

} // namespace troupe
