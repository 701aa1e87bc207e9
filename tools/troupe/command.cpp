#include "tools/troupe/command.hpp"

#include "runtime/base/suggest.hpp"
#include "tools/troupe/job.hpp"

#include <algorithm>

namespace troupe::tool {
namespace {

/// Jobs may have flags in common.
void add_new(std::vector<Flag>& flags, const Flag& flag) {
  if (std::none_of(flags.begin(), flags.end(), [&](const auto& known) { return known.name == flag.name; }))
    flags.push_back(flag);
}

} // namespace

const Command* find_command(std::string_view name) {
  const auto& all = commands();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& command) { return command.name == name; });
  return found == all.end() ? nullptr : &*found;
}

const Command& command_named(const std::string& name) {
  if (const auto* command = find_command(name))
    return *command;
  std::vector<std::string> names;
  for (const auto& command : commands())
    names.push_back(command.name);
  const auto kind = name.starts_with('-') ? "flag" : "command";
  refuse(std::string("unknown ") + kind + " '" + name + "'" + did_you_mean(name, names)
         + " ('troupe --help' lists them)");
}

std::vector<Flag> flags_of(const Command& command) {
  std::vector<Flag> flags;
  if (command.takes_job)
    for (const auto& job : jobs())
      for (const auto& flag : job.flags)
        add_new(flags, flag);
  for (const auto& key : command.settings) {
    const auto* setting = find_setting(key);
    flags.push_back(flag_of(*setting));
    if (setting->kind == SettingKind::toggle)
      flags.push_back(negated(*setting));
  }
  flags.insert(flags.end(), command.flags.begin(), command.flags.end());
  flags.insert(flags.end(), common_flags().begin(), common_flags().end());
  return flags;
}

std::string only_operand(const Invocation& invocation, const std::string& what) {
  const auto& words = invocation.arguments.positional();
  if (words.empty())
    refuse("troupe " + invocation.words.front() + " needs " + what);
  if (words.size() > 1)
    refuse("troupe " + invocation.words.front() + " takes " + what + " and nothing else; what is '" + words[1] + "'?");
  return words.front();
}

void no_operands(const Invocation& invocation) {
  if (const auto& words = invocation.arguments.positional(); !words.empty())
    refuse("troupe " + invocation.words.front() + " takes flags only; what is '" + words.front() + "'?");
}

} // namespace troupe::tool
