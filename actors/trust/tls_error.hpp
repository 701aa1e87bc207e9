// OpenSSL's error as text. For the thread whose call failed.
#pragma once

#include <string>

namespace troupe {

/// The first of the thread's queue, which is emptied: "certificate expired", or "no reason given".
std::string tls_reason();

} // namespace troupe
