#include "runtime/chunk/field_value.hpp"

#include <algorithm>
#include <charconv>
#include <clocale>
#include <cstdlib>

#include <locale.h>

namespace troupe {
namespace {

bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

constexpr std::array<double, 23> powers_of_ten = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                  1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                  1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/// Decimals whose digits fit 53 bits: one division of two exact numbers is correctly rounded.
bool parse_short_decimal(const char* at, const char* end, double& value) {
  constexpr std::ptrdiff_t most = 19; // that many characters cannot overflow 64 bits
  if (end - at > most)
    return false;
  std::uint64_t digits = 0;
  const char* point = nullptr;
  const char* const begin = at;
  for (; at != end; ++at) {
    if (is_digit(*at))
      digits = digits * 10 + static_cast<unsigned>(*at - '0');
    else if (*at == '.' && !point)
      point = at;
    else
      return false;
  }
  if (digits > (std::uint64_t{1} << 53) || end - begin == (point ? 1 : 0))
    return false;
  value = static_cast<double>(digits);
  if (point)
    value /= powers_of_ten[static_cast<std::size_t>(end - point - 1)];
  return true;
}

/// from_chars leaves the value alone when it is too large or too small; strtod says which.
double parse_extreme(std::string_view text) {
  static const locale_t plain = newlocale(LC_ALL_MASK, "C", nullptr);
  return strtod_l(std::string(text).c_str(), nullptr, plain);
}

} // namespace

FieldParse parse_int64(std::string_view text, std::int64_t& value) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text.front() == '-')
      return FieldParse::malformed;
  }
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (stop != end || error == std::errc::invalid_argument)
    return FieldParse::malformed;
  return error == std::errc() ? FieldParse::ok : FieldParse::out_of_range;
}

FieldParse parse_float64(std::string_view text, double& value) {
  const bool signed_text = !text.empty() && (text.front() == '-' || text.front() == '+');
  const bool negative = signed_text && text.front() == '-';
  const auto* begin = text.data() + signed_text;
  const auto* end = text.data() + text.size();
  if (!parse_short_decimal(begin, end, value)) {
    if (begin == end || *begin == '-' || *begin == '+')
      return FieldParse::malformed;
    const auto [stop, error] = std::from_chars(begin, end, value);
    if (stop != end || error == std::errc::invalid_argument)
      return FieldParse::malformed;
    if (error == std::errc::result_out_of_range)
      value = parse_extreme({begin, static_cast<std::size_t>(end - begin)});
  }
  if (negative)
    value = -value;
  return FieldParse::ok;
}

FieldParse parse_bool(std::string_view text, bool& value) {
  value = text == "True" || text == "true" || text == "TRUE";
  return value || text == "False" || text == "false" || text == "FALSE" ? FieldParse::ok : FieldParse::malformed;
}

std::string_view trim_spaces(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_space(text.back()))
    text.remove_suffix(1);
  return text;
}

const std::vector<std::string>& default_na_values() {
  static const std::vector<std::string> values = {"",     "#N/A",   "#N/A N/A", "#NA",  "-1.#IND", "-1.#QNAN", "-NaN",
                                                  "-nan", "1.#IND", "1.#QNAN",  "<NA>", "N/A",     "NA",       "NULL",
                                                  "NaN",  "None",   "n/a",      "nan",  "null"};
  return values;
}

NaMarkers::NaMarkers(std::span<const std::string> markers) : markers_(markers.begin(), markers.end()) {
  for (const auto& marker : markers) {
    double number = 0;
    // "nan" reads as a number, but not as one that the quick paths take.
    if (parse_float64(trim_spaces(marker), number) == FieldParse::ok && number == number) {
      numbers_.push_back(number);
      add_texts_of(number);
    }
  }
  has_number_ = !numbers_.empty();
  std::sort(numbers_.begin(), numbers_.end());
  std::sort(markers_.begin(), markers_.end());
  for (const auto& marker : markers_)
    lengths_of_first_[marker.empty() ? 0 : static_cast<unsigned char>(marker.front())] |= 1u << length_bit(marker);
}

void NaMarkers::add_texts_of(double number) {
  constexpr double most = 9007199254740992; // up to here a whole number is written as it is meant
  if (number != static_cast<double>(static_cast<std::int64_t>(std::clamp(number, -most, most))))
    return;
  const auto text = std::to_string(static_cast<std::int64_t>(number));
  markers_.push_back(text);
  markers_.push_back(text + ".0");
}

bool NaMarkers::search(std::string_view text) const {
  return std::binary_search(markers_.begin(), markers_.end(), text);
}

} // namespace troupe
