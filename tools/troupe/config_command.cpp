#include "tools/troupe/config_command.hpp"

#include "runtime/base/json_writer.hpp"
#include "tools/troupe/connection.hpp"
#include "tools/troupe/print.hpp"
#include "tools/troupe/text_table.hpp"

namespace troupe::tool {
namespace {

/// As one text, the way it stands in the environment and in files.
std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts)
    all += (all.empty() ? "" : ":") + text;
  return all;
}

std::string settings_text(std::span<const SettingValue> values) {
  TextTable table({{"SETTING"}, {"VALUE"}, {"FROM"}, {"VARIABLE"}});
  for (const auto& value : values)
    table.add({std::string(value.setting->key), joined(value.texts),
               value.where.empty() ? std::string(to_string(value.source)) : value.where,
               std::string(value.setting->environment)});
  return table.str();
}

std::string settings_json(std::span<const SettingValue> values) {
  JsonWriter json;
  json.begin_object();
  for (const auto& value : values) {
    json.key(value.setting->key).begin_object().field("value", joined(value.texts));
    json.field("source", to_string(value.source)).field("where", value.where).end_object();
  }
  json.end_object();
  return json.str() + "\n";
}

ExitCode show_configuration(Invocation& invocation) {
  no_operands(invocation);
  const auto values = invocation.configuration.values();
  print(invocation.json() ? settings_json(values) : settings_text(values));
  return ExitCode::ok;
}

} // namespace

Command config_command() {
  Command command;
  command.name = "config";
  command.summary = "print the settings in force and where each value came from";
  command.details =
      "In the file a setting is a line 'name = value'; 'scheduler.port' may also stand as 'port' under '[scheduler]'; "
      "# "
      "begins a comment. With --json: an object of settings, each with value, source (flag, environment, file or "
      "default) and where.\n"
      "\n"
      "Examples:\n"
      "  troupe config\n"
      "  TROUPE_THREADS=4 troupe config --config troupe.conf --json";
  command.settings = connection_settings;
  for (const auto* key : {"workers", "threads", "memory-limit", "spill-folder", "spill-quota", "compression"})
    command.settings.emplace_back(key);
  command.flags = {{"json", "", "print one JSON object"}};
  command.run = show_configuration;
  return command;
}

} // namespace troupe::tool
