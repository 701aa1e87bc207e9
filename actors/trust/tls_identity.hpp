// This process's TLS identity and the authority that it trusts: a certificate, its key, and the cluster's authority.
// Both sides present a certificate of that authority (mutual TLS); whoever has one is a peer. TLS 1.3 only. Thread-safe
// once made.
#pragma once

#include "runtime/base/result.hpp"

#include <memory>
#include <string>

using SSL_CTX = struct ssl_ctx_st;
using SSL = struct ssl_st;

namespace troupe {

/// The files of a node's folder, as `troupe certs init` writes them.
inline constexpr const char* authority_file = "ca.pem";
inline constexpr const char* certificate_file = "node.pem";
inline constexpr const char* key_file = "node-key.pem";

class TlsIdentity {
public:
  /// @param folder  with the three files above
  /// @returns Errc::io_error naming the file that cannot be read, Errc::invalid_argument when others may read the key,
  /// when
  ///          it is not the certificate's, or when the certificate is not the authority's or out of date: each says
  ///          which.
  static Result<std::shared_ptr<const TlsIdentity>> load(const std::string& folder);
  /// The same without a look at whether the certificate is valid: its peers will say so.
  static Result<std::shared_ptr<const TlsIdentity>> load_unchecked(const std::string& folder);
  ~TlsIdentity();
  TlsIdentity(const TlsIdentity&) = delete;
  TlsIdentity& operator=(const TlsIdentity&) = delete;

  SSL_CTX* context() const { return context_; }

private:
  explicit TlsIdentity(SSL_CTX* context) : context_(context) {}
  SSL_CTX* context_;
};

} // namespace troupe
