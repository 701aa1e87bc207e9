// A parsed command line. Pure value. Mistakes end the command with ExitCode::usage.
#pragma once

#include "tools/troupe/flag.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe::tool {

class Arguments {
public:
  /// @param words  What follows the command's name.
  /// Refuses a flag that is none of `flags` (with the nearest), one without its value, and one given twice that may not
  /// be.
  static Arguments parse(std::span<const Flag> flags, const std::vector<std::string>& words);

  bool has(std::string_view flag) const { return values_.contains(std::string(flag)); }
  /// As typed, in order; empty when the flag is not there.
  const std::vector<std::string>& all(std::string_view flag) const;
  std::optional<std::string> text(std::string_view flag) const;
  /// Refuses what is not a whole number from `least` to `most`.
  std::optional<std::int64_t> whole_number(std::string_view flag, std::int64_t least, std::int64_t most) const;
  std::optional<std::chrono::milliseconds> duration(std::string_view flag) const;
  std::optional<std::uint64_t> bytes(std::string_view flag) const;
  /// "a,b,c" cut at the commas; refuses an empty part.
  std::vector<std::string> list(std::string_view flag) const;
  /// What the job cannot do without; refuses when it is not there.
  std::string required(std::string_view flag) const;

  /// The words that belong to no flag.
  const std::vector<std::string>& positional() const { return positional_; }
  /// The names of the flags given, sorted.
  std::vector<std::string> given() const;

private:
  std::map<std::string, std::vector<std::string>> values_;
  std::vector<std::string> positional_;
};

} // namespace troupe::tool
