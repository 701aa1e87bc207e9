#include "tools/troupe/flag.hpp"

namespace troupe::tool {

Flag flag_of(const Setting& setting) {
  Flag flag{std::string(setting.flag), std::string(setting.value_name), std::string(setting.help)};
  flag.help += " [" + std::string(setting.environment) + "]";
  if (!setting.fallback.empty() && setting.kind != SettingKind::toggle)
    flag.help += " (default: " + std::string(setting.fallback) + ")";
  if (setting.kind == SettingKind::choice)
    flag.choices.assign(setting.choices.begin(), setting.choices.end());
  flag.repeated = setting.kind == SettingKind::files;
  if (setting.kind == SettingKind::files)
    flag.completion = Completion::file;
  else if (setting.value_name == "FOLDER")
    flag.completion = Completion::folder;
  return flag;
}

Flag negated(const Setting& toggle) {
  return {"no-" + std::string(toggle.flag), "", "the opposite of --" + std::string(toggle.flag)};
}

const std::vector<Flag>& common_flags() {
  static const std::vector<Flag> flags = [] {
    Flag config{"config", "FILE", "read settings from this file [TROUPE_CONFIG]"};
    config.completion = Completion::file;
    Flag help{"help", "", "show this text"};
    help.letter = 'h';
    return std::vector<Flag>{config, flag_of(*find_setting("log.level")), flag_of(*find_setting("log.format")), help};
  }();
  return flags;
}

} // namespace troupe::tool
