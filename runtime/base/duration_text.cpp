#include "runtime/base/duration_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string>
#include <utility>

namespace troupe {
namespace {

/// The longest that is taken: a thousand years, far from any overflow.
constexpr double most_milliseconds = 1000.0 * 366 * 24 * 3600 * 1000;

constexpr std::array<std::pair<std::string_view, double>, 9> units{{
    {"", 1000},
    {"ms", 1},
    {"s", 1000},
    {"sec", 1000},
    {"m", 60e3},
    {"min", 60e3},
    {"h", 3600e3},
    {"hours", 3600e3},
    {"d", 24 * 3600e3},
}};

} // namespace

Result<std::chrono::milliseconds> parse_duration(std::string_view text) {
  const auto refuse = [&] {
    return fail(Errc::parse_error, "'" + std::string(text)
                                       + "' is not a time; expected a number with a unit such as "
                                         "500ms, 10s, 1.5min or 2h");
  };
  double number = 0;
  const auto* end = text.data() + text.size();
  const auto [rest, code] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  if (code != std::errc{} || !std::isfinite(number) || number < 0)
    return refuse();
  std::string_view unit(rest, static_cast<std::size_t>(end - rest));
  while (unit.starts_with(' '))
    unit.remove_prefix(1);
  for (const auto& [name, milliseconds] : units)
    if (name == unit) {
      const double value = number * milliseconds;
      if (value > most_milliseconds)
        return refuse();
      return std::chrono::milliseconds(std::llround(value));
    }
  return refuse();
}

} // namespace troupe
