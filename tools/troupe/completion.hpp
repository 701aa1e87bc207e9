// Completion of the command line, a script for each shell, made from the tables of commands, jobs and flags. Pure
// functions.
#pragma once

#include <string>

namespace troupe::tool {

/// Scripts that define and register the completion of `troupe`: for bash and zsh to be evaluated, for zsh's `fpath` as
/// the file `_troupe`, for fish to be sourced.
std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

} // namespace troupe::tool
