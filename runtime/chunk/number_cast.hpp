// One number to another type, as NumPy's astype: defined for every value. Pure functions.
#pragma once

#include <complex>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace troupe {

template <class T>
struct is_complex_type : std::false_type {};
template <class T>
struct is_complex_type<std::complex<T>> : std::true_type {};
template <class T>
inline constexpr bool is_complex_v = is_complex_type<T>::value;

/// A floating number cut towards zero; the lowest one where it does not fit, and for NaN.
template <class To, class From>
inline To whole_or_lowest(From from) {
  constexpr auto end = static_cast<From>(std::uint64_t{1} << (8 * sizeof(To) - 1));
  return from > -end - From(1) && from < end ? static_cast<To>(from) : std::numeric_limits<To>::lowest();
}

/// To bool: whether it is not zero. Complex to real: the real part. Floating to integer: cut towards zero. Where that
/// does not fit C++ leaves it undefined; here it is what NumPy makes of it on x86: int64, int32 and, by way of int32
/// and wrapped around, smaller types become the lowest number; uint64 and uint32 wrap negative numbers around that fit
/// the signed type, and become 0 above their largest number, half of their range (the highest bit) below and for NaN.
template <class To, class From>
inline To number_cast(From from) {
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
    using Signed = std::conditional_t<sizeof(To) == 8, std::int64_t, std::int32_t>;
    if constexpr (std::is_unsigned_v<To> && sizeof(To) >= 4) {
      constexpr auto half = static_cast<From>(std::uint64_t{1} << (8 * sizeof(To) - 1));
      constexpr auto highest = To(1) << (8 * sizeof(To) - 1);
      if (from >= half)
        return static_cast<To>(static_cast<To>(whole_or_lowest<Signed>(from - half)) ^ highest);
    }
    return static_cast<To>(whole_or_lowest<Signed>(from));
  } else
    return static_cast<To>(from);
}

} // namespace troupe
