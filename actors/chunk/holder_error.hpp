// The error for a chunk whose holder was not reached. Pure function.
#pragma once

#include "runtime/base/error.hpp"
#include "runtime/base/key.hpp"

#include <string>

namespace troupe {

/// Errc::unreachable, so that other holders are asked and the scheduler learns which workers cannot reach each other.
/// @param how  "is gone", "does not answer"
inline Error holder_error(const Key& key, const std::string& how, const std::string& why) {
  return {Errc::unreachable, "the holder of chunk " + to_string(key) + " " + how + ": " + why};
}

} // namespace troupe
