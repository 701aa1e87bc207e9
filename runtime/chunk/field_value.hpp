// Parses the text of a field: a number, a truth value, or nothing. Type inference from a sample and the parser of the
// files both use it, so that they agree. Pure functions, the same in every locale.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

enum class FieldParse { ok, malformed, out_of_range };

/// "17", "-4", "+5". @pre no spaces around it, here and below
FieldParse parse_int64(std::string_view text, std::int64_t& value);

/// "1.5", ".5", "1e5", "+2", "inf", "-Infinity", "nan": correctly rounded, as strtod; too large is infinite, too small
/// 0.
FieldParse parse_float64(std::string_view text, double& value);

/// "True", "TRUE", "true" and the three of false.
FieldParse parse_bool(std::string_view text, bool& value);

/// Without the spaces and tabs at both ends.
std::string_view trim_spaces(std::string_view text);

/// What pandas takes for missing: "", "NA", "NaN", "null", ...
const std::vector<std::string>& default_na_values();

/// The texts that stand for a missing value; a whole number stands for its text with ".0" too, as in pandas. Immutable
/// once made.
class NaMarkers {
public:
  explicit NaMarkers(std::span<const std::string> markers);

  bool contains(std::string_view text) const {
    if (!(lengths_of_first_[text.empty() ? 0 : static_cast<unsigned char>(text.front())] >> length_bit(text) & 1u))
      return false;
    return search(text);
  }
  /// Whether a column of float64 has it for missing: a marker reads as that number ("-999" stands for "-999.0" and
  /// "-9.99e2").
  bool contains_number(double value) const {
    return has_number_ && std::binary_search(numbers_.begin(), numbers_.end(), value);
  }
  /// True when a marker reads as a number ("-999"), so that numbers must be looked up too.
  bool has_number() const { return has_number_; }

private:
  static unsigned length_bit(std::string_view text) {
    return text.size() < 31 ? static_cast<unsigned>(text.size()) : 31u;
  }
  bool search(std::string_view text) const;

  void add_texts_of(double number);

  std::vector<std::string> markers_;                  ///< sorted
  std::vector<double> numbers_;                       ///< sorted
  std::array<std::uint32_t, 256> lengths_of_first_{}; ///< by first byte, one bit for each length (31: that or more)
  bool has_number_ = false;
};

} // namespace troupe
