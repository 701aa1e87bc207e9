// The words that every shell's completion offers: operands of a command, lists in one line. Pure functions.
#pragma once

#include "tools/troupe/command.hpp"

#include <string>
#include <vector>

namespace troupe::tool {

/// What the command's operands may be, where that is known: its choices, the jobs, the commands.
std::vector<std::string> operand_words(const Command& command);
/// In one line, with the separator between them.
std::string joined_words(const std::vector<std::string>& words, const std::string& separator);

} // namespace troupe::tool
