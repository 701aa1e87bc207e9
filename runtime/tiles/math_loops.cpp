// exp, log, sin and similar functions, by SLEEF's vector functions: the bits are the same on all CPUs with FMA (its
// finz_ functions), and on all without (cinz_). Where those are wrong, at the limits of their domains, single numbers
// are taken from the C library.
#include "runtime/tiles/loop_tables.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/tiles/math_loops.cpp"
#include "runtime/tiles/tile_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {

#if HWY_TARGET == HWY_AVX3
#define TROUPE_VECTOR_BYTES 64
#define TROUPE_SLEEF_F64(name, accuracy) Sleef_finz_##name##d8_##accuracy##avx512f
#define TROUPE_SLEEF_F32(name, accuracy) Sleef_finz_##name##f16_##accuracy##avx512f
#elif HWY_TARGET == HWY_AVX2
#define TROUPE_VECTOR_BYTES 32
#define TROUPE_SLEEF_F64(name, accuracy) Sleef_finz_##name##d4_##accuracy##avx2
#define TROUPE_SLEEF_F32(name, accuracy) Sleef_finz_##name##f8_##accuracy##avx2
#else
#define TROUPE_VECTOR_BYTES 16
#define TROUPE_SLEEF_F64(name, accuracy) Sleef_cinz_##name##d2_##accuracy##sse2
#define TROUPE_SLEEF_F32(name, accuracy) Sleef_cinz_##name##f4_##accuracy##sse2
#endif

using VectorF64 = double __attribute__((vector_size(TROUPE_VECTOR_BYTES)));
using VectorF32 = float __attribute__((vector_size(TROUPE_VECTOR_BYTES)));
template <class T>
using Vector = std::conditional_t<std::is_same_v<T, double>, VectorF64, VectorF32>;

// Declared here rather than by <sleef.h>, which declares for one instruction set at a time.
#define TROUPE_DECLARE1(Name, name, accuracy)                                                                          \
  extern "C" VectorF64 TROUPE_SLEEF_F64(name, accuracy)(VectorF64);                                                    \
  extern "C" VectorF32 TROUPE_SLEEF_F32(name, accuracy)(VectorF32);                                                    \
  struct Name {                                                                                                        \
    static HWY_INLINE void apply(const VectorF64& a, VectorF64& to) { to = TROUPE_SLEEF_F64(name, accuracy)(a); }      \
    static HWY_INLINE void apply(const VectorF32& a, VectorF32& to) { to = TROUPE_SLEEF_F32(name, accuracy)(a); }      \
  };
#define TROUPE_DECLARE2(Name, name, accuracy)                                                                          \
  extern "C" VectorF64 TROUPE_SLEEF_F64(name, accuracy)(VectorF64, VectorF64);                                         \
  extern "C" VectorF32 TROUPE_SLEEF_F32(name, accuracy)(VectorF32, VectorF32);                                         \
  struct Name {                                                                                                        \
    static HWY_INLINE void apply(const VectorF64& a, const VectorF64& b, VectorF64& to) {                              \
      to = TROUPE_SLEEF_F64(name, accuracy)(a, b);                                                                     \
    }                                                                                                                  \
    static HWY_INLINE void apply(const VectorF32& a, const VectorF32& b, VectorF32& to) {                              \
      to = TROUPE_SLEEF_F32(name, accuracy)(a, b);                                                                     \
    }                                                                                                                  \
  };

TROUPE_DECLARE1(Cbrt, cbrt, u10)
TROUPE_DECLARE1(SleefExp, exp, u10)
TROUPE_DECLARE1(Exp2, exp2, u10)
TROUPE_DECLARE1(Expm1, expm1, u10)
TROUPE_DECLARE1(Log, log, u10)
TROUPE_DECLARE1(Log2, log2, u10)
TROUPE_DECLARE1(Log10, log10, u10)
TROUPE_DECLARE1(SleefLog1p, log1p, u10)
TROUPE_DECLARE1(Sin, sin, u10)
TROUPE_DECLARE1(Cos, cos, u10)
TROUPE_DECLARE1(SleefTan, tan, u10)
TROUPE_DECLARE1(Arcsin, asin, u10)
TROUPE_DECLARE1(Arccos, acos, u10)
TROUPE_DECLARE1(Arctan, atan, u10)
TROUPE_DECLARE1(SleefSinh, sinh, u10)
TROUPE_DECLARE1(SleefCosh, cosh, u10)
TROUPE_DECLARE1(SleefTanh, tanh, u10)
TROUPE_DECLARE1(SleefAsinh, asinh, u10)
TROUPE_DECLARE1(SleefAcosh, acosh, u10)
TROUPE_DECLARE1(SleefAtanh, atanh, u10)
TROUPE_DECLARE1(Erf, erf, u10)
TROUPE_DECLARE1(Erfc, erfc, u15)
TROUPE_DECLARE2(SleefPow, pow, u10)
TROUPE_DECLARE2(Arctan2, atan2, u10)
TROUPE_DECLARE2(Hypot, hypot, u05)

template <class T>
HWY_INLINE Vector<T> all(T value) {
  return Vector<T>{} + value;
}
template <class V>
HWY_INLINE void choose(const V& a, const V& b, V& larger, V& smaller) {
  larger = a >= b ? a : b;
  smaller = a >= b ? b : a;
}

// Where SLEEF's functions overflow or lose small numbers before their results would.
template <class V>
using Lane = std::remove_reference_t<decltype(std::declval<V&>()[0])>;
template <class V>
constexpr Lane<V> square_overflows = sizeof(Lane<V>) == 8 ? Lane<V>(1e150) : Lane<V>(1e18f);
template <class V>
constexpr Lane<V> square_vanishes = sizeof(Lane<V>) == 8 ? Lane<V>(1e-8) : Lane<V>(1e-4f);
template <class V>
constexpr Lane<V> log_of_2 = Lane<V>(0.693147180559945309417232121458176568);

template <class V>
constexpr Lane<V> itself_below = sizeof(Lane<V>) == 8 ? Lane<V>(1e-17) : Lane<V>(1e-9f); ///< x is log1p(x), tan(x)
template <class V>
constexpr Lane<V> exp_overflows_near = sizeof(Lane<V>) == 8 ? Lane<V>(709) : Lane<V>(88);

template <class Mask>
HWY_INLINE bool any(const Mask& mask) {
  std::uint64_t words[sizeof(Mask) / sizeof(std::uint64_t)], together = 0;
  std::memcpy(words, &mask, sizeof words);
  for (const auto word : words)
    together |= word;
  return together != 0;
}

/// Where the mask says so, what `at` makes of the lane's number: the C library.
template <class V, class Mask, class At>
HWY_INLINE void mend(const Mask& mask, V& to, At at) {
  if (HWY_LIKELY(!any(mask)))
    return;
  for (std::size_t lane = 0; lane < sizeof(V) / sizeof(to[0]); ++lane)
    if (mask[lane])
      to[lane] = at(lane);
}

template <class V>
HWY_INLINE V size_of_each(const V& a) {
  return a < Lane<V>(0) ? -a : a;
}

/// SLEEF's overflow a little early.
struct Exp {
  template <class V>
  static HWY_INLINE void apply(const V& a, V& to) {
    const V x = a;
    SleefExp::apply(x, to);
    mend(x > exp_overflows_near<V>, to, [&](std::size_t lane) { return std::exp(x[lane]); });
  }
};
struct Sinh {
  template <class V>
  static HWY_INLINE void apply(const V& a, V& to) {
    const V x = a;
    SleefSinh::apply(x, to);
    mend(size_of_each(x) > exp_overflows_near<V>, to, [&](std::size_t lane) { return std::sinh(x[lane]); });
  }
};
struct Cosh {
  template <class V>
  static HWY_INLINE void apply(const V& a, V& to) {
    const V x = a;
    SleefCosh::apply(x, to);
    mend(size_of_each(x) > exp_overflows_near<V>, to, [&](std::size_t lane) { return std::cosh(x[lane]); });
  }
};
struct Tan {
  template <class V>
  static HWY_INLINE void apply(const V& a, V& to) {
    const V x = a;
    SleefTan::apply(x, to);
    to = size_of_each(x) < itself_below<V> ? x : to;
  }
};
struct Log1p {
  template <class V>
  static HWY_INLINE void apply(const V& a, V& to) {
    const V x = a;
    V large;
    Log::apply(x, large);
    SleefLog1p::apply(x, to);
    to = x > square_overflows<V> ? large : to;
    to = size_of_each(x) < itself_below<V> ? x : to;
  }
};
struct Tanh {
  template <class V>
  static HWY_INLINE void apply(const V& a, V& to) {
    const V x = a;
    SleefTanh::apply(x, to);
    to = size_of_each(x) < square_vanishes<V> ? x : to;
  }
};
struct Arctanh {
  template <class V>
  static HWY_INLINE void apply(const V& a, V& to) {
    const V x = a;
    SleefAtanh::apply(x, to);
    to = size_of_each(x) < square_vanishes<V> ? x : to;
  }
};
struct Arcsinh {
  template <class V>
  static HWY_INLINE void apply(const V& a, V& to) {
    const V size = a < Lane<V>(0) ? -a : a;
    V large;
    Log::apply(size, large);
    large += log_of_2<V>;
    SleefAsinh::apply(a, to);
    to = size > square_overflows<V> ? (a < Lane<V>(0) ? -large : large) : to;
    to = size < square_vanishes<V> ? a : to;
  }
};
struct Arccosh {
  template <class V>
  static HWY_INLINE void apply(const V& a, V& to) {
    V large;
    Log::apply(a, large);
    SleefAcosh::apply(a, to);
    to = a > square_overflows<V> ? large + log_of_2<V> : to;
  }
};

/// SLEEF's overflows a little early. The first power is the number itself, up to the largest.
struct Power {
  template <class V>
  static HWY_INLINE void apply(const V& a, const V& b, V& to) {
    constexpr auto largest = std::numeric_limits<Lane<V>>::max();
    SleefPow::apply(a, b, to);
    to = b == Lane<V>(1) ? a : to;
    const auto overflowed =
        (size_of_each(to) > largest) & (size_of_each(a) <= largest) & (size_of_each(b) <= largest) & (a != Lane<V>(0));
    mend(overflowed, to, [&](std::size_t lane) { return std::pow(a[lane], b[lane]); });
  }
};

/// log(exp(a) + exp(b)) without overflow: the larger plus log1p(exp(smaller - larger)).
struct Logaddexp {
  template <class V>
  static HWY_INLINE void apply(const V& a, const V& b, V& to) {
    V larger, smaller, rest;
    choose(a, b, larger, smaller);
    Exp::apply(smaller - larger, rest);
    Log1p::apply(rest, rest);
    to = a == b ? a + log_of_2<V> : larger + rest;
  }
};
struct Logaddexp2 {
  template <class V>
  static HWY_INLINE void apply(const V& a, const V& b, V& to) {
    V larger, smaller, rest;
    choose(a, b, larger, smaller);
    Exp2::apply(smaller - larger, rest);
    Log1p::apply(rest, rest);
    to = a == b ? a + decltype(a[0] + 0)(1) : larger + rest * decltype(a[0] + 0)(1.44269504088896340735992468100189214);
  }
};

template <class T>
constexpr std::size_t lanes = sizeof(Vector<T>) / sizeof(T);

template <class Op, class T>
void math1(const void* const* in, void* out, std::size_t count) {
  const auto* a = static_cast<const T*>(in[0]);
  auto* to = static_cast<T*>(out);
  Vector<T> x, y;
  for (; count >= lanes<T>; count -= lanes<T>, a += lanes<T>, to += lanes<T>) {
    std::memcpy(&x, a, sizeof(x));
    Op::apply(x, y);
    std::memcpy(to, &y, sizeof(y));
  }
  if (count > 0) {
    x = all<T>(1);
    std::memcpy(&x, a, count * sizeof(T));
    Op::apply(x, y);
    std::memcpy(to, &y, count * sizeof(T));
  }
}

template <class Op, class T>
void math2(const void* const* in, void* out, std::size_t count) {
  const auto* a = static_cast<const T*>(in[0]);
  const auto* b = static_cast<const T*>(in[1]);
  auto* to = static_cast<T*>(out);
  Vector<T> x, y, z;
  for (; count >= lanes<T>; count -= lanes<T>, a += lanes<T>, b += lanes<T>, to += lanes<T>) {
    std::memcpy(&x, a, sizeof(x));
    std::memcpy(&y, b, sizeof(y));
    Op::apply(x, y, z);
    std::memcpy(to, &z, sizeof(z));
  }
  if (count > 0) {
    x = all<T>(1);
    y = all<T>(1);
    std::memcpy(&x, a, count * sizeof(T));
    std::memcpy(&y, b, count * sizeof(T));
    Op::apply(x, y, z);
    std::memcpy(to, &z, count * sizeof(T));
  }
}

template <class Op>
TileFunction one(DType dtype) {
  return dtype == DType::float64 ? &math1<Op, double> : dtype == DType::float32 ? &math1<Op, float> : nullptr;
}
template <class Op>
TileFunction two(DType dtype) {
  return dtype == DType::float64 ? &math2<Op, double> : dtype == DType::float32 ? &math2<Op, float> : nullptr;
}

TileFunction math(Ufunc op, DType dtype) {
  switch (op) {
  case Ufunc::cbrt:
    return one<Cbrt>(dtype);
  case Ufunc::exp:
    return one<Exp>(dtype);
  case Ufunc::exp2:
    return one<Exp2>(dtype);
  case Ufunc::expm1:
    return one<Expm1>(dtype);
  case Ufunc::log:
    return one<Log>(dtype);
  case Ufunc::log2:
    return one<Log2>(dtype);
  case Ufunc::log10:
    return one<Log10>(dtype);
  case Ufunc::log1p:
    return one<Log1p>(dtype);
  case Ufunc::sin:
    return one<Sin>(dtype);
  case Ufunc::cos:
    return one<Cos>(dtype);
  case Ufunc::tan:
    return one<Tan>(dtype);
  case Ufunc::arcsin:
    return one<Arcsin>(dtype);
  case Ufunc::arccos:
    return one<Arccos>(dtype);
  case Ufunc::arctan:
    return one<Arctan>(dtype);
  case Ufunc::sinh:
    return one<Sinh>(dtype);
  case Ufunc::cosh:
    return one<Cosh>(dtype);
  case Ufunc::tanh:
    return one<Tanh>(dtype);
  case Ufunc::arcsinh:
    return one<Arcsinh>(dtype);
  case Ufunc::arccosh:
    return one<Arccosh>(dtype);
  case Ufunc::arctanh:
    return one<Arctanh>(dtype);
  case Ufunc::erf:
    return one<Erf>(dtype);
  case Ufunc::erfc:
    return one<Erfc>(dtype);
  case Ufunc::power:
    return two<Power>(dtype);
  case Ufunc::arctan2:
    return two<Arctan2>(dtype);
  case Ufunc::hypot:
    return two<Hypot>(dtype);
  case Ufunc::logaddexp:
    return two<Logaddexp>(dtype);
  case Ufunc::logaddexp2:
    return two<Logaddexp2>(dtype);
  default:
    return nullptr;
  }
}

#undef TROUPE_SLEEF_F64
#undef TROUPE_SLEEF_F32
#undef TROUPE_VECTOR_BYTES
#undef TROUPE_DECLARE1
#undef TROUPE_DECLARE2
} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {
namespace {
HWY_EXPORT(math);
} // namespace

TileFunction math_loop(Ufunc op, DType loop) { return HWY_DYNAMIC_DISPATCH(math)(op, loop); }

} // namespace troupe
#endif // HWY_ONCE
