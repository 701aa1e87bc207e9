#include "tools/troupe/help_command.hpp"

#include "tools/troupe/help.hpp"
#include "tools/troupe/print.hpp"

namespace troupe::tool {
namespace {

ExitCode show_help(Invocation& invocation) {
  const auto& words = invocation.arguments.positional();
  if (words.empty()) {
    print(help_text());
    return ExitCode::ok;
  }
  const auto& command = command_named(words[0]);
  if (words.size() > 2 || (words.size() == 2 && !command.takes_job))
    refuse("troupe help takes a command, and after one that takes a job the job; what is '" + words.back() + "'?");
  print(words.size() == 2 ? help_text(command, job_named(words[1])) : help_text(command));
  return ExitCode::ok;
}

} // namespace

Command help_command() {
  Command command;
  command.name = "help";
  command.operands = "[COMMAND [JOB]]";
  command.summary = "show what --help shows";
  command.details = "Example:\n  troupe help run linear-regression";
  command.run = show_help;
  return command;
}

} // namespace troupe::tool
