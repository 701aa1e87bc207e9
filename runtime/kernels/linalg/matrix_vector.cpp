#include "runtime/kernels/linalg/matrix_vector.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/kernels/linalg/matrix_vector.cpp"
#include "runtime/kernels/simd_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

constexpr std::int64_t sums_of_row = 8; ///< partial sums of one row side by side, added up at its end
constexpr std::int64_t columns_at_once =
    4; ///< of those that are added to y, which is read and written once for all of them
constexpr std::int64_t elements_at_once = 2048; ///< elements of y that stay in the first-level cache meanwhile

#if HWY_TARGET == HWY_SCALAR

template <class T>
constexpr std::int64_t lanes = 1;

/// y += the product of one row.
template <class T>
void add_rows(std::int64_t k, const T* row, std::int64_t, const T* x, T* y) {
  T s[sums_of_row] = {};
  for (std::int64_t at = 0; at < k; at += sums_of_row)
    for (std::int64_t i = 0; i < std::min(sums_of_row, k - at); ++i)
      s[i] += row[at + i] * x[at + i];
  *y += ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]));
}

#else

/// A quarter or half of the partial sums: no wider, so that rows end alike on every CPU.
template <class T>
using Part = hn::CappedTag<T, 4>;
template <class T>
constexpr std::int64_t lanes = hn::MaxLanes(Part<T>());
template <class T>
constexpr int parts = static_cast<int>(sums_of_row / lanes<T>);

/// The eight partial sums of one row, s0 to s7, as (s0 + s4), (s1 + s5), (s2 + s6), (s3 + s7).
template <class T>
struct Folded {
  hn::Vec<Part<T>> low;  ///< all four, or the first two
  hn::Vec<Part<T>> high; ///< the last two, where a vector has two lanes
};

template <class T>
HWY_INLINE Folded<T> row_sums(std::int64_t k, const T* row, const T* x) {
  const Part<T> d;
  constexpr int P = parts<T>;
  hn::Vec<Part<T>> sums[P];
#pragma GCC unroll 4
  for (int q = 0; q < P; ++q)
    sums[q] = hn::Zero(d);
  std::int64_t at = 0;
  for (; at + sums_of_row <= k; at += sums_of_row)
#pragma GCC unroll 4
    for (int q = 0; q < P; ++q)
      sums[q] = hn::Add(sums[q], hn::Mul(hn::LoadU(d, row + at + q * lanes<T>), hn::LoadU(d, x + at + q * lanes<T>)));
  int p = 0;
  for (; at + lanes<T> <= k; ++p, at += lanes<T>)
    sums[p] = hn::Add(sums[p], hn::Mul(hn::LoadU(d, row + at), hn::LoadU(d, x + at)));
  if (at < k) {
    T row_end[lanes<T>] = {}, x_end[lanes<T>] = {};
    std::copy(row + at, row + k, row_end);
    std::copy(x + at, x + k, x_end);
    sums[p] = hn::Add(sums[p], hn::Mul(hn::LoadU(d, row_end), hn::LoadU(d, x_end)));
  }
  if constexpr (P == 2)
    return {hn::Add(sums[0], sums[1]), hn::Zero(d)};
  else
    return {hn::Add(sums[0], sums[2]), hn::Add(sums[1], sums[3])};
}

/// y += the products of `lanes` rows: ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7)) of each.
template <class T>
HWY_INLINE void add_rows(std::int64_t k, const T* rows, std::int64_t stride, const T* x, T* y) {
  const Part<T> d;
  const auto a = row_sums(k, rows, x), b = row_sums(k, rows + stride, x);
  hn::Vec<Part<T>> totals;
  if constexpr (lanes<T> == 4) {
    const auto c = row_sums(k, rows + 2 * stride, x), e = row_sums(k, rows + 3 * stride, x);
    const auto ab = hn::Add(hn::ConcatEven(d, b.low, a.low), hn::ConcatOdd(d, b.low, a.low));
    const auto ce = hn::Add(hn::ConcatEven(d, e.low, c.low), hn::ConcatOdd(d, e.low, c.low));
    totals = hn::Add(hn::ConcatEven(d, ce, ab), hn::ConcatOdd(d, ce, ab));
  } else {
    totals = hn::Add(hn::Add(hn::ConcatEven(d, b.low, a.low), hn::ConcatOdd(d, b.low, a.low)),
                     hn::Add(hn::ConcatEven(d, b.high, a.high), hn::ConcatOdd(d, b.high, a.high)));
  }
  hn::StoreU(hn::Add(hn::LoadU(d, y), totals), d, y);
}

#endif

/// Rows of a lie together.
template <class T>
void by_rows(std::int64_t m, std::int64_t k, MatrixRef<T> a, const T* x, T* y) {
  constexpr auto count = lanes<T>;
  std::int64_t i = 0;
  for (; i + count <= m; i += count)
    add_rows(k, a.data + i * a.row, a.row, x, y + i);
  for (; i < m; ++i) { // one row `count` times over
    T sums[count] = {};
    add_rows(k, a.data + i * a.row, 0, x, sums);
    y[i] += sums[0];
  }
}

/// y += the columns that start at c, `apart` of each other, times x's four elements; from element `from` on, as far as
/// whole vectors go. @returns How far that is.
template <class T, class D>
HWY_INLINE std::int64_t add_vectors(D d, std::int64_t from, std::int64_t count, const T* c, std::int64_t apart,
                                    const T* x, T* y) {
  const auto width = static_cast<std::int64_t>(hn::Lanes(d));
  const auto x0 = hn::Set(d, x[0]), x1 = hn::Set(d, x[1]), x2 = hn::Set(d, x[2]), x3 = hn::Set(d, x[3]);
  const T *c1 = c + apart, *c2 = c1 + apart, *c3 = c2 + apart;
  for (; from + width <= count; from += width) {
    const auto first = hn::Add(hn::Mul(hn::LoadU(d, c + from), x0), hn::Mul(hn::LoadU(d, c1 + from), x1));
    const auto second = hn::Add(hn::Mul(hn::LoadU(d, c2 + from), x2), hn::Mul(hn::LoadU(d, c3 + from), x3));
    hn::StoreU(hn::Add(hn::LoadU(d, y + from), hn::Add(first, second)), d, y + from);
  }
  return from;
}

template <class T>
HWY_INLINE void add_four_columns(std::int64_t count, const T* c, std::int64_t apart, const T* x, T* y) {
  auto i = add_vectors(hn::ScalableTag<T>(), 0, count, c, apart, x, y);
  i = add_vectors(hn::CappedTag<T, 4>(), i, count, c, apart, x, y);
  const T *c1 = c + apart, *c2 = c1 + apart, *c3 = c2 + apart;
  for (; i < count; ++i)
    y[i] += (c[i] * x[0] + c1[i] * x[1]) + (c2[i] * x[2] + c3[i] * x[3]);
}

/// Columns of a lie together: y += a's column times x's element, four of them at a time.
template <class T>
void by_columns(std::int64_t m, std::int64_t k, MatrixRef<T> a, const T* x, T* y) {
  for (std::int64_t first = 0; first < m; first += elements_at_once) {
    const auto count = std::min(elements_at_once, m - first);
    std::int64_t p = 0;
    for (; p + columns_at_once <= k; p += columns_at_once)
      add_four_columns(count, a.data + p * a.column + first, a.column, x + p, y + first);
    for (; p < k; ++p)
      for (std::int64_t i = 0; i < count; ++i)
        y[first + i] += a.data[p * a.column + first + i] * x[p];
  }
}

template <class T>
void multiply_together(std::int64_t m, std::int64_t k, MatrixRef<T> a, const T* x, T* y) {
  if (a.column == 1)
    by_rows(m, k, a, x, y);
  else
    by_columns(m, k, a, x, y);
}

void multiply_doubles(std::int64_t m, std::int64_t k, MatrixRef<double> a, const double* x, double* y) {
  multiply_together(m, k, a, x, y);
}
void multiply_floats(std::int64_t m, std::int64_t k, MatrixRef<float> a, const float* x, float* y) {
  multiply_together(m, k, a, x, y);
}

} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

#include <vector>

namespace troupe {

HWY_EXPORT(multiply_doubles);
HWY_EXPORT(multiply_floats);

namespace {

/// x's elements next to each other; `memory` holds them where they are not so already.
template <class T>
const T* contiguous(std::int64_t k, const T* x, std::int64_t stride, std::vector<T>& memory) {
  if (stride == 1)
    return x;
  memory.reserve(static_cast<std::size_t>(k));
  for (std::int64_t p = 0; p < k; ++p)
    memory.push_back(x[p * stride]);
  return memory.data();
}

} // namespace

void multiply_vector(std::int64_t m, std::int64_t k, MatrixRef<double> a, const double* x, std::int64_t stride,
                     double* y) {
  std::vector<double> memory;
  HWY_DYNAMIC_DISPATCH(multiply_doubles)(m, k, a, contiguous(k, x, stride, memory), y);
}
void multiply_vector(std::int64_t m, std::int64_t k, MatrixRef<float> a, const float* x, std::int64_t stride,
                     float* y) {
  std::vector<float> memory;
  HWY_DYNAMIC_DISPATCH(multiply_floats)(m, k, a, contiguous(k, x, stride, memory), y);
}

} // namespace troupe
#endif // HWY_ONCE
