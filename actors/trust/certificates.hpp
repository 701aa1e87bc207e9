// A certificate authority for one cluster: makes its certificate and those of nodes. Writes files, so one process at a
// time.
#pragma once

#include "runtime/base/result.hpp"

#include <chrono>
#include <string>

namespace troupe {

/// The authority's key stays with whoever makes certificates: nodes do not need it.
inline constexpr const char* authority_key_file = "ca-key.pem";

/// Makes an authority in `folder` (ca.pem, ca-key.pem), valid for ten years. @returns False when there is one already.
/// Errc::io_error naming the file that cannot be written.
Result<bool> make_authority(const std::string& folder);

/// Makes `folder`/`name` with what one node needs: ca.pem, node.pem and node-key.pem (readable by its user alone), made
/// anew where they are. @param valid_from  seconds from now; negative: since then. @returns Errc::io_error, naming the
/// file.
Result<void> make_node_certificate(const std::string& folder, const std::string& name, std::chrono::seconds valid_for,
                                   std::chrono::seconds valid_from = std::chrono::seconds(-300));

} // namespace troupe
