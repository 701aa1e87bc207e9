// The texts of --help, made from the tables of commands, jobs and flags. Pure functions.
// Invariant: no line is longer than `help_width`, but for what cannot be broken: an example's line.
#pragma once

#include "tools/troupe/command.hpp"
#include "tools/troupe/job.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace troupe::tool {

inline constexpr std::size_t help_width = 96;

/// `troupe --help`: all commands, the common flags, the exit codes, where configuration comes from.
std::string help_text();
/// `troupe COMMAND --help`.
std::string help_text(const Command& command);
/// `troupe run JOB --help`: the command's, with the job's own flags first.
std::string help_text(const Command& command, const Job& job);

/// A job's name, what it does, and its flags: an entry of `troupe jobs`.
std::string jobs_help(const Job& job);

/// Breaks `text` between words. Every line begins with `indent` blanks; lines of the text that begin with blanks are
/// examples, kept as they are.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width = help_width);

} // namespace troupe::tool
