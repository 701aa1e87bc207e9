#include "tools/troupe/command.hpp"
#include "tools/troupe/completion.hpp"
#include "tools/troupe/completion_words.hpp"

namespace troupe::tool {
namespace {

/// What may stand where a value of the flag does, as an argument of compgen; empty where nothing is known.
std::string values_of(const Flag& flag) {
  if (!flag.choices.empty())
    return "-W '" + joined_words(flag.choices, " ") + "'";
  switch (flag.completion) {
  case Completion::file:
    return "-f";
  case Completion::folder:
    return "-d";
  case Completion::nothing:
    break;
  }
  return "-W ''";
}

std::string flag_words(const Command& command) {
  std::vector<std::string> words;
  for (const auto& flag : flags_of(command))
    if (!flag.hidden)
      words.push_back("--" + flag.name);
  return joined_words(words, " ");
}

std::string command_words() {
  std::vector<std::string> words;
  for (const auto& command : commands())
    words.push_back(command.name);
  return joined_words(words, " ");
}

std::string case_of_command(const Command& command) {
  auto text = "    " + command.name + ")\n      flags='" + flag_words(command) + "'\n      operands='"
              + joined_words(operand_words(command), " ") + "'\n      case $previous in\n";
  for (const auto& flag : flags_of(command))
    if (!flag.value_name.empty() && !flag.hidden)
      text += "        --" + flag.name + ") values=\"" + values_of(flag) + "\" ;;\n";
  return text + "      esac ;;\n";
}

} // namespace

std::string bash_completion() {
  std::string text = R"bash(# Completion of the troupe command for bash; made by `troupe completion`.
_troupe() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local command=${COMP_WORDS[1]} flags= operands= values=
  if [ "$current" = = ]; then
    current=
  elif [ "$previous" = = ]; then
    previous=${COMP_WORDS[COMP_CWORD-2]}
  fi
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '--help --version )bash"
                     + command_words() + R"bash(' -- "$current"))
    return
  fi
  case $command in
)bash";
  for (const auto& command : commands())
    text += case_of_command(command);
  text += R"bash(  esac
  if [ -n "$values" ]; then
    eval "COMPREPLY=(\$(compgen $values -- \"\$current\"))"
  elif [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$operands" -- "$current"))
  fi
}
complete -o filenames -o bashdefault -F _troupe troupe
)bash";
  return text;
}

} // namespace troupe::tool
