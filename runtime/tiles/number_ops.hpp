// Arithmetic on single numbers as NumPy defines it, also where C++ does not: integers wrap around. Header only.
#pragma once

#include <cmath>
#include <concepts>
#include <cstdint>
#include <type_traits>

namespace troupe::number {

/// An unsigned type in which +, -, * of T wrap instead of overflowing.
template <class T>
using Wrapping = std::conditional_t<sizeof(T) < 4, std::uint32_t, std::make_unsigned_t<T>>;

template <class T>
constexpr T add(T a, T b) {
  if constexpr (std::is_same_v<T, bool>)
    return a | b;
  else if constexpr (std::integral<T>)
    return static_cast<T>(static_cast<Wrapping<T>>(a) + static_cast<Wrapping<T>>(b));
  else
    return a + b;
}
template <class T>
constexpr T subtract(T a, T b) {
  if constexpr (std::integral<T>)
    return static_cast<T>(static_cast<Wrapping<T>>(a) - static_cast<Wrapping<T>>(b));
  else
    return a - b;
}
template <class T>
constexpr T multiply(T a, T b) {
  if constexpr (std::is_same_v<T, bool>)
    return a & b;
  else if constexpr (std::integral<T>)
    return static_cast<T>(static_cast<Wrapping<T>>(a) * static_cast<Wrapping<T>>(b));
  else
    return a * b;
}
/// The larger; NaN where either is.
template <class T>
constexpr T maximum(T a, T b) {
  if constexpr (std::floating_point<T>)
    return a >= b || a != a ? a : b;
  else
    return a > b ? a : b;
}
template <class T>
constexpr T minimum(T a, T b) {
  if constexpr (std::floating_point<T>)
    return a <= b || a != a ? a : b;
  else
    return a < b ? a : b;
}
/// The larger; NaN only where both are.
template <class T>
constexpr T fmax(T a, T b) {
  if constexpr (std::floating_point<T>)
    return a >= b || b != b ? a : b;
  else
    return a > b ? a : b;
}
template <class T>
constexpr T fmin(T a, T b) {
  if constexpr (std::floating_point<T>)
    return a <= b || b != b ? a : b;
  else
    return a < b ? a : b;
}

} // namespace troupe::number
