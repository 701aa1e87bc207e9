#include "tools/troupe/completion_command.hpp"

#include "tools/troupe/completion.hpp"
#include "tools/troupe/print.hpp"

namespace troupe::tool {
namespace {

ExitCode print_completion(Invocation& invocation) {
  const auto shell = only_operand(invocation, "the name of a shell: bash, zsh or fish");
  if (shell == "bash")
    print(bash_completion());
  else if (shell == "zsh")
    print(zsh_completion());
  else if (shell == "fish")
    print(fish_completion());
  else
    refuse("no completion for shell '" + shell + "'; there is one for bash, zsh and fish");
  return ExitCode::ok;
}

} // namespace

Command completion_command() {
  Command command;
  command.name = "completion";
  command.operands = "SHELL";
  command.summary = "print a script that completes troupe's command lines in bash, zsh or fish";
  command.details = "The Debian package installs all three.\n"
                    "\n"
                    "Examples, for ~/.bashrc, ~/.zshrc (after compinit) and ~/.config/fish/config.fish:\n"
                    "  eval \"$(troupe completion bash)\"\n"
                    "  eval \"$(troupe completion zsh)\"\n"
                    "  troupe completion fish | source";
  command.operand_choices = {"bash", "zsh", "fish"};
  command.run = print_completion;
  return command;
}

} // namespace troupe::tool
