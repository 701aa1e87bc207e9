#include "tools/troupe/completion_command.hpp"

#include "tools/troupe/completion.hpp"
#include "tools/troupe/print.hpp"

namespace troupe::tool {
namespace {

ExitCode print_completion(Invocation& invocation) {
  if (const auto shell = only_operand(invocation, "the name of a shell: bash"); shell != "bash")
    refuse("no completion for shell '" + shell + "'; there is one for bash");
  print(bash_completion());
  return ExitCode::ok;
}

} // namespace

Command completion_command() {
  Command command;
  command.name = "completion";
  command.operands = "bash";
  command.summary = "print a script that completes troupe's command lines";
  command.details = "Example, for ~/.bashrc:\n  eval \"$(troupe completion bash)\"";
  command.operand_choices = {"bash"};
  command.run = print_completion;
  return command;
}

} // namespace troupe::tool
