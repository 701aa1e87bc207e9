#include "actors/trust/trust.hpp"

#include "actors/trust/secret_file.hpp"
#include "actors/trust/socket.hpp"
#include "runtime/base/host_text.hpp"

#include <cstdlib>
#include <filesystem>

namespace troupe {

std::string default_tls_folder() {
  const char* folder = std::getenv("XDG_CONFIG_HOME");
  if (folder && *folder)
    return std::string(folder) + "/troupe/tls";
  const char* home = std::getenv("HOME");
  return home && *home ? std::string(home) + "/.config/troupe/tls" : std::string();
}

namespace {

/// @param address  in numbers
bool is_loopback(const std::string& address) {
  const auto host = parse_host(address); // an IPv4 address may come within an IPv6 one
  return host && (*host == "::1" || host->starts_with("127."));
}

} // namespace

Result<Trust> Trust::load(const TrustOptions& options) {
  Trust trust;
  trust.insecure = options.insecure;
  trust.always_tls = !options.tls_folder.empty();
  auto folder = options.tls_folder;
  std::error_code error;
  if (folder.empty() && std::filesystem::exists(default_tls_folder() + "/" + certificate_file, error))
    folder = default_tls_folder();
  if (trust.always_tls || (!folder.empty() && !options.insecure)) {
    auto identity = TlsIdentity::load(folder);
    if (!identity && trust.always_tls)
      return identity.failure();
    if (identity)
      trust.identity = std::move(*identity);
    else
      trust.why_no_identity = identity.error(); // loopback does not need it
    trust.relays = std::make_shared<TlsRelays>();
  }
  if (!trust.always_tls) {
    TROUPE_TRY(secret, load_secret(options.secret_file));
    trust.secret = std::move(secret);
  }
  return trust;
}

Result<bool> Trust::uses_tls(const std::string& host) const {
  if (always_tls)
    return true;
  if (insecure)
    return false;
  TROUPE_TRY(address, numeric_host(host));
  if (is_loopback(address))
    return false;
  if (identity)
    return true;
  if (!why_no_identity.message.empty())
    return fail(why_no_identity);
  return fail(Errc::invalid_argument,
              "'" + host
                  + "' is not an address of this machine alone: TLS is required there, and no certificate is "
                    "given. 'troupe certs init' makes some for --tls-folder; or say --insecure");
}

} // namespace troupe
