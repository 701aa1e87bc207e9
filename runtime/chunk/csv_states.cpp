#include "runtime/chunk/csv_states.hpp"

namespace troupe {
namespace {

constexpr std::uint8_t ordinary = 0, end_of_field = 1, a_quote = 2;

CsvState follow(CsvState state, std::uint8_t kind) {
  if (state == CsvState::quoted)
    return kind == a_quote ? CsvState::quote_in_quoted : CsvState::quoted;
  if (kind == end_of_field)
    return CsvState::field_begin;
  if (kind == a_quote && state != CsvState::plain)
    return CsvState::quoted;
  return CsvState::plain;
}

} // namespace

CsvMachine::CsvMachine(char separator, char line_end) : line_end_(line_end) {
  kinds_[static_cast<unsigned char>('"')] = a_quote;
  kinds_[static_cast<unsigned char>(separator)] = end_of_field;
  kinds_[static_cast<unsigned char>(line_end)] = end_of_field;
  for (std::uint8_t kind = 0; kind < 3; ++kind)
    for (std::uint8_t state = 0; state < 4; ++state) {
      const auto after = follow(static_cast<CsvState>(state), kind);
      next_[kind][state] = after;
      for (std::size_t set = 0; set < 16; ++set)
        if ((set >> state & 1) != 0)
          next_of_sets_[kind][set] = static_cast<States>(next_of_sets_[kind][set] | only(after));
    }
}

CsvMachine::States CsvMachine::read(States states, std::string_view text) const {
  for (char c : text)
    states = next_of_sets_[kind(c)][states];
  return states;
}

std::optional<CsvState> CsvMachine::known(States states) {
  for (std::uint8_t state = 0; state < 4; ++state)
    if (states == only(static_cast<CsvState>(state)))
      return static_cast<CsvState>(state);
  return std::nullopt;
}

} // namespace troupe
