// Numbers of twice the precision of double: the unevaluated sum of two, some 31 decimal digits. Pure values;
// thread-safe. Source: Dekker, "A Floating-Point Technique for Extending the Available Precision" (1971); Hida, Li and
// Bailey, "Algorithms for Quad-Double Precision Floating Point Arithmetic" (2001). Wrong where the compiler may
// reassociate; right for finite numbers whose products stay within double's range.
#pragma once

#include <cmath>

namespace troupe {

/// Invariant: lo is at most half a unit in the last place of hi.
struct DoubleDouble {
  double hi = 0, lo = 0;

  DoubleDouble() = default;
  DoubleDouble(double value) : hi(value) {}
  DoubleDouble(double high, double low)
      : hi(high + low), lo(low - (hi - high)) {} ///< @pre |high| >= |low|, or high is 0
  double rounded() const { return hi + lo; }
};

/// a + b without an error.
inline DoubleDouble exact_sum(double a, double b) {
  DoubleDouble sum;
  sum.hi = a + b;
  const double part = sum.hi - a;
  sum.lo = (a - (sum.hi - part)) + (b - part);
  return sum;
}
/// a * b without an error.
inline DoubleDouble exact_product(double a, double b) {
  DoubleDouble product;
  product.hi = a * b;
  product.lo = std::fma(a, b, -product.hi);
  return product;
}

inline DoubleDouble operator-(const DoubleDouble& a) {
  DoubleDouble negative;
  negative.hi = -a.hi;
  negative.lo = -a.lo;
  return negative;
}
inline DoubleDouble operator+(const DoubleDouble& a, const DoubleDouble& b) {
  const auto high = exact_sum(a.hi, b.hi), low = exact_sum(a.lo, b.lo);
  const DoubleDouble sum(high.hi, high.lo + low.hi);
  return {sum.hi, sum.lo + low.lo};
}
inline DoubleDouble operator-(const DoubleDouble& a, const DoubleDouble& b) { return a + -b; }
inline DoubleDouble operator*(const DoubleDouble& a, const DoubleDouble& b) {
  const auto product = exact_product(a.hi, b.hi);
  return {product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi)};
}
inline DoubleDouble operator/(const DoubleDouble& a, const DoubleDouble& b) {
  const double first = a.hi / b.hi;
  const auto rest = a - b * first;
  const double second = rest.hi / b.hi;
  const double third = (rest - b * second).hi / b.hi;
  return DoubleDouble(first, second) + third;
}
inline DoubleDouble& operator+=(DoubleDouble& a, const DoubleDouble& b) { return a = a + b; }
inline DoubleDouble& operator-=(DoubleDouble& a, const DoubleDouble& b) { return a = a - b; }
/// @pre a >= 0
inline DoubleDouble sqrt(const DoubleDouble& a) {
  if (a.hi <= 0)
    return 0;
  const double root = std::sqrt(a.hi);
  return DoubleDouble(root, (a - exact_product(root, root)).hi / (2 * root));
}

} // namespace troupe
