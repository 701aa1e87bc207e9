#include "runtime/kernels/linalg/gemm.hpp"

#include "runtime/chunk/buffer_pool.hpp"

#include <hwy/cache_control.h>

#include <algorithm>
#include <cstddef>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "runtime/kernels/linalg/gemm.cpp"
#include "runtime/kernels/simd_targets.hpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace troupe {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// What is computed at a time: a tile of the product that fits the registers.
template <class T>
struct Tile {
  using D = hn::CappedTag<T, 64 / sizeof(T)>;
  static constexpr std::int64_t lanes = static_cast<std::int64_t>(hn::MaxLanes(D()));
  static constexpr std::int64_t vectors = 3;
  static constexpr std::int64_t rows =
      lanes * static_cast<std::int64_t>(sizeof(T)) == 64 ? 8 : 4; // 32 registers, or 16
  static constexpr std::int64_t columns = lanes * vectors;
  /// Blocks: a block of a (height x depth) stays in the second-level cache, one of b (depth x width) in the third; of
  /// both the next lines are brought near while a tile is multiplied. The depth decides on bits, so it is the same for
  /// all CPUs.
  static constexpr std::int64_t depth = 384;
  static constexpr std::int64_t height = rows == 8 ? 192 : 80;
  static constexpr std::int64_t width = 128 * columns;
};

/// Parts of a whole that are as even as their unit lets them be, and at most so large: no part is a rest that is not
/// worth its packing.
inline std::int64_t even_part(std::int64_t whole, std::int64_t most, std::int64_t unit) {
  const auto parts = (whole + most - 1) / most;
  return ((whole + parts - 1) / parts + unit - 1) / unit * unit;
}

/// a's rows in groups of `rows`, each k's together; what fills up the last group is zero.
template <class T>
HWY_INLINE void pack_a(MatrixRef<T> a, std::int64_t rows, std::int64_t depth, T* out) {
  constexpr auto group = Tile<T>::rows;
  for (std::int64_t first = 0; first < rows; first += group) {
    const auto here = std::min(group, rows - first);
    if (here < group)
      std::fill(out, out + group * depth, T{0});
    if (a.row == 1 && here == group) {
      for (std::int64_t k = 0; k < depth; ++k)
        std::copy_n(a.data + first + k * a.column, group, out + k * group);
    } else {
      for (std::int64_t i = 0; i < here; ++i) {
        const T* from = a.data + (first + i) * a.row;
        if (a.column == 1)
          for (std::int64_t k = 0; k < depth; k += 64 / static_cast<std::int64_t>(sizeof(T)))
            hwy::Prefetch(from + group * a.row + k);
        for (std::int64_t k = 0; k < depth; ++k)
          out[k * group + i] = from[k * a.column];
      }
    }
    out += group * depth;
  }
}

/// b's columns in groups of `columns`, each k's together; what fills up the last group is zero.
template <class T>
HWY_INLINE void pack_b(MatrixRef<T> b, std::int64_t depth, std::int64_t columns, T* out) {
  constexpr auto group = Tile<T>::columns, lanes = Tile<T>::lanes;
  const typename Tile<T>::D d;
  for (std::int64_t first = 0; first < columns; first += group) {
    const auto here = std::min(group, columns - first);
    if (b.column == 1 && here == group) {
      for (std::int64_t k = 0; k < depth; ++k)
        for (std::int64_t j = 0; j < group; j += lanes) {
          const T* from = b.data + k * b.row + first + j;
          hwy::Prefetch(from + 8 * b.row);
          hn::Store(hn::LoadU(d, from), d, out + k * group + j);
        }
    } else if (b.column == 1) {
      for (std::int64_t k = 0; k < depth; ++k) {
        std::copy_n(b.data + k * b.row + first, here, out + k * group);
        std::fill(out + k * group + here, out + (k + 1) * group, T{0});
      }
    } else {
      if (here < group)
        std::fill(out, out + group * depth, T{0});
      for (std::int64_t j = 0; j < here; ++j) {
        const T* from = b.data + (first + j) * b.column;
        for (std::int64_t k = 0; k < depth; ++k)
          out[k * group + j] = from[k * b.row];
      }
    }
    out += group * depth;
  }
}

template <class T>
using Sums = hn::Vec<typename Tile<T>::D>[Tile<T>::rows][Tile<T>::vectors];

/// The products of one k, added to the sums. What is read some steps later is brought near.
template <class T>
HWY_INLINE void add_products(const T* HWY_RESTRICT a, const T* HWY_RESTRICT b, Sums<T>& sums) {
  using S = Tile<T>;
  const typename S::D d;
  hn::Vec<typename S::D> values[S::vectors];
  hwy::Prefetch(a + 16 * S::rows);
#pragma GCC unroll 4
  for (std::int64_t j = 0; j < S::vectors; ++j) {
    hwy::Prefetch(b + 4 * S::columns + j * S::lanes);
    values[j] = hn::Load(d, b + j * S::lanes);
  }
#pragma GCC unroll 8
  for (std::int64_t i = 0; i < S::rows; ++i) {
    const auto factor = hn::Set(d, a[i]);
#pragma GCC unroll 4
    for (std::int64_t j = 0; j < S::vectors; ++j)
      sums[i][j] = hn::MulAdd(factor, values[j], sums[i][j]);
  }
}

/// c (a whole tile) += alpha * the product of two packed groups, all sums in registers. c is asked for shortly before
/// it is needed.
template <class T>
HWY_INLINE void multiply_tile(const T* HWY_RESTRICT a, const T* HWY_RESTRICT b, std::int64_t depth, T alpha,
                              T* HWY_RESTRICT c, std::int64_t stride) {
  using S = Tile<T>;
  const typename S::D d;
  Sums<T> sums;
#pragma GCC unroll 8
  for (std::int64_t i = 0; i < S::rows; ++i)
#pragma GCC unroll 4
    for (std::int64_t j = 0; j < S::vectors; ++j)
      sums[i][j] = hn::Zero(d);
#pragma GCC unroll 2
  for (std::int64_t k = 0; k < depth; ++k) {
    if (const auto line = k - (depth - S::rows * S::vectors - 8); line >= 0 && line < S::rows * S::vectors)
      hwy::Prefetch(c + line / S::vectors * stride + line % S::vectors * S::lanes);
    add_products<T>(a + k * S::rows, b + k * S::columns, sums);
  }
  const auto scale = hn::Set(d, alpha);
#pragma GCC unroll 8
  for (std::int64_t i = 0; i < S::rows; ++i)
#pragma GCC unroll 4
    for (std::int64_t j = 0; j < S::vectors; ++j) {
      T* at = c + i * stride + j * S::lanes;
      hn::StoreU(hn::MulAdd(scale, sums[i][j], hn::LoadU(d, at)), d, at);
    }
}

/// A tile at the rim: computed whole, added in part.
template <class T>
HWY_INLINE void multiply_rim(const T* a, const T* b, std::int64_t depth, T alpha, T* c, std::int64_t stride,
                             std::int64_t rows, std::int64_t columns) {
  using S = Tile<T>;
  HWY_ALIGN T whole[S::rows * S::columns] = {};
  multiply_tile<T>(a, b, depth, T{1}, whole, S::columns);
  for (std::int64_t i = 0; i < rows; ++i)
    for (std::int64_t j = 0; j < columns; ++j)
      c[i * stride + j] += alpha * whole[i * S::columns + j];
}

template <class T>
HWY_INLINE void multiply_blocks(const T* a, const T* b, std::int64_t m, std::int64_t n, std::int64_t depth, T alpha,
                                T* c, std::int64_t stride) {
  using S = Tile<T>;
  for (std::int64_t j = 0; j < n; j += S::columns)
    for (std::int64_t i = 0; i < m; i += S::rows) {
      const auto rows = std::min(S::rows, m - i), columns = std::min(S::columns, n - j);
      const T* panel_a = a + i * depth;
      const T* panel_b = b + j * depth;
      if (rows == S::rows && columns == S::columns)
        multiply_tile<T>(panel_a, panel_b, depth, alpha, c + i * stride + j, stride);
      else
        multiply_rim<T>(panel_a, panel_b, depth, alpha, c + i * stride + j, stride, rows, columns);
    }
}

template <class T>
HWY_INLINE void multiply(std::int64_t m, std::int64_t n, std::int64_t k, T alpha, MatrixRef<T> a, MatrixRef<T> b, T* c,
                         std::int64_t stride) {
  using S = Tile<T>;
  const auto depth = std::min(even_part(k, S::depth, 8), k), height = even_part(m, S::height, S::rows),
             width = even_part(n, S::width, S::columns);
  auto memory_a = process_pool().allocate_for<T>(static_cast<std::size_t>(height * depth));
  auto memory_b = process_pool().allocate_for<T>(static_cast<std::size_t>(width * depth));
  T* packed_a = memory_a.template as<T>().data();
  T* packed_b = memory_b.template as<T>().data();
  for (std::int64_t j = 0; j < n; j += width) {
    const auto columns = std::min(width, n - j);
    for (std::int64_t p = 0; p < k; p += depth) {
      const auto deep = std::min(depth, k - p);
      pack_b<T>({b.data + p * b.row + j * b.column, b.row, b.column}, deep, columns, packed_b);
      for (std::int64_t i = 0; i < m; i += height) {
        const auto rows = std::min(height, m - i);
        pack_a<T>({a.data + i * a.row + p * a.column, a.row, a.column}, rows, deep, packed_a);
        multiply_blocks<T>(packed_a, packed_b, rows, columns, deep, alpha, c + i * stride + j, stride);
      }
    }
  }
}

void multiply_f64(std::int64_t m, std::int64_t n, std::int64_t k, double alpha, MatrixRef<double> a,
                  MatrixRef<double> b, double* c, std::int64_t stride) {
  multiply<double>(m, n, k, alpha, a, b, c, stride);
}
void multiply_f32(std::int64_t m, std::int64_t n, std::int64_t k, float alpha, MatrixRef<float> a, MatrixRef<float> b,
                  float* c, std::int64_t stride) {
  multiply<float>(m, n, k, alpha, a, b, c, stride);
}

} // namespace HWY_NAMESPACE
} // namespace troupe
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace troupe {

HWY_EXPORT(multiply_f64);
HWY_EXPORT(multiply_f32);

void gemm(std::int64_t m, std::int64_t n, std::int64_t k, double alpha, MatrixRef<double> a, MatrixRef<double> b,
          double* c, std::int64_t stride) {
  if (m > 0 && n > 0 && k > 0)
    HWY_DYNAMIC_DISPATCH(multiply_f64)(m, n, k, alpha, a, b, c, stride);
}
void gemm(std::int64_t m, std::int64_t n, std::int64_t k, float alpha, MatrixRef<float> a, MatrixRef<float> b, float* c,
          std::int64_t stride) {
  if (m > 0 && n > 0 && k > 0)
    HWY_DYNAMIC_DISPATCH(multiply_f32)(m, n, k, alpha, a, b, c, stride);
}

} // namespace troupe
#endif
