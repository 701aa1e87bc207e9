// Spans of time as people type them on command lines and in configuration files. Pure functions.
#pragma once

#include "runtime/base/result.hpp"

#include <chrono>
#include <string_view>

namespace troupe {

/// Reads "500ms", "10s", "1.5 min", "2h"; a bare number is seconds.
/// @returns Milliseconds, rounded; or Errc::parse_error naming the text and the forms taken.
Result<std::chrono::milliseconds> parse_duration(std::string_view text);

} // namespace troupe
