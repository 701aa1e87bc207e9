// One number to another type, as NumPy's astype: defined for every value. Pure functions.
#pragma once

#include <complex>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace troupe {

template <class T> struct is_complex_type : std::false_type {};
template <class T> struct is_complex_type<std::complex<T>> : std::true_type {};
template <class T> inline constexpr bool is_complex_v = is_complex_type<T>::value;

/// To bool: whether it is not zero. Complex to real: the real part. Floating to integer: cut towards zero and wrapped
/// around; what does not fit 64 bits, and NaN, become the lowest int64 (in C++ and NumPy all that is undefined; so x86 does).
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
    constexpr auto high = From(9223372036854775808.0);
    if constexpr (std::is_same_v<To, std::uint64_t>)
      if (from >= high && from < 2 * high)
        return static_cast<To>(from);
    return static_cast<To>(from >= -high && from < high ? static_cast<std::int64_t>(from) : std::numeric_limits<std::int64_t>::min());
  } else
    return static_cast<To>(from);
}

} // namespace troupe
