#include "runtime/tiles/loop_tables.hpp"

#include <cmath>
#include <complex>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/tiles/comparison_loops.cpp"
#include "runtime/tiles/tile_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {
#include "runtime/tiles/loops.inl"

#define TROUPE_TEST2(Name, expression)                                                                                 \
  struct Name {                                                                                                        \
    template <class T>                                                                                                 \
    HWY_INLINE bool operator()(T a, T b) const {                                                                       \
      return expression;                                                                                               \
    }                                                                                                                  \
  };
#define TROUPE_TEST1(Name, expression)                                                                                 \
  struct Name {                                                                                                        \
    template <class T>                                                                                                 \
    HWY_INLINE bool operator()(T a) const {                                                                            \
      return expression;                                                                                               \
    }                                                                                                                  \
  };

TROUPE_TEST2(Equal, a == b)
TROUPE_TEST2(NotEqual, a != b)
TROUPE_TEST2(Less, a < b)
TROUPE_TEST2(LessEqual, a <= b)
TROUPE_TEST2(Greater, a > b)
TROUPE_TEST2(GreaterEqual, a >= b)
TROUPE_TEST2(And, (a & b) != 0)
TROUPE_TEST2(Or, (a | b) != 0)
TROUPE_TEST2(XOr, a != b)
TROUPE_TEST1(Not, !a)
TROUPE_TEST1(Isnan, a != a)
TROUPE_TEST1(Isinf, std::abs(a) == std::numeric_limits<T>::infinity())
TROUPE_TEST1(Isfinite, std::abs(a) <= std::numeric_limits<T>::max())
TROUPE_TEST1(Signbit, std::signbit(a))

TileFunction comparison(Ufunc op, DType dtype) {
  switch (op) {
  case Ufunc::equal:
    return binary_to_bool<Equal, bool, TROUPE_NUMBERS, TROUPE_COMPLEX>(dtype);
  case Ufunc::not_equal:
    return binary_to_bool<NotEqual, bool, TROUPE_NUMBERS, TROUPE_COMPLEX>(dtype);
  case Ufunc::less:
    return binary_to_bool<Less, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::less_equal:
    return binary_to_bool<LessEqual, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::greater:
    return binary_to_bool<Greater, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::greater_equal:
    return binary_to_bool<GreaterEqual, bool, TROUPE_NUMBERS>(dtype);
  case Ufunc::logical_and:
    return binary_to_bool<And, bool>(dtype);
  case Ufunc::logical_or:
    return binary_to_bool<Or, bool>(dtype);
  case Ufunc::logical_xor:
    return binary_to_bool<XOr, bool>(dtype);
  case Ufunc::logical_not:
    return unary_to_bool<Not, bool>(dtype);
  case Ufunc::isnan:
    return unary_to_bool<Isnan, TROUPE_FLOATS>(dtype);
  case Ufunc::isinf:
    return unary_to_bool<Isinf, TROUPE_FLOATS>(dtype);
  case Ufunc::isfinite:
    return unary_to_bool<Isfinite, TROUPE_FLOATS>(dtype);
  case Ufunc::signbit:
    return unary_to_bool<Signbit, TROUPE_FLOATS>(dtype);
  default:
    return nullptr;
  }
}

#undef TROUPE_TEST2
#undef TROUPE_TEST1
} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {
namespace {
HWY_EXPORT(comparison);
} // namespace

TileFunction comparison_loop(Ufunc op, DType loop) { return HWY_DYNAMIC_DISPATCH(comparison)(op, loop); }

} // namespace troupe
#endif // HWY_ONCE
