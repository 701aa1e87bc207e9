// Runs a node until it ends or is told to stop.
#pragma once

#include "actors/system/node.hpp"
#include "tools/troupe/exit_code.hpp"
#include "tools/troupe/stop_signals.hpp"

namespace troupe::tool {

/// Ends the command with why the node ended by itself, if that was a failure.
ExitCode serve(Node& node, StopSignals& stop);

} // namespace troupe::tool
