// One number to another type, as NumPy's astype: defined for every value. Pure functions.
#pragma once

#include <complex>
#include <limits>
#include <type_traits>

namespace troupe {

template <class T> struct is_complex_type : std::false_type {};
template <class T> struct is_complex_type<std::complex<T>> : std::true_type {};
template <class T> inline constexpr bool is_complex_v = is_complex_type<T>::value;

/// 2^(bits of To that count), as From: the first number above its range.
template <class To, class From> inline constexpr From above_v =
  static_cast<From>(2) * static_cast<From>(std::numeric_limits<To>::max() / 2 + 1);

/// To bool: whether it is not zero. Complex to real: the real part. Floating to integer: cut towards zero; what is out
/// of range and NaN become the lowest number, as x86 converts (in C++ and NumPy that is undefined).
template <class To, class From> inline To number_cast(From from) {
  if constexpr (std::is_same_v<To, From>)
    return from;
  else if constexpr (std::is_same_v<To, bool>)
    return from != From(0);
  else if constexpr (is_complex_v<To>) {
    using Part = typename To::value_type;
    if constexpr (is_complex_v<From>)
      return To(static_cast<Part>(from.real()), static_cast<Part>(from.imag()));
    else
      return To(static_cast<Part>(from), Part(0));
  } else if constexpr (is_complex_v<From>)
    return number_cast<To>(from.real());
  else if constexpr (std::is_floating_point_v<From> && std::is_integral_v<To>) {
    constexpr auto high = above_v<To, From>;
    constexpr auto low = std::is_signed_v<To> ? -high : From(0);
    // Numbers in (low - 1, low) are cut to low, which is the answer for all that is out of range too.
    return from >= low && from < high ? static_cast<To>(from) : std::numeric_limits<To>::min();
  } else
    return static_cast<To>(from);
}

} // namespace troupe
