// Functions of arrays element by element, with NumPy's names, broadcasting and types (NumPy 1.24, Debian 12's;
// where it would answer float16 the answer is float32); as operators in operators.hpp. Pure functions.
// Each takes arrays and numbers, at least one array. Arrays with different chunks are rechunked to common ones;
// shapes that do not fit, and types for which a function is not defined, are thrown as TroupeError at the call.
#pragma once

#include "collections/array/array.hpp"
#include "runtime/chunk/scalar.hpp"
#include "runtime/chunk/ufunc.hpp"

#include <complex>
#include <concepts>
#include <functional>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace troupe {

/// What an array function takes for an operand: an array, or a number without an element type of its own.
/// Numbers count as in NumPy 1.24: float32 array + 1.5 stays float32, int64 array + 1.5 becomes float64.
class ArrayLike {
public:
  ArrayLike(Array array) : value_(std::move(array)) {}
  ArrayLike(Scalar scalar) : value_(scalar) {}
  template <class Number>
  requires std::is_arithmetic_v<Number> ArrayLike(Number number) : value_(Scalar(number)) {}
  template <std::floating_point Part>
  ArrayLike(std::complex<Part> number) : value_(Scalar(number)) {}

  /// nullptr where it is the other.
  const Array* array() const { return std::get_if<Array>(&value_); }
  const Scalar* scalar() const { return std::get_if<Scalar>(&value_); }

private:
  std::variant<Array, Scalar> value_;
};

/// Any of them by its name in runtime/chunk/ufunc.hpp.
Array elementwise(Ufunc op, const std::vector<ArrayLike>& operands);

// Arithmetic. Integers wrap around; their division by zero makes 0; integers to a negative power are cut towards zero.
Array add(const ArrayLike& a, const ArrayLike& b);
Array subtract(const ArrayLike& a, const ArrayLike& b);
Array multiply(const ArrayLike& a, const ArrayLike& b);
Array divide(const ArrayLike& a, const ArrayLike& b);
Array true_divide(const ArrayLike& a, const ArrayLike& b);
Array floor_divide(const ArrayLike& a, const ArrayLike& b);
Array remainder(const ArrayLike& a, const ArrayLike& b); ///< the sign of b, as Python's %
Array mod(const ArrayLike& a, const ArrayLike& b);
Array fmod(const ArrayLike& a, const ArrayLike& b); ///< the sign of a, as C's
std::pair<Array, Array> divmod(const ArrayLike& a, const ArrayLike& b);
Array power(const ArrayLike& a, const ArrayLike& b);
Array pow(const ArrayLike& a, const ArrayLike& b);
Array float_power(const ArrayLike& a, const ArrayLike& b);
Array gcd(const ArrayLike& a, const ArrayLike& b);
Array gcd(const Array& a, const Array& b); // before std::gcd, which takes everything, where both are in sight
Array lcm(const ArrayLike& a, const ArrayLike& b);
Array lcm(const Array& a, const Array& b);
Array heaviside(const ArrayLike& a, const ArrayLike& at_zero);
Array positive(const ArrayLike& a);
Array negative(const ArrayLike& a);
Array absolute(const ArrayLike& a);
Array abs(const ArrayLike& a);
Array fabs(const ArrayLike& a);
Array sign(const ArrayLike& a);
Array square(const ArrayLike& a);
Array reciprocal(const ArrayLike& a);
Array sqrt(const ArrayLike& a);
Array cbrt(const ArrayLike& a);

// Powers and logarithms.
Array exp(const ArrayLike& a);
Array exp2(const ArrayLike& a);
Array expm1(const ArrayLike& a);
Array log(const ArrayLike& a);
Array log2(const ArrayLike& a);
Array log10(const ArrayLike& a);
Array log1p(const ArrayLike& a);
Array logaddexp(const ArrayLike& a, const ArrayLike& b);
Array logaddexp2(const ArrayLike& a, const ArrayLike& b);
/// The error function, and 1 less it without cancellation, as scipy.special has them. Of real numbers.
Array erf(const ArrayLike& a);
Array erfc(const ArrayLike& a);

// Angles.
Array sin(const ArrayLike& a);
Array cos(const ArrayLike& a);
Array tan(const ArrayLike& a);
Array arcsin(const ArrayLike& a);
Array arccos(const ArrayLike& a);
Array arctan(const ArrayLike& a);
Array arctan2(const ArrayLike& y, const ArrayLike& x);
Array hypot(const ArrayLike& a, const ArrayLike& b);
/// sin(pi a) / (pi a), 1 at 0.
Array sinc(const ArrayLike& a);
Array sinh(const ArrayLike& a);
Array cosh(const ArrayLike& a);
Array tanh(const ArrayLike& a);
Array arcsinh(const ArrayLike& a);
Array arccosh(const ArrayLike& a);
Array arctanh(const ArrayLike& a);
Array deg2rad(const ArrayLike& a);
Array radians(const ArrayLike& a);
Array rad2deg(const ArrayLike& a);
Array degrees(const ArrayLike& a);

// Rounding.
Array rint(const ArrayLike& a);
Array floor(const ArrayLike& a);
Array ceil(const ArrayLike& a);
Array trunc(const ArrayLike& a);
/// The fraction and the whole part, both with the sign of a.
std::pair<Array, Array> modf(const ArrayLike& a);
/// m and e (int32) with a = m 2^e and 0.5 <= |m| < 1; zeros, infinities and NaN are themselves, with e = 0.
std::pair<Array, Array> frexp(const ArrayLike& a);
Array fix(const ArrayLike& a);
/// To that many places after the point (before it where negative), halves to even; integers stay as they are for 0 and
/// more. Of complex numbers both parts.
Array around(const Array& a, int decimals = 0);
Array round(const Array& a, int decimals = 0);

// Extremes and choices. minimum, maximum and clip hand NaN on; fmin and fmax prefer a number.
Array minimum(const ArrayLike& a, const ArrayLike& b);
Array maximum(const ArrayLike& a, const ArrayLike& b);
Array fmin(const ArrayLike& a, const ArrayLike& b);
Array fmax(const ArrayLike& a, const ArrayLike& b);
Array clip(const ArrayLike& a, const ArrayLike& low, const ArrayLike& high);
Array where(const ArrayLike& condition, const ArrayLike& a, const ArrayLike& b);
/// Of the choices the one whose condition is the first that is true, or `otherwise`.
Array select(const std::vector<Array>& conditions, const std::vector<ArrayLike>& choices, const Scalar& otherwise = 0);
/// Of `a`, where a condition is true (the last such), what its function makes of `a`; elsewhere what the one function
/// more makes, or 0 without one. In the type of `a`.
Array piecewise(const Array& a, const std::vector<Array>& conditions,
                const std::vector<std::function<ArrayLike(const Array&)>>& functions);

// Comparison: bool arrays. Signed integers and uint64 are compared as the numbers they are (NumPy before 1.25 rounds
// both to float64); integers beside floats as floats.
Array equal(const ArrayLike& a, const ArrayLike& b);
Array not_equal(const ArrayLike& a, const ArrayLike& b);
Array less(const ArrayLike& a, const ArrayLike& b);
Array less_equal(const ArrayLike& a, const ArrayLike& b);
Array greater(const ArrayLike& a, const ArrayLike& b);
Array greater_equal(const ArrayLike& a, const ArrayLike& b);
/// |a - b| <= atol + rtol * |b|; infinities are close to themselves, NaN to NaN only when asked.
Array isclose(const ArrayLike& a, const ArrayLike& b, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false);

// Logic and bits.
Array logical_and(const ArrayLike& a, const ArrayLike& b);
Array logical_or(const ArrayLike& a, const ArrayLike& b);
Array logical_xor(const ArrayLike& a, const ArrayLike& b);
Array logical_not(const ArrayLike& a);
Array bitwise_and(const ArrayLike& a, const ArrayLike& b);
Array bitwise_or(const ArrayLike& a, const ArrayLike& b);
Array bitwise_xor(const ArrayLike& a, const ArrayLike& b);
Array left_shift(const ArrayLike& a, const ArrayLike& b);
Array right_shift(const ArrayLike& a, const ArrayLike& b);
Array invert(const ArrayLike& a);

// Floating-point numbers looked into.
Array isnan(const ArrayLike& a);
Array isinf(const ArrayLike& a);
Array isfinite(const ArrayLike& a);
Array isposinf(const ArrayLike& a);
Array isneginf(const ArrayLike& a);
Array signbit(const ArrayLike& a);
Array copysign(const ArrayLike& a, const ArrayLike& b);
Array nextafter(const ArrayLike& a, const ArrayLike& towards);
Array spacing(const ArrayLike& a);
Array ldexp(const ArrayLike& a, const ArrayLike& exponent);
/// NaN to `nan`, infinities to the numbers given or the largest of the type; of complex numbers in both parts.
Array nan_to_num(const Array& a, double nan = 0, std::optional<double> posinf = std::nullopt,
                 std::optional<double> neginf = std::nullopt);

// Complex numbers.
Array real(const ArrayLike& a);
Array imag(const ArrayLike& a);
Array conj(const ArrayLike& a);
Array conjugate(const ArrayLike& a);
Array angle(const ArrayLike& a);
/// Whether the imaginary part is 0; whether it is not.
Array isreal(const ArrayLike& a);
Array iscomplex(const ArrayLike& a);

/// Every element as another type; complex to real drops the imaginary part.
Array astype(const Array& a, DType dtype);

} // namespace troupe

#include "collections/array/operators.hpp"
