// Why a socket cannot listen somewhere, in the operating system's words: CAF says only that it cannot. Thread-safe.
#pragma once

#include "runtime/schedule/worker_messages.hpp"

#include <string>

namespace troupe {

/// @returns "port 8786 is in use", another reason, or nothing when listening there works now.
std::string why_not_bind(const Address& address);

} // namespace troupe
