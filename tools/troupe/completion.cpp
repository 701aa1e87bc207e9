#include "tools/troupe/completion.hpp"

#include "tools/troupe/command.hpp"
#include "tools/troupe/job.hpp"

namespace troupe::tool {
namespace {

template <class Range, class Text>
std::string joined(const Range& range, const std::string& separator, Text text) {
  std::string result;
  for (const auto& one : range)
    if (const auto word = text(one); !word.empty())
      result += (result.empty() ? "" : separator) + word;
  return result;
}

/// What may stand where a value of the flag does, as an argument of compgen; empty where nothing is known.
std::string values_of(const Flag& flag) {
  if (!flag.choices.empty())
    return "-W '" + joined(flag.choices, " ", [](const auto& choice) { return choice; }) + "'";
  switch (flag.completion) {
    case Completion::file: return "-f";
    case Completion::folder: return "-d";
    case Completion::nothing: break;
  }
  return "-W ''";
}

std::string flag_words(const Command& command) {
  return joined(flags_of(command), " ", [](const auto& flag) { return flag.hidden ? "" : "--" + flag.name; });
}

std::vector<std::string> operands_of(const Command& command) {
  auto words = command.operand_choices;
  if (command.takes_job)
    for (const auto& job : jobs())
      words.push_back(job.name);
  if (command.name == "help")
    for (const auto& one : commands())
      words.push_back(one.name);
  return words;
}

std::string case_of_command(const Command& command) {
  auto text = "    " + command.name + ")\n      flags='" + flag_words(command) + "'\n      operands='"
              + joined(operands_of(command), " ", [](const auto& word) { return word; })
              + "'\n      case $previous in\n";
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
    COMPREPLY=($(compgen -W '--help --version )bash" +
                     joined(commands(), " ", [](const auto& command) { return command.name; }) + R"bash(' -- "$current"))
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
