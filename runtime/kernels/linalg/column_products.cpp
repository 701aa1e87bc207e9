#include "runtime/kernels/linalg/column_products.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/kernels/linalg/column_products.cpp"
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
constexpr bool many_registers = lanes == 8; // 32, or 16

/// Products of A columns with B, summed along the rows in registers.
template <int A, int B>
HWY_INLINE void add_dots(const double* v, const double* c, std::int64_t rows, double* out, std::int64_t stride) {
  const D d;
  V sums[A][B];
#pragma GCC unroll 8
  for (int a = 0; a < A; ++a)
#pragma GCC unroll 8
    for (int b = 0; b < B; ++b)
      sums[a][b] = hn::Zero(d);
  std::int64_t row = 0;
  for (; row + lanes <= rows; row += lanes) {
    V values[B];
#pragma GCC unroll 8
    for (int b = 0; b < B; ++b)
      values[b] = hn::LoadU(d, c + b * rows + row);
#pragma GCC unroll 8
    for (int a = 0; a < A; ++a) {
      const V factor = hn::LoadU(d, v + a * rows + row);
#pragma GCC unroll 8
      for (int b = 0; b < B; ++b)
        sums[a][b] = hn::MulAdd(factor, values[b], sums[a][b]);
    }
  }
  for (int a = 0; a < A; ++a)
    for (int b = 0; b < B; ++b) {
      double sum = hn::GetLane(hn::SumOfLanes(d, sums[a][b]));
      for (auto tail = row; tail < rows; ++tail)
        sum += v[a * rows + tail] * c[b * rows + tail];
      out[a * stride + b] += sum;
    }
}

template <int B>
HWY_INLINE void add_dots_of_all(const double* v, std::int64_t count, const double* c, std::int64_t rows, double* out,
                                std::int64_t stride) {
  constexpr int together = many_registers ? 4 : 2;
  std::int64_t i = 0;
  for (; i + together <= count; i += together)
    add_dots<together, B>(v + i * rows, c, rows, out + i * stride, stride);
  for (; i < count; ++i)
    add_dots<1, B>(v + i * rows, c, rows, out + i * stride, stride);
}

void add_products(const double* v, std::int64_t count, const double* c, std::int64_t width, std::int64_t rows,
                  double* out) {
  std::int64_t j = 0;
  for (; j + 4 <= width; j += 4)
    add_dots_of_all<4>(v, count, c + j * rows, rows, out + j, width);
  for (; j < width; ++j)
    add_dots_of_all<1>(v, count, c + j * rows, rows, out + j, width);
}

/// B columns of C, `Vectors` vectors of rows at a time.
template <int B, int Vectors>
HWY_INLINE void subtract_tile(const double* v, std::int64_t count, const double* w, std::int64_t width,
                              std::int64_t rows, double* c) {
  const D d;
  V left[B][Vectors];
#pragma GCC unroll 8
  for (int b = 0; b < B; ++b)
#pragma GCC unroll 8
    for (int r = 0; r < Vectors; ++r)
      left[b][r] = hn::LoadU(d, c + b * rows + r * lanes);
  for (std::int64_t k = 0; k < count; ++k) {
    V values[Vectors];
#pragma GCC unroll 8
    for (int r = 0; r < Vectors; ++r)
      values[r] = hn::LoadU(d, v + k * rows + r * lanes);
#pragma GCC unroll 8
    for (int b = 0; b < B; ++b) {
      const V factor = hn::Set(d, w[k * width + b]);
#pragma GCC unroll 8
      for (int r = 0; r < Vectors; ++r)
        left[b][r] = hn::NegMulAdd(factor, values[r], left[b][r]);
    }
  }
#pragma GCC unroll 8
  for (int b = 0; b < B; ++b)
#pragma GCC unroll 8
    for (int r = 0; r < Vectors; ++r)
      hn::StoreU(left[b][r], d, c + b * rows + r * lanes);
}

/// All columns of C, for as many rows as `Vectors` vectors have: those of V stay in the first-level cache.
template <int Vectors>
HWY_INLINE void subtract_rows(const double* v, std::int64_t count, const double* w, std::int64_t width,
                              std::int64_t rows, double* c) {
  constexpr int together = many_registers ? 8 : 4;
  std::int64_t j = 0;
  for (; j + together <= width; j += together)
    subtract_tile<together, Vectors>(v, count, w + j, width, rows, c + j * rows);
  if constexpr (together == 8)
    for (; j + 4 <= width; j += 4)
      subtract_tile<4, Vectors>(v, count, w + j, width, rows, c + j * rows);
  for (; j < width; ++j)
    subtract_tile<1, Vectors>(v, count, w + j, width, rows, c + j * rows);
}

void subtract(const double* v, std::int64_t count, const double* w, std::int64_t width, std::int64_t rows, double* c) {
  std::int64_t row = 0;
  for (; row + 3 * lanes <= rows; row += 3 * lanes)
    subtract_rows<3>(v + row, count, w, width, rows, c + row);
  for (; row + lanes <= rows; row += lanes)
    subtract_rows<1>(v + row, count, w, width, rows, c + row);
  for (std::int64_t j = 0; j < width; ++j)
    for (std::int64_t k = 0; k < count; ++k)
      for (auto tail = row; tail < rows; ++tail)
        c[j * rows + tail] -= v[k * rows + tail] * w[k * width + j];
}

} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {

HWY_EXPORT(add_products);
HWY_EXPORT(subtract);

void add_column_products(const double* v, std::int64_t count, const double* c, std::int64_t width, std::int64_t rows,
                         double* out) {
  HWY_DYNAMIC_DISPATCH(add_products)(v, count, c, width, rows, out);
}
void subtract_product(const double* v, std::int64_t count, const double* w, std::int64_t width, std::int64_t rows,
                      double* c) {
  HWY_DYNAMIC_DISPATCH(subtract)(v, count, w, width, rows, c);
}

} // namespace troupe
#endif
