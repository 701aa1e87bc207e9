// Parses the text of a configuration file into settings, each with its line. Pure function.
#pragma once

#include "runtime/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace troupe {

struct ConfigurationLine {
  std::string key; ///< of a setting; with the section: "scheduler.port"
  std::string value;
  int number = 0;
};

/// @returns The lines that set something, each setting at most once; Errc::parse_error naming file and line of what
///          cannot be read, of an unknown setting (with the nearest names) and of one that is given twice.
Result<std::vector<ConfigurationLine>> parse_configuration_text(std::string_view file_name, std::string_view text);

} // namespace troupe
