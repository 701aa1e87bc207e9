#include "actors/trust/tls_identity.hpp"

#include "actors/trust/tls_error.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <sys/stat.h>

namespace troupe {
namespace {

struct FreeContext {
  void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
};

/// Refuses a key that others could have read.
Result<void> check_mode(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0)
    return fail(Errc::io_error, "cannot find the key '" + path + "'; 'troupe certs init' makes one");
  if ((status.st_mode & 077) != 0)
    return fail(Errc::invalid_argument, "others may read the key '" + path + "'; chmod 600 it, or make a new one");
  return {};
}

/// What would be said of it by every peer.
Result<void> check_own(SSL_CTX* context, const std::string& path) {
  std::unique_ptr<X509_STORE_CTX, void (*)(X509_STORE_CTX*)> check(::X509_STORE_CTX_new(), ::X509_STORE_CTX_free);
  if (!check
      || ::X509_STORE_CTX_init(check.get(), ::SSL_CTX_get_cert_store(context), ::SSL_CTX_get0_certificate(context),
                               nullptr)
             != 1)
    return fail(Errc::internal, "OpenSSL cannot check a certificate");
  if (::X509_verify_cert(check.get()) == 1)
    return {};
  return fail(Errc::invalid_argument, "the certificate '" + path + "' is not valid here: "
                                          + ::X509_verify_cert_error_string(::X509_STORE_CTX_get_error(check.get())));
}

} // namespace

Result<std::shared_ptr<const TlsIdentity>> TlsIdentity::load(const std::string& folder) {
  TROUPE_TRY(identity, load_unchecked(folder));
  TROUPE_CHECK(check_own(identity->context(), folder + "/" + certificate_file));
  return identity;
}

Result<std::shared_ptr<const TlsIdentity>> TlsIdentity::load_unchecked(const std::string& folder) {
  const auto authority = folder + "/" + authority_file;
  const auto certificate = folder + "/" + certificate_file;
  const auto key = folder + "/" + key_file;
  std::unique_ptr<SSL_CTX, FreeContext> context(::SSL_CTX_new(::TLS_method()));
  if (!context)
    return fail(Errc::internal, "OpenSSL gives no TLS context");
  ::SSL_CTX_set_min_proto_version(context.get(), TLS1_3_VERSION);
  ::SSL_CTX_set_mode(context.get(),
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY);
  ::SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  ::SSL_CTX_set_num_tickets(context.get(), 0); // every connection shows its certificate
  ::SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  ::ERR_clear_error();
  if (::SSL_CTX_load_verify_file(context.get(), authority.c_str()) != 1)
    return fail(Errc::io_error, "cannot read the authority's certificate '" + authority + "': " + tls_reason());
  if (::SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1)
    return fail(Errc::io_error, "cannot read the certificate '" + certificate + "': " + tls_reason());
  TROUPE_CHECK(check_mode(key));
  if (::SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1)
    return fail(Errc::invalid_argument, "cannot use the key '" + key + "': " + tls_reason());
  return std::shared_ptr<const TlsIdentity>(new TlsIdentity(context.release()));
}

TlsIdentity::~TlsIdentity() { ::SSL_CTX_free(context_); }

} // namespace troupe
