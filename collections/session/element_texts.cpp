#include "collections/session/element_texts.hpp"

#include "runtime/chunk/for_dtype.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <complex>
#include <concepts>
#include <iterator>
#include <type_traits>

namespace troupe {
namespace {

template <class T>
struct is_complex_number : std::false_type {};
template <class T>
struct is_complex_number<std::complex<T>> : std::true_type {};

template <class T>
std::string digits_of(T value, std::chars_format format, int precision = -1) {
  std::array<char, 512> text; // fixed notation of the largest double has 309 digits
  const auto end = precision < 0 ? std::to_chars(text.data(), text.data() + text.size(), value, format)
                                 : std::to_chars(text.data(), text.data() + text.size(), value, format, precision);
  return {text.data(), end.ptr};
}

/// A number's text taken apart: "-12", "5", "+03".
struct Parts {
  std::string whole, fraction, exponent;
};

Parts apart(const std::string& text) {
  const auto exponent = std::min(text.find('e'), text.size());
  const auto point = std::min(text.find('.'), exponent);
  return {text.substr(0, point), point < exponent ? text.substr(point + 1, exponent - point - 1) : "",
          exponent < text.size() ? text.substr(exponent + 1) : ""};
}

/// The shortest digits that read back as the number, at most `precision` of them after the point, without zeros at the
/// end.
template <class T>
Parts rounded(T value, std::chars_format format, int precision) {
  auto parts = apart(digits_of(value, format));
  if (static_cast<int>(parts.fraction.size()) > precision) {
    parts = apart(digits_of(value, format, precision));
    parts.fraction.erase(parts.fraction.find_last_not_of('0') + 1);
  }
  return parts;
}

/// The texts of floating-point numbers side by side: points below each other, or all with exponents.
template <std::floating_point T>
class FloatTexts {
public:
  FloatTexts(const std::vector<T>& values, int precision, bool suppress_small, bool plus)
      : precision_(precision), plus_(plus) {
    std::vector<T> finite;
    std::copy_if(values.begin(), values.end(), std::back_inserter(finite),
                 [](T value) { return std::isfinite(value); });
    scientific_ = wants_exponents(finite, suppress_small);
    for (auto value : finite)
      widen(parts_of(value));
    if (finite.size() < values.size()) {
      const bool signed_infinity =
          plus || std::any_of(values.begin(), values.end(), [](T value) { return std::isinf(value) && value < 0; });
      const auto beyond = static_cast<std::ptrdiff_t>(right()) + 1;
      left_ = static_cast<std::size_t>(
          std::max({static_cast<std::ptrdiff_t>(left_), 3 - beyond, 3 + std::ptrdiff_t{signed_infinity} - beyond}));
    }
  }

  std::string operator()(T value) const {
    if (!std::isfinite(value)) {
      const std::string sign = value < 0 ? "-" : plus_ ? "+" : "";
      return padded_left(sign + (std::isnan(value) ? "nan" : "inf"), left_ + right() + 1);
    }
    auto parts = parts_of(value);
    auto text = padded_left(parts.whole, left_) + "." + parts.fraction;
    text.append(fraction_ - parts.fraction.size(), scientific_ ? '0' : ' ');
    if (!scientific_)
      return text;
    return text + "e" + parts.exponent[0] + std::string(exponent_ - (parts.exponent.size() - 1), '0')
           + parts.exponent.substr(1);
  }

private:
  static bool wants_exponents(const std::vector<T>& finite, bool suppress_small) {
    T most = 0, least = 0;
    for (auto value : finite)
      if (const auto size = std::abs(value); size != 0) {
        most = std::max(most, size);
        least = least == 0 ? size : std::min(least, size);
      }
    if (most == 0)
      return false;
    return static_cast<double>(most) >= 1e8
           || (!suppress_small && (static_cast<double>(least) < 0.0001 || static_cast<double>(most / least) > 1000));
  }

  static std::string padded_left(const std::string& text, std::size_t width) {
    return text.size() < width ? std::string(width - text.size(), ' ') + text : text;
  }

  Parts parts_of(T value) const {
    auto parts = rounded(value, scientific_ ? std::chars_format::scientific : std::chars_format::fixed, precision_);
    if (plus_ && !std::signbit(value))
      parts.whole = "+" + parts.whole;
    return parts;
  }

  void widen(const Parts& parts) {
    left_ = std::max(left_, parts.whole.size());
    fraction_ = std::max(fraction_, parts.fraction.size());
    exponent_ = std::max(exponent_, parts.exponent.empty() ? 0 : parts.exponent.size() - 1);
  }

  /// What stands right of the point.
  std::size_t right() const { return fraction_ + (scientific_ ? exponent_ + 2 : 0); }

  int precision_;
  bool plus_, scientific_ = false;
  std::size_t left_ = 0, fraction_ = 0,
              exponent_ = 0; ///< characters before the point, digits after it, digits of the exponent
};

template <class T>
std::vector<std::string> floating_texts(const std::vector<T>& values, int precision, bool suppress_small,
                                        bool plus = false) {
  const FloatTexts<T> format(values, precision, suppress_small, plus);
  std::vector<std::string> texts;
  for (auto value : values)
    texts.push_back(format(value));
  return texts;
}

template <class T>
std::vector<std::string> texts_of(const std::vector<std::complex<T>>& values, int precision, bool suppress_small) {
  std::vector<T> real, imag;
  for (const auto& value : values) {
    real.push_back(value.real());
    imag.push_back(value.imag());
  }
  auto texts = floating_texts(real, precision, suppress_small);
  const auto imaginary = floating_texts(imag, precision, suppress_small, true);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const auto end = imaginary[i].find_last_not_of(' ') + 1;
    texts[i] += imaginary[i].substr(0, end) + "j" + imaginary[i].substr(end);
  }
  return texts;
}

template <class T>
std::vector<std::string> texts_of(const std::vector<T>& values, int precision, bool suppress_small) {
  if constexpr (std::is_floating_point_v<T>)
    return floating_texts(values, precision, suppress_small);
  std::vector<std::string> texts;
  std::size_t width = std::is_same_v<T, bool> ? 5 : 0;
  for (auto value : values) {
    texts.push_back(std::is_same_v<T, bool> ? (value ? "True" : "False") : std::to_string(value));
    width = std::max(width, texts.back().size());
  }
  for (auto& text : texts)
    text.insert(0, width - text.size(), ' ');
  return texts;
}

/// As Python's repr of a float: exponents from 1e16 on and below 1e-4. @param whole  what whole numbers end in
template <class T>
std::string alone(T value, const char* whole) {
  if (!std::isfinite(value))
    return std::isnan(value) ? "nan" : value < 0 ? "-inf" : "inf";
  const auto size = std::abs(static_cast<double>(value));
  if (size != 0 && (size >= 1e16 || size < 1e-4))
    return digits_of(value, std::chars_format::scientific);
  const auto text = digits_of(value, std::chars_format::fixed);
  return text.find('.') == std::string::npos ? text + whole : text;
}

template <class T>
std::string text_alone(T value) {
  if constexpr (is_complex_number<T>::value) {
    const auto imag = alone(value.imag(), "") + "j";
    if (value.real() == 0 && !std::signbit(value.real()))
      return imag;
    return "(" + alone(value.real(), "") + (imag[0] == '-' ? "" : "+") + imag + ")";
  } else if constexpr (std::is_floating_point_v<T>)
    return alone(value, ".0");
  else if constexpr (std::is_same_v<T, bool>)
    return value ? "True" : "False";
  else
    return std::to_string(value);
}

} // namespace

std::vector<std::string> element_texts(const Block& block, const std::vector<std::int64_t>& places, int precision,
                                       bool suppress_small) {
  return for_dtype(block.dtype, [&](auto type) {
    using T = typename decltype(type)::type;
    const auto elements = block.values<T>();
    std::vector<T> values;
    for (auto place : places)
      values.push_back(elements[static_cast<std::size_t>(place)]);
    return texts_of(values, precision, suppress_small);
  });
}

std::string scalar_text(const Block& block, std::int64_t place) {
  return for_dtype(block.dtype, [&](auto type) {
    return text_alone(block.values<typename decltype(type)::type>()[static_cast<std::size_t>(place)]);
  });
}

} // namespace troupe
