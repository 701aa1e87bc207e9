// What a command of `troupe` is: the table entry that parsing, --help and completion are made from, and what its
// function is given. One file a command; commands.cpp lists them.
#pragma once

#include "actors/system/configuration.hpp"
#include "tools/troupe/arguments.hpp"
#include "tools/troupe/exit_code.hpp"
#include "tools/troupe/flag.hpp"
#include "tools/troupe/stop_signals.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::tool {

/// One call of a command: what it was told, and how it hears of Ctrl-C.
struct Invocation {
  Arguments arguments;
  Configuration configuration;
  StopSignals& stop;
  std::vector<std::string> words; ///< the command line as it was, with the command's name

  bool json() const { return arguments.has("json"); }
};

/// A failure it does not throw as CommandFailure or TroupeError is an exit code; what it prints goes through print().
using CommandFunction = ExitCode (*)(Invocation& invocation);

struct Command {
  std::string name;
  std::string operands;                     ///< after the name in the usage line: "JOB", "ID"
  std::string summary;                      ///< one line, for the list
  std::string details;                      ///< more lines, for its own help
  std::vector<std::string> settings;        ///< keys of the settings that are flags of it
  std::vector<Flag> flags;                  ///< its others
  std::vector<std::string> operand_choices; ///< what the first operand may be, where that is known
  bool takes_job = false;                   ///< its first operand is a job, whose flags it takes as well
  bool serves = false;                      ///< runs until it is told to stop
  CommandFunction run = nullptr;
};

/// All there are, in the order in which people see them.
const std::vector<Command>& commands();
/// nullptr when there is none.
const Command* find_command(std::string_view name);
/// Refuses a name that is none, with the nearest.
const Command& command_named(const std::string& name);

/// Its settings' and its own flags; with the jobs' where it takes one; with the common ones.
std::vector<Flag> flags_of(const Command& command);

/// Only operand, or refuses: "troupe wait needs an ID".
std::string only_operand(const Invocation& invocation, const std::string& what);
/// Refuses when there is one.
void no_operands(const Invocation& invocation);

} // namespace troupe::tool
