// The settings of a Troupe process: one table, each value taken from a flag, an environment variable, a file or the
// default, in that order. Pure values: nothing here reads the environment or the disk.
// Invariant: every value of a Configuration has been checked against its setting's kind.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/messages/worker_messages.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

enum class SettingKind {
  text,
  address,  ///< HOST:PORT, or several with commas between; may be empty
  port,     ///< 0 to 65535
  count,    ///< 1 and more, or "auto"
  limit,    ///< a whole number; 0 is nothing at all
  size,     ///< bytes, as parse_bytes() reads them, or "auto"
  duration, ///< as parse_duration() reads it, more than nothing
  timeout,  ///< a duration, or "never"
  choice,   ///< one of Setting::choices
  toggle,   ///< true or false; its flag takes no value, and has an opposite with `no-` before it
  files,    ///< several: repeat the flag; colons between them in the environment and in files
  host,     ///< what parse_host() reads
};

struct Setting {
  std::string_view key;  ///< in files, and how programs ask: "threads", "scheduler.port" ([scheduler] port)
  std::string_view flag; ///< without the dashes
  std::string_view environment;
  SettingKind kind = SettingKind::text;
  std::string_view fallback;   ///< the default, as text
  std::string_view value_name; ///< for help: "HOST:PORT"
  std::string_view help;
  std::vector<std::string_view> choices;
};

/// All there are, in the order in which people see them.
const std::vector<Setting>& settings();
/// nullptr when there is none.
const Setting* find_setting(std::string_view key);

enum class SettingSource { flag, environment, file, fallback };
std::string_view to_string(SettingSource source); ///< "flag", "environment", "file", "default"

struct SettingValue {
  const Setting* setting = nullptr;
  std::vector<std::string> texts; ///< exactly one, but for SettingKind::files
  SettingSource source = SettingSource::fallback;
  std::string where; ///< "--threads", "TROUPE_THREADS", "troupe.conf:3"; empty for a default
};

struct ConfigurationSources {
  std::map<std::string, std::vector<std::string>> flags; ///< by setting key, as typed
  std::map<std::string, std::string> environment;        ///< variables that are not settings are left alone
  std::string file_name;                                 ///< for messages
  std::string file_text;                                 ///< `name = value` lines, [sections], # comments
};

class Configuration {
public:
  /// @returns Errc::invalid_argument or Errc::parse_error, naming the source and the value: "TROUPE_THREADS=abc: ...".
  static Result<Configuration> resolve(const ConfigurationSources& sources);

  /// Each @pre: a setting of that key and kind exists.
  const SettingValue& value(std::string_view key) const;
  const std::string& text(std::string_view key) const { return value(key).texts.front(); } ///< also of a choice
  std::vector<Address> addresses(std::string_view key) const;                              ///< none when empty
  std::string host(std::string_view key) const;                                            ///< without brackets
  std::uint16_t port(std::string_view key) const;
  std::uint32_t count(std::string_view key) const; ///< 0 for "auto"
  std::uint32_t limit(std::string_view key) const;
  std::uint64_t size(std::string_view key) const; ///< 0 for "auto"
  bool toggle(std::string_view key) const;
  std::chrono::milliseconds duration(std::string_view key) const;
  std::chrono::milliseconds timeout(std::string_view key) const; ///< 0 for "never"
  const std::vector<std::string>& files(std::string_view key) const { return value(key).texts; }

  /// In the order of settings().
  std::span<const SettingValue> values() const { return values_; }

private:
  std::vector<SettingValue> values_;
};

/// Reads "HOST:PORT", IPv6 hosts in brackets; "tcp://" may stand before it. Of what it gives, to_string() makes what it
/// reads.
/// @returns Errc::parse_error quoting the text.
Result<Address> parse_address(std::string_view text);
/// The same, or several with commas between: at least one.
Result<std::vector<Address>> parse_addresses(std::string_view text);

/// Where the file is when no flag names one: $TROUPE_CONFIG, else troupe/troupe.conf in $XDG_CONFIG_HOME or ~/.config.
/// `required` says that it was named, so that its absence is an error.
struct ConfigurationFile {
  std::string path; ///< empty: nowhere to look
  bool required = false;
};
ConfigurationFile configuration_file(const std::optional<std::string>& flag,
                                     const std::map<std::string, std::string>& environment);

} // namespace troupe
