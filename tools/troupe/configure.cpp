#include "tools/troupe/configure.hpp"

#include "actors/logging/logging.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

namespace troupe::tool {
namespace {

std::map<std::string, std::string> environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry && *entry; ++entry) {
    const std::string_view text(*entry);
    if (const auto sign = text.find('='); sign != std::string_view::npos)
      variables.emplace(text.substr(0, sign), text.substr(sign + 1));
  }
  return variables;
}

/// The settings that are flags of the command, and those that are flags of all.
std::vector<const Setting*> settings_of(const Command& command) {
  std::vector<const Setting*> found{find_setting("log.level"), find_setting("log.format")};
  for (const auto& key : command.settings)
    found.push_back(find_setting(key));
  return found;
}

std::map<std::string, std::vector<std::string>> set_by_flags(const Command& command, const Arguments& arguments) {
  std::map<std::string, std::vector<std::string>> set;
  for (const auto* setting : settings_of(command)) {
    const std::string flag(setting->flag);
    const auto opposite = "no-" + flag;
    if (arguments.has(flag) && arguments.has(opposite))
      refuse("--" + flag + " and --" + opposite + " exclude each other");
    if (setting->kind == SettingKind::toggle && arguments.has(opposite))
      set[std::string(setting->key)] = {"false"};
    else if (arguments.has(flag))
      set[std::string(setting->key)] =
          setting->kind == SettingKind::toggle ? std::vector<std::string>{"true"} : arguments.all(flag);
  }
  return set;
}

void read_file(const ConfigurationFile& file, ConfigurationSources& sources) {
  sources.file_name = file.path;
  if (file.path.empty())
    return;
  std::ifstream in(file.path);
  std::ostringstream text;
  if (in)
    text << in.rdbuf();
  if (!file.required && !in)
    return;
  if (!in || in.bad() || (text.fail() && in.peek() != std::ifstream::traits_type::eof()))
    refuse("cannot read the configuration file '" + file.path + "': " + std::strerror(errno));
  sources.file_text = text.str();
}

} // namespace

Configuration configure(const Command& command, const Arguments& arguments) {
  ConfigurationSources sources;
  sources.flags = set_by_flags(command, arguments);
  sources.environment = environment();
  read_file(configuration_file(arguments.text("config"), sources.environment), sources);
  auto configuration = Configuration::resolve(sources);
  if (!configuration)
    refuse(configuration.error().message);
  return std::move(*configuration);
}

void configure_log(const Command& command, const Configuration& configuration) {
  LogOptions options;
  options.level = configuration.text("log.level");
  if (options.level == "auto")
    options.level = command.serves ? "info" : "warning";
  options.format = configuration.text("log.format") == "json" ? LogFormat::json : LogFormat::text;
  or_fail(configure_logging(options));
}

} // namespace troupe::tool
