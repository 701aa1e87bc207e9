// What a flag of the command is: the one description that parsing, --help and shell completion are made from. Plain
// value.
#pragma once

#include "actors/system/configuration.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace troupe::tool {

/// What a shell should offer for its value.
enum class Completion { nothing, file, folder };

struct Flag {
  std::string name;       ///< without the dashes
  std::string value_name; ///< for help: "TIME"; empty for a switch, which takes no value
  std::string help;
  std::vector<std::string> choices = {}; ///< where there are only so many values
  Completion completion = Completion::nothing;
  bool repeated = false; ///< may be given several times
  bool hidden = false;   ///< of the command's own use, in no help
  char letter = 0;       ///< -h
};

/// The flag that sets it. A toggle is a switch, with `no-` before it another one: see negated().
Flag flag_of(const Setting& setting);
/// "--no-nanny" for "--nanny".
Flag negated(const Setting& toggle);

/// Flags that every command takes: --config, the log's, --help.
const std::vector<Flag>& common_flags();

} // namespace troupe::tool
