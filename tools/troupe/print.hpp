// Writes a command's output to stdout. One thread at a time.
#pragma once

#include <string_view>

namespace troupe::tool {

/// Writes all of it. Throws CommandFailure when the output takes no more: a full disk, a closed pipe.
void print(std::string_view text);

} // namespace troupe::tool
