#include "runtime/kernels/fft/fft_stages.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/kernels/fft/fft_stages.cpp"
#include "runtime/kernels/simd_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {

/// A number, or a sum on its way.
struct Number {
  double re, im;
};
HWY_INLINE Number operator+(Number a, Number b) { return {a.re + b.re, a.im + b.im}; }
HWY_INLINE Number operator-(Number a, Number b) { return {a.re - b.re, a.im - b.im}; }
HWY_INLINE Number operator*(double factor, Number a) { return {factor * a.re, factor * a.im}; }
/// Times -i.
HWY_INLINE Number turned(Number a) { return {a.im, -a.re}; }

struct Two {
  static constexpr std::size_t radix = 2;
  static HWY_INLINE void apply(Number* a) {
    const auto sum = a[0] + a[1], difference = a[0] - a[1];
    a[0] = sum;
    a[1] = difference;
  }
};
struct Three {
  static constexpr std::size_t radix = 3;
  static HWY_INLINE void apply(Number* a) {
    const auto sum = a[1] + a[2], middle = a[0] - 0.5 * sum, side = turned(0.86602540378443864676 * (a[1] - a[2]));
    a[0] = a[0] + sum;
    a[1] = middle + side;
    a[2] = middle - side;
  }
};
struct Four {
  static constexpr std::size_t radix = 4;
  static HWY_INLINE void apply(Number* a) {
    const auto even = a[0] + a[2], across = a[0] - a[2], odd = a[1] + a[3], side = turned(a[1] - a[3]);
    a[0] = even + odd;
    a[1] = across + side;
    a[2] = even - odd;
    a[3] = across - side;
  }
};
struct Five {
  static constexpr std::size_t radix = 5;
  static HWY_INLINE void apply(Number* a) {
    constexpr double c1 = 0.30901699437494742410, c2 = -0.80901699437494742410, s1 = 0.95105651629515357212,
                     s2 = 0.58778525229247312917;
    const auto near = a[1] + a[4], far = a[2] + a[3], near_side = a[1] - a[4], far_side = a[2] - a[3];
    const auto first = a[0] + c1 * near + c2 * far, second = a[0] + c2 * near + c1 * far;
    const auto first_side = turned(s1 * near_side + s2 * far_side),
               second_side = turned(s2 * near_side - s1 * far_side);
    a[0] = a[0] + near + far;
    a[1] = first + first_side;
    a[2] = second + second_side;
    a[3] = second - second_side;
    a[4] = first - first_side;
  }
};

template <class Butterfly>
void run(const FftStage& stage, SplitComplex from, SplitComplex to) {
  constexpr auto radix = Butterfly::radix;
  const auto stride = stage.stride, apart = stage.groups * stride;
  const auto* w = stage.twiddles;
  for (std::size_t p = 0; p < stage.groups; ++p, w += 2 * (radix - 1)) {
    const double* HWY_RESTRICT in_re = from.re + p * stride;
    const double* HWY_RESTRICT in_im = from.im + p * stride;
    double* HWY_RESTRICT out_re = to.re + radix * p * stride;
    double* HWY_RESTRICT out_im = to.im + radix * p * stride;
#pragma GCC ivdep
    for (std::size_t q = 0; q < stride; ++q) {
      Number a[radix];
      for (std::size_t k = 0; k < radix; ++k)
        a[k] = {in_re[q + k * apart], in_im[q + k * apart]};
      Butterfly::apply(a);
      out_re[q] = a[0].re;
      out_im[q] = a[0].im;
      for (std::size_t j = 1; j < radix; ++j) {
        const auto c = w[2 * j - 2], s = w[2 * j - 1];
        out_re[q + j * stride] = a[j].re * c - a[j].im * s;
        out_im[q + j * stride] = a[j].re * s + a[j].im * c;
      }
    }
  }
}

/// Any radix, by the definition.
void run_any(const FftStage& stage, SplitComplex from, SplitComplex to) {
  const auto radix = stage.radix, stride = stage.stride, apart = stage.groups * stride;
  const auto* w = stage.twiddles;
  for (std::size_t p = 0; p < stage.groups; ++p, w += 2 * (radix - 1))
    for (std::size_t j = 0; j < radix; ++j) {
      const double* HWY_RESTRICT in_re = from.re + p * stride;
      const double* HWY_RESTRICT in_im = from.im + p * stride;
      double* HWY_RESTRICT out_re = to.re + (radix * p + j) * stride;
      double* HWY_RESTRICT out_im = to.im + (radix * p + j) * stride;
      const auto c = j == 0 ? 1.0 : w[2 * j - 2], s = j == 0 ? 0.0 : w[2 * j - 1];
#pragma GCC ivdep
      for (std::size_t q = 0; q < stride; ++q) {
        double re = in_re[q], im = in_im[q];
        for (std::size_t k = 1, root = j; k < radix; ++k, root = root + j < radix ? root + j : root + j - radix) {
          const auto x = in_re[q + k * apart], y = in_im[q + k * apart], u = stage.roots[2 * root],
                     v = stage.roots[2 * root + 1];
          re += x * u - y * v;
          im += x * v + y * u;
        }
        out_re[q] = re * c - im * s;
        out_im[q] = re * s + im * c;
      }
    }
}

void run_stage(const FftStage& stage, SplitComplex from, SplitComplex to) {
  switch (stage.radix) {
  case 2:
    return run<Two>(stage, from, to);
  case 3:
    return run<Three>(stage, from, to);
  case 4:
    return run<Four>(stage, from, to);
  case 5:
    return run<Five>(stage, from, to);
  default:
    return run_any(stage, from, to);
  }
}

} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {
namespace {
HWY_EXPORT(run_stage);
} // namespace

void run_fft_stage(const FftStage& stage, SplitComplex from, SplitComplex to) {
  HWY_DYNAMIC_DISPATCH(run_stage)(stage, from, to);
}

} // namespace troupe
#endif // HWY_ONCE
