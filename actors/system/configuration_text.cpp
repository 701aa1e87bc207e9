#include "actors/system/configuration_text.hpp"

#include "actors/system/configuration.hpp"
#include "runtime/base/suggest.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <sstream>

namespace troupe {
namespace {

namespace po = boost::program_options;

std::string trimmed(std::string text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos)
    return "";
  return text.substr(first, text.find_last_not_of(" \t\r") + 1 - first);
}

std::vector<std::string> setting_keys() {
  std::vector<std::string> keys;
  for (const auto& setting : settings())
    keys.emplace_back(setting.key);
  return keys;
}

/// Boost's parser knows no line numbers, so it is given one line at a time under the section that line is in.
Result<std::vector<po::option>> parse_line(const std::string& section, const std::string& line) {
  std::istringstream in(section + "\n" + line + "\n");
  const po::options_description none;
  try {
    return po::parse_config_file(in, none, true).options;
  } catch (const po::error&) {
    return fail(Errc::parse_error, "cannot read '" + line + "'; expected name = value, [section] or # comment");
  }
}

Result<void> add_line(std::vector<ConfigurationLine>& lines, const po::option& option, int number) {
  const auto& key = option.string_key;
  if (!find_setting(key)) {
    const auto keys = setting_keys();
    return fail(Errc::parse_error, "unknown setting '" + key + "'" + did_you_mean(key, keys));
  }
  const auto before = std::find_if(lines.begin(), lines.end(), [&](const auto& line) { return line.key == key; });
  if (before != lines.end())
    return fail(Errc::parse_error,
                "'" + key + "' is set a second time; first in line " + std::to_string(before->number));
  lines.push_back({key, option.value.empty() ? "" : option.value.front(), number});
  return {};
}

} // namespace

Result<std::vector<ConfigurationLine>> parse_configuration_text(std::string_view file_name, std::string_view text) {
  std::vector<ConfigurationLine> lines;
  std::istringstream in{std::string(text)};
  std::string section, line;
  for (int number = 1; std::getline(in, line); ++number) {
    const auto at_line = [&](const Error& error) {
      return fail(error.code, std::string(file_name) + ":" + std::to_string(number) + ": " + error.message);
    };
    line = trimmed(line.substr(0, line.find('#')));
    if (line.starts_with('[') && line.ends_with(']')) {
      section = line;
      continue;
    }
    auto options = parse_line(section, line);
    if (!options)
      return at_line(options.error());
    for (const auto& option : *options)
      if (auto added = add_line(lines, option, number); !added)
        return at_line(added.error());
  }
  return lines;
}

} // namespace troupe
