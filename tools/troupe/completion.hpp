// Completion of the command line for bash, made from the tables of commands, jobs and flags. Pure function.
#pragma once

#include <string>

namespace troupe::tool {

/// A script that defines and registers the completion of `troupe`.
std::string bash_completion();

} // namespace troupe::tool
