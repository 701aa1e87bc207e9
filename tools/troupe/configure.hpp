// A command's configuration: from its flags, this process's environment and the file. Reads the environment and the
// disk; thread-safe.
#pragma once

#include "tools/troupe/command.hpp"

namespace troupe::tool {

/// Refuses what Configuration::resolve() refuses, and a file that was named and cannot be read.
Configuration configure(const Command& command, const Arguments& arguments);
/// Sets the log up as the configuration says; `log.level = auto` depends on the command.
void configure_log(const Command& command, const Configuration& configuration);

} // namespace troupe::tool
