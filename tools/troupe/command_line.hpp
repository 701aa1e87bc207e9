// Runs one call of `troupe`, from its words to its exit code. Not thread-safe: once for each process.
#pragma once

#include "tools/troupe/exit_code.hpp"
#include "tools/troupe/stop_signals.hpp"

#include <string>
#include <vector>

namespace troupe::tool {

/// @param words  What follows the program's name.
/// Failures are one line on stderr, "troupe: ..."; with --json also one object on stdout,
/// {"error": {"code": "not_found", "message": "..."}}.
ExitCode run_command_line(const std::vector<std::string>& words, StopSignals& stop);

} // namespace troupe::tool
