#include "runtime/tiles/loop_tables.hpp"
#include "runtime/tiles/number_ops.hpp"

#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/tiles/arithmetic_loops.cpp"
#include "runtime/tiles/tile_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {
#include "runtime/tiles/loops.inl"

#define TROUPE_OP2(Name, body)                                                                                         \
  struct Name {                                                                                                        \
    template <class T>                                                                                                 \
    HWY_INLINE T operator()(T a, T b) const {                                                                          \
      body                                                                                                             \
    }                                                                                                                  \
  };
#define TROUPE_OP1(Name, body)                                                                                         \
  struct Name {                                                                                                        \
    template <class T>                                                                                                 \
    HWY_INLINE T operator()(T a) const {                                                                               \
      body                                                                                                             \
    }                                                                                                                  \
  };

TROUPE_OP2(Add, return number::add(a, b);)
TROUPE_OP2(Subtract, return number::subtract(a, b);)
TROUPE_OP2(Multiply, return number::multiply(a, b);)
TROUPE_OP2(Divide, return a / b;)
TROUPE_OP2(Maximum, return number::maximum(a, b);)
TROUPE_OP2(Minimum, return number::minimum(a, b);)
TROUPE_OP2(Fmax, return number::fmax(a, b);)
TROUPE_OP2(Fmin, return number::fmin(a, b);)
TROUPE_OP2(And, return static_cast<T>(a & b);)
TROUPE_OP2(Or, return static_cast<T>(a | b);)
TROUPE_OP2(XOr, return static_cast<T>(a ^ b);)
TROUPE_OP2(Copysign, return std::copysign(a, b);)
TROUPE_OP2(Heaviside, return a != a ? a : a == T(0) ? b : a < T(0) ? T(0) : T(1);)

/// Shifts by the width or more (or by a negative number) shift everything out.
TROUPE_OP2(LeftShift, using U = std::make_unsigned_t<T>; constexpr U width = 8 * sizeof(T);
           return static_cast<U>(b) < width ? static_cast<T>(static_cast<number::Wrapping<T>>(a) << b) : T(0);)
TROUPE_OP2(RightShift, using U = std::make_unsigned_t<T>; constexpr U width = 8 * sizeof(T);
           return static_cast<U>(b) < width ? static_cast<T>(a >> b)
                  : a < T(0)                ? static_cast<T>(-1)
                                            : T(0);)

TROUPE_OP1(Positive, return a;)
TROUPE_OP1(Square, return number::multiply(a, a);)
TROUPE_OP1(Sqrt, return std::sqrt(a);)
TROUPE_OP1(Floor, return std::floor(a);)
TROUPE_OP1(Ceil, return std::ceil(a);)
TROUPE_OP1(Trunc, return std::trunc(a);)
TROUPE_OP1(Rint, return std::nearbyint(a);)
TROUPE_OP1(Deg2rad, return a * static_cast<T>(std::numbers::pi / 180);)
TROUPE_OP1(Rad2deg, return a * static_cast<T>(180 / std::numbers::pi);)

struct Negative {
  template <class T>
  HWY_INLINE T operator()(T a) const {
    if constexpr (std::integral<T>)
      return number::subtract(T(0), a);
    else
      return -a;
  }
};
struct Absolute {
  template <class T>
  HWY_INLINE T operator()(T a) const {
    if constexpr (std::floating_point<T>)
      return std::abs(a);
    else if constexpr (std::is_signed_v<T>)
      return a < T(0) ? number::subtract(T(0), a) : a;
    else
      return a;
  }
};
struct Sign {
  template <class T>
  HWY_INLINE T operator()(T a) const {
    if constexpr (std::floating_point<T>)
      return a != a ? a : static_cast<T>((a > T(0)) - (a < T(0)));
    else
      return static_cast<T>((a > T(0)) - (a < T(0)));
  }
};
struct Reciprocal {
  template <class T>
  HWY_INLINE T operator()(T a) const {
    return T(1) / a;
  }
};
struct Invert {
  template <class T>
  HWY_INLINE T operator()(T a) const {
    if constexpr (std::is_same_v<T, bool>)
      return !a;
    else
      return static_cast<T>(~a);
  }
};
struct Zero {
  template <class T>
  HWY_INLINE T operator()(T) const {
    return T(0);
  }
};
/// The angle of a real number in the complex plane.
struct Angle {
  template <class T>
  HWY_INLINE T operator()(T a) const {
    return a != a ? a : std::signbit(a) ? std::numbers::pi_v<T> : T(0);
  }
};
struct Choose {
  template <class T>
  HWY_INLINE T operator()(bool which, T a, T b) const {
    return which ? a : b;
  }
};
struct Clip {
  template <class T>
  HWY_INLINE T operator()(T a, T low, T high) const {
    return number::minimum(number::maximum(a, low), high);
  }
};

template <class... Ts>
TileFunction choose_loop(DType dtype) {
  TileFunction found = nullptr;
  ((dtype == dtype_of_v<Ts> ? void(found = &loop3<bool, Choose, Ts>) : void()), ...);
  return found;
}
template <class... Ts>
TileFunction clip_loop(DType dtype) {
  TileFunction found = nullptr;
  ((dtype == dtype_of_v<Ts> ? void(found = &loop3<Ts, Clip, Ts>) : void()), ...);
  return found;
}

TileFunction two_operands(Ufunc op, DType dtype) {
  switch (op) {
  case Ufunc::add:
    return binary_loop<Add, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::subtract:
    return binary_loop<Subtract, TROUPE_NUMBERS>(dtype);
  case Ufunc::multiply:
    return binary_loop<Multiply, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::divide:
    return binary_loop<Divide, TROUPE_FLOATS>(dtype);
  case Ufunc::maximum:
    return binary_loop<Maximum, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::minimum:
    return binary_loop<Minimum, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::fmax:
    return binary_loop<Fmax, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::fmin:
    return binary_loop<Fmin, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::bitwise_and:
    return binary_loop<And, bool, TROUPE_INTEGERS>(dtype);
  case Ufunc::bitwise_or:
    return binary_loop<Or, bool, TROUPE_INTEGERS>(dtype);
  case Ufunc::bitwise_xor:
    return binary_loop<XOr, bool, TROUPE_INTEGERS>(dtype);
  case Ufunc::left_shift:
    return binary_loop<LeftShift, TROUPE_INTEGERS>(dtype);
  case Ufunc::right_shift:
    return binary_loop<RightShift, TROUPE_INTEGERS>(dtype);
  case Ufunc::copysign:
    return binary_loop<Copysign, TROUPE_FLOATS>(dtype);
  case Ufunc::heaviside:
    return binary_loop<Heaviside, TROUPE_FLOATS>(dtype);
  default:
    return nullptr;
  }
}

TileFunction arithmetic(Ufunc op, DType dtype) {
  switch (op) {
  case Ufunc::positive:
    return unary_loop<Positive, TROUPE_NUMBERS, TROUPE_COMPLEX>(dtype);
  case Ufunc::conjugate:
    return unary_loop<Positive, TROUPE_NUMBERS>(dtype);
  case Ufunc::real:
    return unary_loop<Positive, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::imag:
    return unary_loop<Zero, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::angle:
    return unary_loop<Angle, TROUPE_FLOATS>(dtype);
  case Ufunc::negative:
    return unary_loop<Negative, TROUPE_NUMBERS>(dtype);
  case Ufunc::absolute:
    return unary_loop<Absolute, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::fabs:
    return unary_loop<Absolute, TROUPE_FLOATS>(dtype);
  case Ufunc::sign:
    return unary_loop<Sign, TROUPE_NUMBERS>(dtype);
  case Ufunc::square:
    return unary_loop<Square, TROUPE_NUMBERS>(dtype);
  case Ufunc::reciprocal:
    return unary_loop<Reciprocal, TROUPE_FLOATS>(dtype);
  case Ufunc::invert:
    return unary_loop<Invert, bool, TROUPE_INTEGERS>(dtype);
  case Ufunc::rint:
    return unary_loop<Rint, TROUPE_FLOATS>(dtype);
  case Ufunc::floor:
    return unary_loop<Floor, TROUPE_FLOATS>(dtype);
  case Ufunc::ceil:
    return unary_loop<Ceil, TROUPE_FLOATS>(dtype);
  case Ufunc::trunc:
    return unary_loop<Trunc, TROUPE_FLOATS>(dtype);
  case Ufunc::sqrt:
    return unary_loop<Sqrt, TROUPE_FLOATS>(dtype);
  case Ufunc::deg2rad:
    return unary_loop<Deg2rad, TROUPE_FLOATS>(dtype);
  case Ufunc::rad2deg:
    return unary_loop<Rad2deg, TROUPE_FLOATS>(dtype);
  case Ufunc::where:
    return choose_loop<bool, TROUPE_NUMBERS, TROUPE_COMPLEX>(dtype);
  case Ufunc::clip:
    return clip_loop<bool, TROUPE_NUMBERS>(dtype);
  default:
    return two_operands(op, dtype);
  }
}

#undef TROUPE_OP2
#undef TROUPE_OP1
} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {
namespace {
HWY_EXPORT(arithmetic);
} // namespace

TileFunction arithmetic_loop(Ufunc op, DType loop) { return HWY_DYNAMIC_DISPATCH(arithmetic)(op, loop); }

} // namespace troupe
#endif // HWY_ONCE
