// The secret that the processes of one user's clusters share: a file that only this user can read, created when first
// needed. Thread-safe, also between processes.
// Invariant: a secret that others could have read is refused, never used.
#pragma once

#include "actors/trust/handshake.hpp"
#include "runtime/base/result.hpp"

#include <string>

namespace troupe {

/// "$XDG_CONFIG_HOME/troupe/secret", else "~/.config/troupe/secret", else a folder of this user's in the temporary one.
std::string default_secret_file();

/// Reads the secret, or makes one of 32 random bytes where there is no file.
/// @param path  Empty: default_secret_file().
/// @returns Errc::io_error when it can neither be read nor made, Errc::invalid_argument when the file belongs to
/// somebody
///          else, may be read by others, or holds fewer than 16 bytes; each names the file and what to do.
Result<Secret> load_secret(const std::string& path = {});

} // namespace troupe
