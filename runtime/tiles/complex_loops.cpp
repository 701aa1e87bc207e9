// Complex numbers, by NumPy's formulas: plain products (no search for infinities behind NaN), Smith's division.
#include "runtime/tiles/loop_tables.hpp"

#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

namespace troupe {
namespace {
#include "runtime/tiles/loops.inl"

template <class T>
using C = std::complex<T>;

struct Add {
  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    return {a.real() + b.real(), a.imag() + b.imag()};
  }
};
struct Subtract {
  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    return {a.real() - b.real(), a.imag() - b.imag()};
  }
};
struct Multiply {
  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    return {a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()};
  }
};
/// R. L. Smith, "Algorithm 116: Complex division" (1962).
struct Divide {
  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    const auto x = std::abs(b.real());
    const auto y = std::abs(b.imag());
    if (x >= y) {
      if (x == T(0) && y == T(0))
        return {a.real() / x, a.imag() / x};
      const auto ratio = b.imag() / b.real();
      const auto scale = T(1) / (b.real() + b.imag() * ratio);
      return {(a.real() + a.imag() * ratio) * scale, (a.imag() - a.real() * ratio) * scale};
    }
    const auto ratio = b.real() / b.imag();
    const auto scale = T(1) / (b.imag() + b.real() * ratio);
    return {(a.real() * ratio + a.imag()) * scale, (a.imag() * ratio - a.real()) * scale};
  }
};
/// Small whole powers by multiplication, as NumPy: the first is the number itself, also where a part is not finite.
struct Power {
  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    if (b == C<T>(0))
      return {1, 0};
    if (a == C<T>(0))
      return b.real() > T(0) && b.imag() == T(0)
                 ? C<T>(0)
                 : C<T>(std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::quiet_NaN());
    if (b.imag() == T(0) && std::abs(b.real()) < T(100) && b.real() == std::floor(b.real())) {
      if (b.real() > T(0) && b.real() <= T(3))
        return b.real() == T(1) ? a : b.real() == T(2) ? Multiply()(a, a) : Multiply()(a, Multiply()(a, a));
      const auto count = static_cast<int>(std::abs(b.real()));
      C<T> result(1), square = a;
      for (auto left = count; left > 0; left /= 2) {
        if (left % 2)
          result = Multiply()(result, square);
        square = Multiply()(square, square);
      }
      return b.real() < T(0) ? Divide()(C<T>(1), result) : result;
    }
    return std::pow(a, b);
  }
};
/// By the larger part, as NumPy; the reciprocal of 0 is NaN.
struct Reciprocal {
  template <class T>
  C<T> operator()(C<T> a) const {
    if (std::abs(a.imag()) <= std::abs(a.real())) {
      const auto ratio = a.imag() / a.real();
      const auto size = a.real() + a.imag() * ratio;
      return {T(1) / size, -ratio / size};
    }
    const auto ratio = a.real() / a.imag();
    const auto size = a.real() * ratio + a.imag();
    return {ratio / size, T(-1) / size};
  }
};
/// exp(a) - 1 without cancellation near 0: cos(y) - 1 = -2 sin(y / 2)^2.
struct Expm1 {
  template <class T>
  C<T> operator()(C<T> a) const {
    const auto half = std::sin(a.imag() / 2);
    return {std::expm1(a.real()) * std::cos(a.imag()) - 2 * half * half, std::exp(a.real()) * std::sin(a.imag())};
  }
};
/// log(1 + a) without cancellation near 0: |1 + a|^2 - 1 = x (2 + x) + y^2.
struct Log1p {
  template <class T>
  C<T> operator()(C<T> a) const {
    const auto x = a.real(), y = a.imag();
    const auto turn = std::atan2(y, x + 1);
    if (std::abs(x) < T(0.5) && std::abs(y) < T(0.5))
      return {std::log1p(x * (2 + x) + y * y) / 2, turn};
    return {std::log(std::hypot(x + 1, y)), turn};
  }
};
/// Of two real numbers.
struct FromParts {
  template <class T>
  C<T> operator()(T real, T imaginary) const {
    return {real, imaginary};
  }
};

/// NumPy's order: by real parts, then imaginary ones. A number with a NaN is neither before nor after another, unless
/// the real parts are equal and the imaginary ones numbers.
template <class T>
bool any_nan(C<T> a) {
  return a.real() != a.real() || a.imag() != a.imag();
}
struct Greater {
  template <class T>
  bool operator()(C<T> a, C<T> b) const {
    return (a.real() > b.real() && a.imag() == a.imag() && b.imag() == b.imag())
           || (a.real() == b.real() && a.imag() > b.imag());
  }
};
struct GreaterEqual {
  template <class T>
  bool operator()(C<T> a, C<T> b) const {
    return (a.real() > b.real() && a.imag() == a.imag() && b.imag() == b.imag())
           || (a.real() == b.real() && a.imag() >= b.imag());
  }
};
struct Less {
  template <class T>
  bool operator()(C<T> a, C<T> b) const {
    return Greater()(b, a);
  }
};
struct LessEqual {
  template <class T>
  bool operator()(C<T> a, C<T> b) const {
    return GreaterEqual()(b, a);
  }
};
/// By that order: 1, -1 or 0; NaN for what is not in it.
struct Sign {
  template <class T>
  C<T> operator()(C<T> a) const {
    const C<T> zero(0);
    const auto none = std::numeric_limits<T>::quiet_NaN();
    return {Greater()(a, zero) ? T(1) : Less()(a, zero) ? T(-1) : a == zero ? T(0) : none, T(0)};
  }
};
struct Maximum {
  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    return any_nan(a) || GreaterEqual()(a, b) ? a : b;
  }
};
struct Minimum {
  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    return any_nan(a) || LessEqual()(a, b) ? a : b;
  }
};
struct Fmax {
  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    return any_nan(b) || GreaterEqual()(a, b) ? a : b;
  }
};
struct Fmin {
  template <class T>
  C<T> operator()(C<T> a, C<T> b) const {
    return any_nan(b) || LessEqual()(a, b) ? a : b;
  }
};
/// NumPy's clip has an order of its own: by real parts alone where they differ, also beside NaN.
struct Clip {
  template <class T>
  static bool above(C<T> a, C<T> b) {
    return a.real() == b.real() ? a.imag() > b.imag() : a.real() > b.real();
  }
  template <class T>
  C<T> operator()(C<T> a, C<T> low, C<T> high) const {
    const auto raised = any_nan(a) || above(a, low) ? a : low;
    return any_nan(raised) || above(high, raised) ? raised : high;
  }
};

#define TROUPE_COMPLEX1(Name, expression)                                                                              \
  struct Name {                                                                                                        \
    template <class T>                                                                                                 \
    auto operator()(C<T> a) const {                                                                                    \
      return expression;                                                                                               \
    }                                                                                                                  \
  };
TROUPE_COMPLEX1(Negative, -a)
TROUPE_COMPLEX1(Conjugate, std::conj(a))
TROUPE_COMPLEX1(Square, Multiply()(a, a))
TROUPE_COMPLEX1(Sqrt, std::sqrt(a))
TROUPE_COMPLEX1(Exp, std::exp(a))
TROUPE_COMPLEX1(Log, std::log(a))
TROUPE_COMPLEX1(Exp2, std::exp(C<T>(a.real() * std::numbers::ln2_v<T>, a.imag() * std::numbers::ln2_v<T>)))
TROUPE_COMPLEX1(Log2, std::log(a) * std::numbers::log2e_v<T>)
TROUPE_COMPLEX1(Log10, std::log(a) * std::numbers::log10e_v<T>)
TROUPE_COMPLEX1(Rint, C<T>(std::nearbyint(a.real()), std::nearbyint(a.imag())))
TROUPE_COMPLEX1(Sin, std::sin(a))
TROUPE_COMPLEX1(Cos, std::cos(a))
TROUPE_COMPLEX1(Tan, std::tan(a))
TROUPE_COMPLEX1(Arcsin, std::asin(a))
TROUPE_COMPLEX1(Arccos, std::acos(a))
TROUPE_COMPLEX1(Arctan, std::atan(a))
TROUPE_COMPLEX1(Sinh, std::sinh(a))
TROUPE_COMPLEX1(Cosh, std::cosh(a))
TROUPE_COMPLEX1(Tanh, std::tanh(a))
TROUPE_COMPLEX1(Arcsinh, std::asinh(a))
TROUPE_COMPLEX1(Arccosh, std::acosh(a))
TROUPE_COMPLEX1(Arctanh, std::atanh(a))
TROUPE_COMPLEX1(Absolute, std::hypot(a.real(), a.imag()))
TROUPE_COMPLEX1(Angle, std::atan2(a.imag(), a.real()))
TROUPE_COMPLEX1(Real, a.real())
TROUPE_COMPLEX1(Imag, a.imag())
TROUPE_COMPLEX1(Isnan, std::isnan(a.real()) || std::isnan(a.imag()))
TROUPE_COMPLEX1(Isinf, std::isinf(a.real()) || std::isinf(a.imag()))
TROUPE_COMPLEX1(Isfinite, std::isfinite(a.real()) && std::isfinite(a.imag()))

template <class Op>
TileFunction to_real(DType dtype) {
  return dtype == DType::complex64 ? &loop1<Op, C<float>, float> : &loop1<Op, C<double>, double>;
}

TileFunction parts_and_tests(Ufunc op, DType loop) {
  switch (op) {
  case Ufunc::absolute:
    return to_real<Absolute>(loop);
  case Ufunc::angle:
    return to_real<Angle>(loop);
  case Ufunc::real:
    return to_real<Real>(loop);
  case Ufunc::imag:
    return to_real<Imag>(loop);
  case Ufunc::isnan:
    return unary_to_bool<Isnan, TROUPE_COMPLEX>(loop);
  case Ufunc::isinf:
    return unary_to_bool<Isinf, TROUPE_COMPLEX>(loop);
  case Ufunc::isfinite:
    return unary_to_bool<Isfinite, TROUPE_COMPLEX>(loop);
  default:
    return nullptr;
  }
}

TileFunction by_order(Ufunc op, DType loop) {
  switch (op) {
  case Ufunc::less:
    return binary_to_bool<Less, TROUPE_COMPLEX>(loop);
  case Ufunc::less_equal:
    return binary_to_bool<LessEqual, TROUPE_COMPLEX>(loop);
  case Ufunc::greater:
    return binary_to_bool<Greater, TROUPE_COMPLEX>(loop);
  case Ufunc::greater_equal:
    return binary_to_bool<GreaterEqual, TROUPE_COMPLEX>(loop);
  case Ufunc::maximum:
    return binary_loop<Maximum, TROUPE_COMPLEX>(loop);
  case Ufunc::minimum:
    return binary_loop<Minimum, TROUPE_COMPLEX>(loop);
  case Ufunc::fmax:
    return binary_loop<Fmax, TROUPE_COMPLEX>(loop);
  case Ufunc::fmin:
    return binary_loop<Fmin, TROUPE_COMPLEX>(loop);
  case Ufunc::clip:
    return loop == DType::complex64 ? &loop3<C<float>, Clip, C<float>> : &loop3<C<double>, Clip, C<double>>;
  default:
    return parts_and_tests(op, loop);
  }
}

} // namespace

TileFunction complex_loop(Ufunc op, DType loop) {
  if (!is_complex(loop))
    return op != Ufunc::from_parts  ? nullptr
           : loop == DType::float32 ? &loop2<FromParts, float, C<float>>
           : loop == DType::float64 ? &loop2<FromParts, double, C<double>>
                                    : nullptr;
  switch (op) {
  case Ufunc::add:
    return binary_loop<Add, TROUPE_COMPLEX>(loop);
  case Ufunc::subtract:
    return binary_loop<Subtract, TROUPE_COMPLEX>(loop);
  case Ufunc::multiply:
    return binary_loop<Multiply, TROUPE_COMPLEX>(loop);
  case Ufunc::divide:
    return binary_loop<Divide, TROUPE_COMPLEX>(loop);
  case Ufunc::power:
    return binary_loop<Power, TROUPE_COMPLEX>(loop);
  case Ufunc::sign:
    return unary_loop<Sign, TROUPE_COMPLEX>(loop);
  case Ufunc::negative:
    return unary_loop<Negative, TROUPE_COMPLEX>(loop);
  case Ufunc::conjugate:
    return unary_loop<Conjugate, TROUPE_COMPLEX>(loop);
  case Ufunc::square:
    return unary_loop<Square, TROUPE_COMPLEX>(loop);
  case Ufunc::reciprocal:
    return unary_loop<Reciprocal, TROUPE_COMPLEX>(loop);
  case Ufunc::sqrt:
    return unary_loop<Sqrt, TROUPE_COMPLEX>(loop);
  case Ufunc::exp:
    return unary_loop<Exp, TROUPE_COMPLEX>(loop);
  case Ufunc::exp2:
    return unary_loop<Exp2, TROUPE_COMPLEX>(loop);
  case Ufunc::expm1:
    return unary_loop<Expm1, TROUPE_COMPLEX>(loop);
  case Ufunc::log:
    return unary_loop<Log, TROUPE_COMPLEX>(loop);
  case Ufunc::log2:
    return unary_loop<Log2, TROUPE_COMPLEX>(loop);
  case Ufunc::log1p:
    return unary_loop<Log1p, TROUPE_COMPLEX>(loop);
  case Ufunc::rint:
    return unary_loop<Rint, TROUPE_COMPLEX>(loop);
  case Ufunc::log10:
    return unary_loop<Log10, TROUPE_COMPLEX>(loop);
  case Ufunc::sin:
    return unary_loop<Sin, TROUPE_COMPLEX>(loop);
  case Ufunc::cos:
    return unary_loop<Cos, TROUPE_COMPLEX>(loop);
  case Ufunc::tan:
    return unary_loop<Tan, TROUPE_COMPLEX>(loop);
  case Ufunc::arcsin:
    return unary_loop<Arcsin, TROUPE_COMPLEX>(loop);
  case Ufunc::arccos:
    return unary_loop<Arccos, TROUPE_COMPLEX>(loop);
  case Ufunc::arctan:
    return unary_loop<Arctan, TROUPE_COMPLEX>(loop);
  case Ufunc::sinh:
    return unary_loop<Sinh, TROUPE_COMPLEX>(loop);
  case Ufunc::cosh:
    return unary_loop<Cosh, TROUPE_COMPLEX>(loop);
  case Ufunc::tanh:
    return unary_loop<Tanh, TROUPE_COMPLEX>(loop);
  case Ufunc::arcsinh:
    return unary_loop<Arcsinh, TROUPE_COMPLEX>(loop);
  case Ufunc::arccosh:
    return unary_loop<Arccosh, TROUPE_COMPLEX>(loop);
  case Ufunc::arctanh:
    return unary_loop<Arctanh, TROUPE_COMPLEX>(loop);
  default:
    return by_order(op, loop);
  }
}

} // namespace troupe
