#include "runtime/base/number_text.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace troupe {
namespace {

std::string printf_double(const char* format, double value) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, value);
  return text.data();
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size())
    return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if ((a[i] | 32) != (b[i] | 32))
      return false;
  return true;
}

} // namespace

std::string format_double(double value) {
  std::array<char, 32> text{};
  auto [end, code] = std::to_chars(text.data(), text.data() + text.size(), value);
  std::string result(text.data(), end);
  if (std::isfinite(value) && result.find_first_of(".e") == std::string::npos)
    result += ".0";
  return result;
}

std::string format_bytes(std::uint64_t bytes) {
  constexpr std::array<const char*, 6> units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  if (bytes < 1024)
    return std::to_string(bytes) + " B";
  auto value = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  // 1023.95 would be printed as 1024.0.
  for (; value >= 1023.95 && unit + 1 < units.size(); ++unit)
    value /= 1024;
  return printf_double("%.1f ", value) + units[unit];
}

Result<std::uint64_t> parse_bytes(std::string_view text) {
  const auto refuse = [&] {
    return fail(Errc::parse_error, "'" + std::string(text)
                                       + "' is not a size; expected a number of bytes such as 1073741824, "
                                         "1GiB, 1.5GB or 300MB");
  };
  const auto* end = text.data() + text.size();
  double value = 0;
  auto [stop, code] = std::from_chars(text.data(), end, value);
  if (code != std::errc{} || !(value >= 0))
    return refuse();
  std::uint64_t whole = 0; // exact where a double is not
  const auto [whole_stop, whole_code] = std::from_chars(text.data(), end, whole);
  const bool is_whole = whole_code == std::errc{} && whole_stop == stop;
  std::string_view unit(stop, static_cast<std::size_t>(end - stop));
  while (!unit.empty() && unit.front() == ' ')
    unit.remove_prefix(1);
  static constexpr std::array<std::pair<std::string_view, double>, 18> units{{{"", 1},
                                                                              {"b", 1},
                                                                              {"k", 1e3},
                                                                              {"kb", 1e3},
                                                                              {"m", 1e6},
                                                                              {"mb", 1e6},
                                                                              {"g", 1e9},
                                                                              {"gb", 1e9},
                                                                              {"t", 1e12},
                                                                              {"tb", 1e12},
                                                                              {"kib", 1024.},
                                                                              {"mib", 1048576.},
                                                                              {"gib", 1073741824.},
                                                                              {"tib", 1099511627776.},
                                                                              {"ki", 1024.},
                                                                              {"mi", 1048576.},
                                                                              {"gi", 1073741824.},
                                                                              {"ti", 1099511627776.}}};
  for (const auto& [name, factor] : units)
    if (equals_ignoring_case(unit, name)) {
      const double bytes = value * factor;
      if (bytes >= 9e18)
        return refuse();
      return is_whole ? whole * static_cast<std::uint64_t>(factor) : static_cast<std::uint64_t>(std::llround(bytes));
    }
  return refuse();
}

std::string format_seconds(double seconds) {
  if (!std::isfinite(seconds) || seconds >= 1e18)
    return std::isnan(seconds) ? "unknown" : seconds > 0 ? "forever" : "-forever";
  if (seconds < 0)
    return "-" + format_seconds(-seconds);
  // Each bound is where the smaller unit's last printed digit would round up to the larger unit.
  if (seconds < 999.5e-6)
    return printf_double("%.0f us", seconds * 1e6);
  if (seconds < 0.9995)
    return printf_double("%.3g ms", seconds * 1e3);
  if (seconds < 119.5)
    return printf_double("%.3g s", seconds);
  const auto whole = static_cast<std::uint64_t>(seconds + 0.5);
  if (whole < 7200)
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
  const auto minutes = (whole + 30) / 60;
  return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " min";
}

std::string format_count(std::uint64_t count) {
  std::string digits = std::to_string(count);
  for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3)
    digits.insert(static_cast<std::size_t>(at), ",");
  return digits;
}

} // namespace troupe
