#include "actors/system/configuration.hpp"

#include "actors/system/configuration_text.hpp"
#include "runtime/base/duration_text.hpp"
#include "runtime/base/host_text.hpp"
#include "runtime/base/number_text.hpp"
#include "runtime/base/suggest.hpp"

#include <algorithm>
#include <cassert>
#include <charconv>

namespace troupe {
namespace {

template <class Number>
std::optional<Number> whole_number(std::string_view text) {
  Number number{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

Result<std::uint32_t> parse_count(const std::string& text) {
  if (text == "auto")
    return std::uint32_t{0};
  const auto number = whole_number<std::uint32_t>(text);
  if (!number || *number == 0)
    return fail(Errc::invalid_argument, "expected a whole number of at least 1, or auto");
  return *number;
}

Result<std::uint32_t> parse_limit(const std::string& text) {
  const auto number = whole_number<std::uint32_t>(text);
  if (!number)
    return fail(Errc::invalid_argument, "expected a whole number of at least 0");
  return *number;
}

Result<std::uint64_t> parse_size(const std::string& text) {
  if (text == "auto")
    return std::uint64_t{0};
  TROUPE_TRY(bytes, parse_bytes(text));
  if (bytes == 0)
    return fail(Errc::invalid_argument, "expected more than nothing, or auto");
  return bytes;
}

Result<std::chrono::milliseconds> parse_span(const std::string& text) {
  TROUPE_TRY(span, parse_duration(text));
  if (span.count() == 0)
    return fail(Errc::invalid_argument, "expected at least a millisecond");
  return span;
}

Result<std::chrono::milliseconds> parse_timeout(const std::string& text) {
  return text == "never" ? std::chrono::milliseconds(0) : parse_span(text);
}

Result<bool> parse_toggle(const std::string& text) {
  if (text == "true" || text == "false")
    return text == "true";
  return fail(Errc::invalid_argument, "expected true or false");
}

Result<void> check_choice(const Setting& setting, const std::string& text) {
  if (std::find(setting.choices.begin(), setting.choices.end(), text) != setting.choices.end())
    return {};
  std::string expected;
  for (const auto& choice : setting.choices)
    expected += (expected.empty() ? "" : ", ") + std::string(choice);
  const std::vector<std::string> names(setting.choices.begin(), setting.choices.end());
  return fail(Errc::invalid_argument, "expected one of " + expected + did_you_mean(text, names));
}

Result<void> check_text(const Setting& setting, const std::string& text) {
  const auto checked = [](const auto& result) { return result.ok() ? Result<void>{} : Result<void>{result.failure()}; };
  switch (setting.kind) {
  case SettingKind::address:
    return text.empty() ? Result<void>{} : checked(parse_addresses(text));
  case SettingKind::host:
    return checked(parse_host(text));
  case SettingKind::count:
    return checked(parse_count(text));
  case SettingKind::limit:
    return checked(parse_limit(text));
  case SettingKind::size:
    return checked(parse_size(text));
  case SettingKind::duration:
    return checked(parse_span(text));
  case SettingKind::timeout:
    return checked(parse_timeout(text));
  case SettingKind::choice:
    return check_choice(setting, text);
  case SettingKind::toggle:
    return checked(parse_toggle(text));
  case SettingKind::port:
    if (!whole_number<std::uint16_t>(text))
      return fail(Errc::invalid_argument, "expected a port: a whole number from 0 to 65535");
    return {};
  case SettingKind::text:
    return {};
  case SettingKind::files:
    if (text.empty())
      return fail(Errc::invalid_argument, "expected the name of a file");
    return {};
  }
  return {};
}

std::vector<std::string> split_files(const Setting& setting, std::string_view text) {
  if (setting.kind != SettingKind::files)
    return {std::string(text)};
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto colon = std::min(text.find(':'), text.size());
    if (colon > 0)
      parts.emplace_back(text.substr(0, colon));
    text.remove_prefix(std::min(colon + 1, text.size()));
  }
  return parts;
}

SettingValue choose(const Setting& setting, const ConfigurationSources& sources,
                    const std::vector<ConfigurationLine>& lines) {
  if (const auto flag = sources.flags.find(std::string(setting.key)); flag != sources.flags.end())
    return {&setting, flag->second, SettingSource::flag, "--" + std::string(setting.flag)};
  const auto variable = sources.environment.find(std::string(setting.environment));
  if (variable != sources.environment.end() && !variable->second.empty())
    return {&setting, split_files(setting, variable->second), SettingSource::environment,
            std::string(setting.environment)};
  for (const auto& line : lines)
    if (line.key == setting.key)
      return {&setting, split_files(setting, line.value), SettingSource::file,
              sources.file_name + ":" + std::to_string(line.number)};
  return {&setting, split_files(setting, setting.fallback), SettingSource::fallback, ""};
}

/// How a message begins that is about a value: "TROUPE_THREADS=abc: ", "--threads abc: ", "troupe.conf:3: threads=abc:
/// ".
std::string origin(const SettingValue& value, const std::string& text) {
  switch (value.source) {
  case SettingSource::flag:
    return value.where + " " + text + ": ";
  case SettingSource::file:
    return value.where + ": " + std::string(value.setting->key) + " = " + text + ": ";
  default:
    return value.where + "=" + text + ": ";
  }
}

} // namespace

std::string_view to_string(SettingSource source) {
  switch (source) {
  case SettingSource::flag:
    return "flag";
  case SettingSource::environment:
    return "environment";
  case SettingSource::file:
    return "file";
  case SettingSource::fallback:
    return "default";
  }
  return "default";
}

Result<Configuration> Configuration::resolve(const ConfigurationSources& sources) {
  TROUPE_TRY(lines, parse_configuration_text(sources.file_name, sources.file_text));
  Configuration result;
  for (const auto& setting : settings()) {
    auto value = choose(setting, sources, lines);
    for (const auto& text : value.texts)
      if (auto checked = check_text(setting, text); !checked)
        return fail(checked.error().code, origin(value, text) + checked.error().message);
    result.values_.push_back(std::move(value));
  }
  return result;
}

const SettingValue& Configuration::value(std::string_view key) const {
  const auto found = std::find_if(values_.begin(), values_.end(), [&](const auto& v) { return v.setting->key == key; });
  assert(found != values_.end());
  return *found;
}

std::vector<Address> Configuration::addresses(std::string_view key) const {
  if (text(key).empty())
    return {};
  return parse_addresses(text(key)).value();
}

std::string Configuration::host(std::string_view key) const { return parse_host(text(key)).value(); }
std::uint16_t Configuration::port(std::string_view key) const { return whole_number<std::uint16_t>(text(key)).value(); }
std::uint32_t Configuration::count(std::string_view key) const { return parse_count(text(key)).value(); }
std::uint32_t Configuration::limit(std::string_view key) const { return parse_limit(text(key)).value(); }
std::uint64_t Configuration::size(std::string_view key) const { return parse_size(text(key)).value(); }
bool Configuration::toggle(std::string_view key) const { return parse_toggle(text(key)).value(); }
std::chrono::milliseconds Configuration::timeout(std::string_view key) const {
  return parse_timeout(text(key)).value();
}
std::chrono::milliseconds Configuration::duration(std::string_view key) const { return parse_span(text(key)).value(); }

Result<Address> parse_address(std::string_view text) {
  const auto refuse = [&](const std::string& why) {
    return fail(Errc::parse_error, "'" + std::string(text)
                                       + "' is not an address; expected HOST:PORT such as 127.0.0.1:8786 or [::1]:8786"
                                       + why);
  };
  auto rest = text;
  if (const auto scheme = std::string_view("tcp://"); rest.starts_with(scheme))
    rest.remove_prefix(scheme.size());
  const auto colon = rest.rfind(':');
  const auto bracket = rest.rfind(']');
  if (colon == std::string_view::npos || (bracket != std::string_view::npos && bracket + 1 != colon))
    return refuse("");
  const auto before = rest.substr(0, colon);
  if (bracket == std::string_view::npos && before.find(':') != std::string_view::npos)
    return refuse(": IPv6 hosts stand in brackets");
  const auto port = whole_number<std::uint16_t>(rest.substr(colon + 1));
  if (!port || *port == 0)
    return refuse("");
  auto host = parse_host(before);
  if (!host)
    return refuse(": " + host.error().message);
  return Address{std::move(*host), *port};
}

Result<std::vector<Address>> parse_addresses(std::string_view text) {
  std::vector<Address> addresses;
  for (;;) {
    const auto comma = text.find(',');
    TROUPE_TRY(address, parse_address(text.substr(0, comma)));
    addresses.push_back(address);
    if (comma == std::string_view::npos)
      return addresses;
    text.remove_prefix(comma + 1);
  }
}

ConfigurationFile configuration_file(const std::optional<std::string>& flag,
                                     const std::map<std::string, std::string>& environment) {
  const auto variable = [&](const char* name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::string() : found->second;
  };
  if (flag)
    return {*flag, true};
  if (auto named = variable("TROUPE_CONFIG"); !named.empty())
    return {named, true};
  if (auto folder = variable("XDG_CONFIG_HOME"); !folder.empty())
    return {folder + "/troupe/troupe.conf", false};
  if (auto home = variable("HOME"); !home.empty())
    return {home + "/.config/troupe/troupe.conf", false};
  return {};
}

} // namespace troupe
