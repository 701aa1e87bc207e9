#include "tools/troupe/command.hpp"
#include "tools/troupe/completion.hpp"
#include "tools/troupe/completion_words.hpp"

namespace troupe::tool {
namespace {

/// As it stands inside single quotes and after _arguments' brackets and colons.
std::string zsh_quoted(const std::string& text) {
  std::string result;
  for (const auto c : text) {
    if (c == '\'')
      result += "'\\''";
    else if (c == '[' || c == ']' || c == ':' || c == '\\')
      result += std::string("\\") + c;
    else
      result += c == '\n' ? ' ' : c;
  }
  return result;
}

/// The action of _arguments for the flag's value.
std::string action_of(const Flag& flag) {
  if (!flag.choices.empty())
    return "(" + joined_words(flag.choices, " ") + ")";
  switch (flag.completion) {
  case Completion::file:
    return "_files";
  case Completion::folder:
    return "_files -/";
  case Completion::nothing:
    break;
  }
  return " ";
}

std::string argument_of(const Flag& flag) {
  auto text = (flag.repeated ? "'*--" : "'--") + flag.name + (flag.value_name.empty() ? "[" : "=[")
              + zsh_quoted(flag.help) + "]";
  if (!flag.value_name.empty())
    text += ":" + zsh_quoted(flag.value_name) + ":" + action_of(flag);
  return text + "'";
}

std::string zsh_case_of_command(const Command& command) {
  auto text = "    " + command.name + ")\n      _arguments -S";
  for (const auto& flag : flags_of(command))
    if (!flag.hidden)
      text += " \\\n        " + argument_of(flag);
  const auto operands = operand_words(command);
  text += operands.empty() ? " \\\n        '*: :_default'" : " \\\n        '*: :(" + joined_words(operands, " ") + ")'";
  return text + " ;;\n";
}

} // namespace

std::string zsh_completion() {
  std::string text = R"zsh(#compdef troupe
# Completion of the troupe command for zsh; made by `troupe completion`.
_troupe() {
  local -a commands
  commands=(
)zsh";
  for (const auto& command : commands())
    text += "    '" + zsh_quoted(command.name) + ":" + zsh_quoted(command.summary) + "'\n";
  text += R"zsh(  )
  if (( CURRENT == 2 )); then
    _describe -t commands 'command' commands
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
)zsh";
  for (const auto& command : commands())
    text += zsh_case_of_command(command);
  text += R"zsh(  esac
}
if [ "$funcstack[1]" = _troupe ]; then
  _troupe "$@"
else
  compdef _troupe troupe
fi
)zsh";
  return text;
}

} // namespace troupe::tool
