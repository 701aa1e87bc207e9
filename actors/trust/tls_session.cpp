#include "actors/trust/tls_session.hpp"

#include "actors/trust/tls_error.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <string>
#include <utility>

namespace troupe {

namespace {

/// A peer that is gone without a word, which OpenSSL counts among the errors of the protocol.
bool is_plain_end(const std::string& reason) { return reason.find("unexpected eof") != std::string::npos; }

} // namespace

void TlsSession::FreeSession::operator()(SSL* session) const { ::SSL_free(session); }

Result<TlsSession> TlsSession::begin(std::shared_ptr<const TlsIdentity> identity, Socket socket, Side side) {
  SSL* session = ::SSL_new(identity->context());
  if (!session || ::SSL_set_fd(session, socket.number()) != 1) {
    ::SSL_free(session);
    return fail(Errc::internal, "OpenSSL gives no TLS session");
  }
  if (side == Side::client)
    ::SSL_set_connect_state(session);
  else
    ::SSL_set_accept_state(session);
  return TlsSession(std::move(identity), std::move(socket), session);
}

Result<TlsSession::Step> TlsSession::shake_hands() {
  ::ERR_clear_error();
  const int outcome = ::SSL_do_handshake(session_.get());
  if (outcome == 1)
    return Step::done;
  const int kind = ::SSL_get_error(session_.get(), outcome);
  if (kind == SSL_ERROR_WANT_READ)
    return Step::wants_read;
  if (kind == SSL_ERROR_WANT_WRITE)
    return Step::wants_write;
  if (const auto verdict = ::SSL_get_verify_result(session_.get()); verdict != X509_V_OK)
    return fail(Errc::invalid_argument,
                std::string("its certificate is refused: ") + ::X509_verify_cert_error_string(verdict));
  if (kind == SSL_ERROR_SYSCALL || kind == SSL_ERROR_ZERO_RETURN)
    return fail(Errc::lost, "it closed the connection");
  const auto reason = tls_reason();
  if (reason.find("did not return a certificate") != std::string::npos)
    return fail(Errc::invalid_argument, "it has no certificate");
  if (reason.find("alert") != std::string::npos)
    return fail(Errc::invalid_argument, "it refuses this process's certificate: " + reason);
  if (is_plain_end(reason))
    return fail(Errc::lost, "it closed the connection");
  return fail(Errc::corrupt, "it does not speak this cluster's TLS: " + reason);
}

TlsSession::Step TlsSession::step_of(int outcome) {
  const int kind = ::SSL_get_error(session_.get(), outcome);
  if (kind == SSL_ERROR_WANT_READ)
    return Step::wants_read;
  if (kind == SSL_ERROR_WANT_WRITE)
    return Step::wants_write;
  if (kind == SSL_ERROR_SSL)
    if (auto reason = tls_reason(); !is_plain_end(reason))
      reason_ = std::move(reason);
  return Step::ended;
}

TlsSession::Step TlsSession::read(std::span<std::byte> bytes, std::size_t& count) {
  ::ERR_clear_error();
  count = 0;
  const int outcome = ::SSL_read_ex(session_.get(), bytes.data(), bytes.size(), &count);
  return outcome == 1 ? Step::done : step_of(outcome);
}

TlsSession::Step TlsSession::write(std::span<const std::byte> bytes, std::size_t& count) {
  ::ERR_clear_error();
  count = 0;
  const int outcome = ::SSL_write_ex(session_.get(), bytes.data(), bytes.size(), &count);
  return outcome == 1 ? Step::done : step_of(outcome);
}

void TlsSession::close() {
  ::ERR_clear_error();
  ::SSL_shutdown(session_.get());
}

} // namespace troupe
