// The grammar of csv_text.hpp as a machine of four states, also from where nobody knows its state: then it is followed
// from all of them at once. A closing quote behind an ordinary character makes them one:
//
//     ...or"x...    outside a quoted field the quote is text; inside, it closes the field. Either way: text, outside
//     ...or",       either way: a field begins
//
// so the end of a quoted field that is not empty tells, and what has no quotes never does. Pure values.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace troupe {

enum class CsvState : std::uint8_t {
  field_begin,
  plain, ///< in a field without quotes, or behind the closing one
  quoted,
  quote_in_quoted, ///< behind a quote that closes the field or is the first of two
};

class CsvMachine {
public:
  /// @param line_end  a line feed, or the carriage return of files that have nothing else
  explicit CsvMachine(char separator, char line_end = '\n');

  CsvState next(CsvState state, char c) const { return next_[kind(c)][static_cast<std::size_t>(state)]; }
  char line_end() const { return line_end_; }

  /// Sets of states, one bit each.
  using States = std::uint8_t;
  static constexpr States unknown = 0b1111;
  static constexpr States only(CsvState state) { return static_cast<States>(1u << static_cast<unsigned>(state)); }
  States read(States states, std::string_view text) const;
  /// The one state of the set, if it is one.
  static std::optional<CsvState> known(States states);

private:
  std::size_t kind(char c) const { return kinds_[static_cast<unsigned char>(c)]; }

  char line_end_;
  std::array<std::uint8_t, 256> kinds_{};
  std::array<std::array<CsvState, 4>, 3> next_{};
  std::array<std::array<States, 16>, 3> next_of_sets_{};
};

} // namespace troupe
