// Loops without useful vector instructions: divisions, powers and divisors of integers, and the floating-point
// functions that the C library computes number by number.
#include "runtime/tiles/loop_tables.hpp"
#include "runtime/tiles/number_ops.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numeric>

namespace troupe {
namespace {
#include "runtime/tiles/loops.inl"

/// Division by zero gives 0, the lowest number by -1 itself, as NumPy (which warns besides).
struct FloorDivide {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::floating_point<T>) {
      if (b == T(0))
        return a / b;
      const auto mod = std::fmod(a, b);
      auto div = (a - mod) / b;
      if (mod != T(0) && (b < T(0)) != (mod < T(0)))
        div -= T(1);
      if (div == T(0))
        return std::copysign(T(0), a / b);
      const auto whole = std::floor(div);
      return div - whole > T(0.5) ? whole + T(1) : whole;
    } else {
      if (b == 0)
        return 0;
      if constexpr (std::is_signed_v<T>) {
        if (b == -1)
          return number::subtract(T(0), a);
        const auto quotient = static_cast<T>(a / b);
        return static_cast<T>(quotient - (a % b != 0 && (a < 0) != (b < 0)));
      } else
        return static_cast<T>(a / b);
    }
  }
};
/// The sign of the divisor, as Python's %.
struct Remainder {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::floating_point<T>) {
      const auto mod = std::fmod(a, b);
      if (b == T(0) || mod != mod)
        return mod;
      if (mod == T(0))
        return std::copysign(T(0), b);
      return (b < T(0)) != (mod < T(0)) ? mod + b : mod;
    } else {
      if (b == 0)
        return 0;
      if constexpr (std::is_signed_v<T>) {
        if (b == -1)
          return 0;
        const auto mod = static_cast<T>(a % b);
        return mod != 0 && (mod < 0) != (b < 0) ? static_cast<T>(mod + b) : mod;
      } else
        return static_cast<T>(a % b);
    }
  }
};
/// The sign of the dividend, as C's.
struct Fmod {
  template <class T>
  T operator()(T a, T b) const {
    if constexpr (std::floating_point<T>)
      return std::fmod(a, b);
    else {
      if (b == 0)
        return 0;
      if constexpr (std::is_signed_v<T>)
        if (b == -1)
          return 0;
      return static_cast<T>(a % b);
    }
  }
};
/// By squaring, wrapping around. To a negative power: cut towards zero (NumPy refuses).
struct Power {
  template <class T>
  T operator()(T base, T exponent) const {
    if (exponent < T(0)) {
      if (base == T(1))
        return 1;
      return base == static_cast<T>(-1) ? (exponent % 2 == 0 ? T(1) : static_cast<T>(-1)) : T(0);
    }
    T result = 1;
    for (auto left = exponent; left > 0; left = static_cast<T>(left / 2)) {
      if (left % 2 != 0)
        result = number::multiply(result, base);
      base = number::multiply(base, base);
    }
    return result;
  }
};
template <class T>
std::make_unsigned_t<T> magnitude(T a) {
  using U = std::make_unsigned_t<T>;
  return a < T(0) ? static_cast<U>(U(0) - static_cast<U>(a)) : static_cast<U>(a);
}
struct Gcd {
  template <class T>
  T operator()(T a, T b) const {
    return static_cast<T>(std::gcd(magnitude(a), magnitude(b)));
  }
};
struct Lcm {
  template <class T>
  T operator()(T a, T b) const {
    const auto divisor = std::gcd(magnitude(a), magnitude(b));
    if (divisor == 0)
      return 0;
    using U = std::make_unsigned_t<T>;
    return static_cast<T>(number::multiply(static_cast<U>(magnitude(a) / divisor), magnitude(b)));
  }
};
struct IntegerReciprocal {
  template <class T>
  T operator()(T a) const {
    return a == T(1) || (std::is_signed_v<T> && a == static_cast<T>(-1)) ? a : T(0);
  }
};

struct Nextafter {
  template <class T>
  T operator()(T a, T b) const {
    return std::nextafter(a, b);
  }
};
struct Ldexp {
  template <class T>
  T operator()(T a, T exponent) const {
    if (exponent != exponent)
      return exponent;
    return std::ldexp(a, static_cast<int>(std::clamp(exponent, T(-100000), T(100000))));
  }
};
struct Spacing {
  template <class T>
  T operator()(T a) const {
    if (!std::isfinite(a))
      return std::numeric_limits<T>::quiet_NaN();
    const auto size = std::abs(a);
    const auto gap = std::nextafter(size, std::numeric_limits<T>::infinity()) - size;
    return std::signbit(a) && a != T(0) ? -gap : gap;
  }
};

} // namespace

TileFunction integer_loop(Ufunc op, DType loop) {
  switch (op) {
  case Ufunc::floor_divide:
    return binary_loop<FloorDivide, TROUPE_NUMBERS>(loop);
  case Ufunc::remainder:
    return binary_loop<Remainder, TROUPE_NUMBERS>(loop);
  case Ufunc::fmod:
    return binary_loop<Fmod, TROUPE_NUMBERS>(loop);
  case Ufunc::power:
    return binary_loop<Power, TROUPE_INTEGERS>(loop);
  case Ufunc::gcd:
    return binary_loop<Gcd, TROUPE_INTEGERS>(loop);
  case Ufunc::lcm:
    return binary_loop<Lcm, TROUPE_INTEGERS>(loop);
  case Ufunc::reciprocal:
    return unary_loop<IntegerReciprocal, TROUPE_INTEGERS>(loop);
  case Ufunc::nextafter:
    return binary_loop<Nextafter, TROUPE_FLOATS>(loop);
  case Ufunc::ldexp:
    return binary_loop<Ldexp, TROUPE_FLOATS>(loop);
  case Ufunc::spacing:
    return unary_loop<Spacing, TROUPE_FLOATS>(loop);
  default:
    return nullptr;
  }
}

} // namespace troupe
