#include "runtime/kernels/linalg/cross_products.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/kernels/linalg/cross_products.cpp"
#include "runtime/kernels/simd_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::CappedTag<double, packed_columns>;
using V = hn::Vec<D>;
constexpr std::int64_t lanes = hn::MaxLanes(D());
/// An update block is `lanes` rows by `wide` vectors of the product: as many sums as the registers hold.
constexpr std::int64_t wide = lanes >= 4 ? 3 : 4;
/// Rows of a tile that are gone through at a time, so that the columns of one pass stay in the first-level cache.
constexpr std::int64_t row_block = 128;

/// Subtracts each column's mean over the rows. The sums are of differences from the first row, so a constant column
/// has exactly its value as mean and zeros as differences, and a large offset costs no digits.
HWY_INLINE void centre(double* group, std::int64_t rows, double* mean) {
  const D d;
  for (std::int64_t lane = 0; lane < packed_columns; lane += lanes) {
    double* column = group + lane;
    const V first = hn::Load(d, column);
    V sum0 = hn::Zero(d), sum1 = sum0, sum2 = sum0, sum3 = sum0;
    std::int64_t row = 0;
    for (; row + 4 <= rows; row += 4) {
      const double* at = column + row * packed_columns;
      sum0 = hn::Add(sum0, hn::Sub(hn::Load(d, at), first));
      sum1 = hn::Add(sum1, hn::Sub(hn::Load(d, at + packed_columns), first));
      sum2 = hn::Add(sum2, hn::Sub(hn::Load(d, at + 2 * packed_columns), first));
      sum3 = hn::Add(sum3, hn::Sub(hn::Load(d, at + 3 * packed_columns), first));
    }
    for (; row < rows; ++row)
      sum0 = hn::Add(sum0, hn::Sub(hn::Load(d, column + row * packed_columns), first));
    const V sum = hn::Add(hn::Add(sum0, sum1), hn::Add(sum2, sum3));
    const V offset = hn::Div(sum, hn::Set(d, static_cast<double>(rows)));
    hn::Store(hn::Add(first, offset), d, mean + lane);
    for (row = 0; row < rows; ++row) {
      double* at = column + row * packed_columns;
      hn::Store(hn::Sub(hn::Sub(hn::Load(d, at), first), offset), d, at);
    }
  }
}

/// out[i][j] (+)= sum over rows of left[i] right[j] for `lanes` columns of the left and `Count` vectors of the right,
/// all sums in registers.
template <std::int64_t Count>
HWY_INLINE void update(const double* left, const double* const* right, std::int64_t rows, bool fresh, double* out,
                       std::int64_t stride) {
  const D d;
  V sums[lanes][Count];
#pragma GCC unroll 8
  for (std::int64_t i = 0; i < lanes; ++i)
#pragma GCC unroll 4
    for (std::int64_t j = 0; j < Count; ++j)
      sums[i][j] = fresh ? hn::Zero(d) : hn::Load(d, out + i * stride + j * lanes);
  for (std::int64_t row = 0; row < rows; ++row) {
    V values[Count];
#pragma GCC unroll 4
    for (std::int64_t j = 0; j < Count; ++j)
      values[j] = hn::Load(d, right[j] + row * packed_columns);
#pragma GCC unroll 8
    for (std::int64_t i = 0; i < lanes; ++i) {
      const V factor = hn::Set(d, left[row * packed_columns + i]);
#pragma GCC unroll 4
      for (std::int64_t j = 0; j < Count; ++j)
        sums[i][j] = hn::MulAdd(factor, values[j], sums[i][j]);
    }
  }
#pragma GCC unroll 8
  for (std::int64_t i = 0; i < lanes; ++i)
#pragma GCC unroll 4
    for (std::int64_t j = 0; j < Count; ++j)
      hn::Store(sums[i][j], d, out + i * stride + j * lanes);
}

template <std::int64_t Count>
HWY_INLINE void update_of(std::int64_t count, const double* left, const double* const* right, std::int64_t rows,
                          bool fresh, double* out, std::int64_t stride) {
  if (count == Count)
    update<Count>(left, right, rows, fresh, out, stride);
  else if constexpr (Count > 1)
    update_of<Count - 1>(count, left, right, rows, fresh, out, stride);
}

/// The upper triangle of the product of the tile's transpose with itself, in blocks of `lanes` rows.
HWY_INLINE void symmetric_product(const double* packed, std::int64_t capacity, std::int64_t rows,
                                  std::int64_t variables, double* products, std::int64_t stride) {
  const std::int64_t vectors = (variables + lanes - 1) / lanes;
  const auto vector_at = [&](std::int64_t vector, std::int64_t row) {
    const auto column = vector * lanes;
    return packed + column / packed_columns * capacity * packed_columns + row * packed_columns
           + column % packed_columns;
  };
  for (std::int64_t row = 0; row < rows; row += row_block) {
    const auto block_rows = std::min(row_block, rows - row);
    for (std::int64_t panel = 0; panel < vectors; panel += wide) {
      const auto panel_end = std::min(panel + wide, vectors);
      for (std::int64_t i = 0; i < panel_end; ++i) {
        const auto begin = std::max(i, panel);
        const double* right[wide] = {};
        for (auto j = begin; j < panel_end; ++j)
          right[j - begin] = vector_at(j, row);
        update_of<wide>(panel_end - begin, vector_at(i, row), right, block_rows, row == 0,
                        products + i * lanes * stride + begin * lanes, stride);
      }
    }
  }
}

void tile(double* packed, std::int64_t capacity, std::int64_t rows, std::int64_t variables, MomentsView& out) {
  for (std::int64_t group = 0; group * packed_columns < variables; ++group)
    centre(packed + group * capacity * packed_columns, rows, out.mean + group * packed_columns);
  symmetric_product(packed, capacity, rows, variables, out.products, out.stride);
  out.n = static_cast<double>(rows);
}

/// out[j] = (out[j] + other[j]) + factor * difference[j]
HWY_INLINE void add_row(double* out, const double* other, double factor, const double* difference, std::int64_t count) {
  const D d;
  const V factors = hn::Set(d, factor);
  std::int64_t j = 0;
  for (; j + lanes <= count; j += lanes) {
    const V both = hn::Add(hn::LoadU(d, out + j), hn::LoadU(d, other + j));
    hn::StoreU(hn::Add(both, hn::Mul(factors, hn::LoadU(d, difference + j))), d, out + j);
  }
  for (; j < count; ++j)
    out[j] = (out[j] + other[j]) + factor * difference[j];
}

void add(MomentsView& into, const MomentsView& other, std::int64_t variables) {
  const double n = into.n + other.n;
  const double share = other.n / n;
  const double weight = into.n * share;
  std::vector<double> difference(static_cast<std::size_t>(variables));
  for (std::size_t j = 0; j < difference.size(); ++j)
    difference[j] = other.mean[j] - into.mean[j];
  for (std::int64_t i = 0; i < variables; ++i)
    add_row(into.products + i * into.stride + i, other.products + i * other.stride + i,
            weight * difference[static_cast<std::size_t>(i)], difference.data() + i, variables - i);
  for (std::size_t j = 0; j < difference.size(); ++j)
    into.mean[j] += difference[j] * share;
  into.n = n;
}

} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {
namespace {
HWY_EXPORT(tile);
HWY_EXPORT(add);

void copy_moments(MomentsView& into, const MomentsView& other, std::int64_t variables) {
  std::copy_n(other.mean, variables, into.mean);
  for (std::int64_t i = 0; i < variables; ++i)
    std::copy_n(other.products + i * other.stride + i, variables - i, into.products + i * into.stride + i);
  into.n = other.n;
}

} // namespace

void tile_moments(double* packed, std::int64_t capacity, std::int64_t rows, std::int64_t variables, MomentsView& out) {
  HWY_DYNAMIC_DISPATCH(tile)(packed, capacity, rows, variables, out);
}

void add_moments(MomentsView& into, const MomentsView& other, std::int64_t variables) {
  if (other.n == 0)
    return;
  if (into.n == 0)
    return copy_moments(into, other, variables);
  HWY_DYNAMIC_DISPATCH(add)(into, other, variables);
}

} // namespace troupe
#endif // HWY_ONCE
