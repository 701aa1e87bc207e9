#include "tools/troupe/command.hpp"
#include "tools/troupe/completion.hpp"
#include "tools/troupe/completion_words.hpp"

namespace troupe::tool {
namespace {

/// In single quotes, as fish reads them.
std::string quoted(const std::string& text) {
  std::string result = "'";
  for (const auto c : text) {
    if (c == '\'' || c == '\\')
      result += '\\';
    result += c == '\n' ? ' ' : c;
  }
  return result + "'";
}

std::string flag_line(const Command& command, const Flag& flag) {
  auto text = "complete -c troupe -n '__troupe_command_is " + command.name + "' -l " + flag.name;
  if (flag.letter != 0)
    text += std::string(" -s ") + flag.letter;
  if (!flag.value_name.empty())
    text += flag.choices.empty() && flag.completion != Completion::nothing ? " -r -F" : " -x";
  if (!flag.choices.empty())
    text += " -a " + quoted(joined_words(flag.choices, " "));
  return text + " -d " + quoted(flag.help) + "\n";
}

} // namespace

std::string fish_completion() {
  std::string text = R"fish(# Completion of the troupe command for fish; made by `troupe completion`.
function __troupe_needs_command
    test (count (commandline -opc)) -eq 1
end
function __troupe_command_is
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test $words[2] = $argv[1]
end
complete -c troupe -f
)fish";
  for (const auto& command : commands()) {
    text += "complete -c troupe -n __troupe_needs_command -a " + command.name + " -d " + quoted(command.summary) + "\n";
    if (const auto operands = operand_words(command); !operands.empty())
      text += "complete -c troupe -n '__troupe_command_is " + command.name + "' -a "
              + quoted(joined_words(operands, " ")) + "\n";
    for (const auto& flag : flags_of(command))
      if (!flag.hidden)
        text += flag_line(command, flag);
  }
  return text;
}

} // namespace troupe::tool
