#include "tools/troupe/help.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace troupe::tool {
namespace {

using Entry = std::pair<std::string, std::string>; ///< what is explained, and the explanation

/// A name that is longer than this has its explanation on lines of its own.
constexpr std::size_t widest_name = 30;

std::string wrapped_line(std::string_view line, std::size_t indent, std::size_t width) {
  std::string text;
  std::string current;
  while (!line.empty()) {
    const auto end = std::min(line.find(' '), line.size());
    const auto word = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    if (!current.empty() && indent + current.size() + 1 + word.size() > width)
      text += std::string(indent, ' ') + std::exchange(current, "") + "\n";
    current += (current.empty() ? "" : " ") + std::string(word);
  }
  return text + (current.empty() ? "" : std::string(indent, ' ')) + current + "\n";
}

std::string entries_text(const std::vector<Entry>& entries) {
  std::size_t name_width = 0;
  for (const auto& [name, text] : entries)
    if (name.size() <= widest_name)
      name_width = std::max(name_width, name.size());
  const auto indent = name_width + 4;
  std::string result;
  for (const auto& [name, text] : entries) {
    auto lines = wrapped(text, indent);
    const auto head = "  " + name;
    if (head.size() + 2 <= indent)
      lines.replace(0, head.size(), head);
    else
      lines = head + "\n" + lines;
    result += lines;
  }
  return result;
}

std::string flag_name(const Flag& flag) {
  auto name = (flag.letter == 0 ? "" : std::string("-") + flag.letter + ", ") + "--" + flag.name;
  return flag.value_name.empty() ? name : name + " " + flag.value_name;
}

std::string flag_help(const Flag& flag) {
  if (flag.choices.empty())
    return flag.help;
  std::string choices;
  for (const auto& choice : flag.choices)
    choices += (choices.empty() ? "" : ", ") + choice;
  return flag.help + "; one of " + choices;
}

std::string flags_text(const std::vector<Flag>& flags) {
  std::vector<Entry> entries;
  for (const auto& flag : flags)
    if (!flag.hidden)
      entries.emplace_back(flag_name(flag), flag_help(flag));
  return entries_text(entries);
}

std::string exit_codes_text() {
  std::vector<Entry> entries;
  for (const auto& [code, meaning] : exit_codes())
    entries.emplace_back(std::to_string(static_cast<int>(code)), std::string(meaning));
  return entries_text(entries);
}

/// The command's flags without its jobs'.
std::vector<Flag> own_flags(const Command& command) {
  auto plain = command;
  plain.takes_job = false;
  return flags_of(plain);
}

std::string usage_line(const Command& command, const std::string& operands) {
  return "Usage: troupe " + command.name + (operands.empty() ? "" : " " + operands) + " [FLAG]...\n\n";
}

} // namespace

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::string result;
  for (std::size_t begin = 0; begin <= text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    const auto line = text.substr(begin, end - begin);
    result +=
        line.starts_with(' ') ? std::string(indent, ' ') + std::string(line) + "\n" : wrapped_line(line, indent, width);
    begin = end + 1;
  }
  return result;
}

std::string help_text() {
  std::vector<Entry> names;
  for (const auto& command : commands())
    names.emplace_back(command.name + (command.operands.empty() ? "" : " " + command.operands), command.summary);
  return "Usage: troupe COMMAND [FLAG]...\n\n"
         + wrapped("Computes on arrays and tables larger than one machine: on a cluster inside this process, or on one "
                   "of many.",
                   0)
         + "\nCommands:\n" + entries_text(names) + "\nFlags that all commands take:\n" + flags_text(common_flags())
         + "\nExit codes:\n" + exit_codes_text() + "\n"
         + wrapped("A setting is taken from its flag, else from its environment variable (in brackets above and in the "
                   "commands' "
                   "help), else from the configuration file: the one that --config or TROUPE_CONFIG names, or "
                   "~/.config/troupe/troupe.conf. 'troupe config' prints what is in force, and why.\n"
                   "\n"
                   "Examples:\n"
                   "  troupe run linear-regression --random 1000000x10\n"
                   "  troupe scheduler & troupe worker --scheduler 127.0.0.1:8786 &\n"
                   "  troupe status --scheduler 127.0.0.1:8786\n"
                   "\n"
                   "'troupe COMMAND --help' says more of each.",
                   0);
}

std::string help_text(const Command& command) {
  auto text = usage_line(command, command.operands) + wrapped(command.summary + ".", 0);
  if (!command.details.empty())
    text += "\n" + wrapped(command.details, 0);
  if (command.takes_job) {
    std::vector<Entry> entries;
    for (const auto& job : jobs())
      entries.emplace_back(job.name, job.summary);
    text += "\nJobs ('troupe " + command.name + " JOB --help' lists the flags of each):\n" + entries_text(entries);
  }
  return text + "\nFlags:\n" + flags_text(own_flags(command));
}

std::string help_text(const Command& command, const Job& job) {
  return usage_line(command, job.name) + wrapped(job.summary + ".", 0) + "\n" + wrapped(job.details, 0)
         + "\nFlags of the job:\n" + flags_text(job.flags) + "\nFlags of 'troupe " + command.name + "':\n"
         + flags_text(own_flags(command));
}

std::string jobs_help(const Job& job) {
  return job.name + "\n" + wrapped(job.summary, 2) + "\n" + flags_text(job.flags);
}

} // namespace troupe::tool
