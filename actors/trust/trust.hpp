// How a process authenticates itself and its peers: the user's secret on loopback, certificates elsewhere. Values,
// cheap to copy; thread-safe.
// Invariant: nothing is listened on or connected to without one of the two.
#pragma once

#include "actors/trust/handshake.hpp"
#include "actors/trust/tls_identity.hpp"
#include "actors/trust/tls_relays.hpp"
#include "runtime/base/result.hpp"

#include <memory>
#include <string>

namespace troupe {

struct TrustOptions {
  std::string secret_file; ///< empty: the user's own, made at first need
  std::string tls_folder;  ///< of this node's certificate; then every connection is under TLS, loopback's too. Empty:
                           ///< those to and from other addresses are, with the certificate in default_tls_folder()
  bool insecure = false;   ///< without TLS, other addresses are spoken to with the secret alone
};

/// "$XDG_CONFIG_HOME/troupe/tls", else "~/.config/troupe/tls".
std::string default_tls_folder();

struct Trust {
  Secret secret;                               ///< empty where every connection is under TLS
  std::shared_ptr<const TlsIdentity> identity; ///< nullptr where there is none
  std::shared_ptr<TlsRelays> relays;           ///< beside the identity
  Error why_no_identity;                       ///< where the user's own certificate cannot be used
  bool always_tls = false;
  bool insecure = false;

  static Result<Trust> load(const TrustOptions& options);
  /// Are connections at this host under TLS? @returns Errc::invalid_argument where they would have to be and there is
  /// no certificate, saying what to do; Errc::unreachable where the name has no address.
  Result<bool> uses_tls(const std::string& host) const;
};

} // namespace troupe
