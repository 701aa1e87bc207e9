// The sort order of elements: NumPy's, made total. NaN comes last; complex numbers are ordered by their real parts
// first, and those with a NaN come last, as in numpy.sort. Pure functions.
#pragma once

#include "runtime/chunk/number_cast.hpp"

#include <cmath>
#include <type_traits>

namespace troupe {

/// Whether `a` is before `b`; elements of equal value are neither.
template <class T>
bool sorts_before(T a, T b) {
  if constexpr (is_complex_v<T>) {
    const bool a_real = a.real() == a.real(), b_real = b.real() == b.real(), a_imag = a.imag() == a.imag(),
               b_imag = b.imag() == b.imag();
    if (a.real() < b.real())
      return a_imag || !b_imag;
    if (a.real() > b.real())
      return !b_imag && a_imag;
    if (a.real() == b.real() || (!a_real && !b_real))
      return a.imag() < b.imag() || (!b_imag && a_imag);
    return !b_real;
  } else if constexpr (std::is_floating_point_v<T>)
    return a < b || (b != b && a == a);
  else
    return a < b;
}

/// The same with -0.0 before 0.0, so that only equal bits are equal (all NaN are): who divides a sorted whole among
/// several needs that.
template <class T>
bool sorts_strictly_before(T a, T b) {
  if constexpr (std::is_floating_point_v<T>) {
    if (a == b)
      return a == T(0) && std::signbit(a) && !std::signbit(b);
  }
  return sorts_before(a, b);
}

} // namespace troupe
