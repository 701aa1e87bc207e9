#include "runtime/kernels/householder.hpp"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/kernels/householder.cpp"
#include "runtime/kernels/simd_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using D = hn::CappedTag<double, 8>;
using V = hn::Vec<D>;
constexpr std::int64_t lanes = hn::MaxLanes(D());

/// Products of one column with `Count` others, `rows` apart.
template <int Count>
HWY_INLINE void dot_columns(const double* x, const double* others, std::int64_t rows, double* out) {
  const D d;
  V sums[Count];
  for (int j = 0; j < Count; ++j)
    sums[j] = hn::Zero(d);
  std::int64_t i = 0;
  for (; i + lanes <= rows; i += lanes) {
    const V value = hn::LoadU(d, x + i);
#pragma GCC unroll 8
    for (int j = 0; j < Count; ++j)
      sums[j] = hn::MulAdd(value, hn::LoadU(d, others + j * rows + i), sums[j]);
  }
  for (int j = 0; j < Count; ++j) {
    double sum = hn::GetLane(hn::SumOfLanes(d, sums[j]));
    for (auto tail = i; tail < rows; ++tail)
      sum += x[tail] * others[j * rows + tail];
    out[j] = sum;
  }
}

HWY_INLINE void dot_all(const double* x, const double* columns, std::int64_t rows, std::int64_t count, double* out) {
  std::int64_t j = 0;
  for (; j + 8 <= count; j += 8)
    dot_columns<8>(x, columns + j * rows, rows, out + j);
  for (; j < count; ++j)
    dot_columns<1>(x, columns + j * rows, rows, out + j);
}

/// others[j] -= factors[j] * x, for `Count` columns `rows` apart.
template <int Count>
HWY_INLINE void subtract_columns(const double* x, double* others, std::int64_t rows, const double* factors) {
  const D d;
  V factor[Count];
  for (int j = 0; j < Count; ++j)
    factor[j] = hn::Set(d, factors[j]);
  std::int64_t i = 0;
  for (; i + lanes <= rows; i += lanes) {
    const V value = hn::LoadU(d, x + i);
#pragma GCC unroll 8
    for (int j = 0; j < Count; ++j) {
      double* at = others + j * rows + i;
      hn::StoreU(hn::NegMulAdd(factor[j], value, hn::LoadU(d, at)), d, at);
    }
  }
  for (; i < rows; ++i)
    for (int j = 0; j < Count; ++j)
      others[j * rows + i] -= factors[j] * x[i];
}

HWY_INLINE void subtract_all(const double* x, double* columns, std::int64_t rows, std::int64_t count, const double* factors) {
  std::int64_t j = 0;
  for (; j + 8 <= count; j += 8)
    subtract_columns<8>(x, columns + j * rows, rows, factors + j);
  for (; j < count; ++j)
    subtract_columns<1>(x, columns + j * rows, rows, factors + j);
}

HWY_INLINE void scale(double* x, std::int64_t rows, double factor) {
  for (std::int64_t i = 0; i < rows; ++i)
    x[i] *= factor;
}

/// Euclidean length, with the column scaled first where its square would leave the range of doubles.
HWY_INLINE double length_of(const double* x, std::int64_t rows) {
  double squares = 0;
  dot_columns<1>(x, x, rows, &squares);
  if (squares > 1e-280 && squares < 1e280)
    return std::sqrt(squares);
  double largest = 0;
  for (std::int64_t i = 0; i < rows; ++i)
    if (!(std::abs(x[i]) <= largest))
      largest = std::abs(x[i]);
  if (largest == 0 || !std::isfinite(largest))
    return largest;
  squares = 0;
  for (std::int64_t i = 0; i < rows; ++i)
    squares += (x[i] / largest) * (x[i] / largest);
  return largest * std::sqrt(squares);
}

void eliminate(double* columns, std::int64_t rows, std::int64_t width, double* triangle, std::int64_t stride, double* t) {
  double dots[most_panel_columns], factors[most_panel_columns];
  std::fill(t, t + width * width, 0.0);
  for (std::int64_t k = 0; k < width; ++k) {
    double* x = columns + k * rows;
    double& diagonal = triangle[k * stride + k];
    double length = length_of(x, rows);
    if (length == 0)
      continue; // nothing to eliminate: H = I, T's column stays zero
    // What is left over of rows that are fewer than the columns may be as small as numbers get, and its reciprocal too large.
    const double lift = std::max(length, std::abs(diagonal)) < 1e-280 ? 0x1p600 : 1.0;
    if (lift != 1) {
      scale(x, rows, lift);
      diagonal *= lift;
      length = length_of(x, rows);
    }
    const double beta = -std::copysign(std::hypot(diagonal, length), diagonal);
    const double tau = (beta - diagonal) / beta;
    scale(x, rows, 1 / (diagonal - beta));
    diagonal = beta / lift;
    dot_all(x, columns, rows, width, dots);
    for (auto j = k + 1; j < width; ++j) {
      const double w = tau * (triangle[k * stride + j] + dots[j]);
      triangle[k * stride + j] -= w;
      factors[j - k - 1] = w;
    }
    if (k + 1 < width)
      subtract_all(x, x + rows, rows, width - k - 1, factors);
    for (std::int64_t i = 0; i < k; ++i) { // T's new column: -tau T V' v
      double sum = 0;
      for (auto j = i; j < k; ++j)
        sum += t[i * width + j] * dots[j];
      t[i * width + k] = -tau * sum;
    }
    t[k * width + k] = tau;
  }
}

} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {

HWY_EXPORT(eliminate);

void eliminate_panel(double* columns, std::int64_t rows, std::int64_t width, double* triangle, std::int64_t stride, double* t) {
  HWY_DYNAMIC_DISPATCH(eliminate)(columns, rows, width, triangle, stride, t);
}

} // namespace troupe
#endif
