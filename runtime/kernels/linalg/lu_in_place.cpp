#include "runtime/kernels/linalg/lu_in_place.hpp"

#include "runtime/kernels/linalg/gemm_complex.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <type_traits>
#include <utility>

namespace troupe {
namespace {

using Complex = std::complex<double>;
constexpr std::int64_t leaf = 16; ///< columns, or rows of a triangle, that are gone through one by one

double size_of_pivot(double value) { return std::abs(value); }
double size_of_pivot(const Complex& value) { return std::abs(value.real()) + std::abs(value.imag()); }

/// c -= a b, without the checks for infinities that std::complex makes.
void subtract_product(double& c, double a, double b) { c -= a * b; }
void subtract_product(Complex& c, const Complex& a, const Complex& b) {
  c = {c.real() - (a.real() * b.real() - a.imag() * b.imag()), c.imag() - (a.real() * b.imag() + a.imag() * b.real())};
}

template <class T>
RowsInPlace<const T> read_only(const RowsInPlace<T>& a) {
  return {a.data, a.rows, a.columns, a.stride};
}

/// The first of the largest from `from` on; NaN is largest.
template <class T>
std::int64_t place_of_largest(const T* column, std::int64_t from, std::int64_t rows) {
  auto best = from;
  auto size = size_of_pivot(column[from]);
  for (auto i = from; i < rows && !std::isnan(size); ++i)
    if (const auto here = size_of_pivot(column[i]); here > size || std::isnan(here)) {
      size = here;
      best = i;
    }
  return best;
}

/// A few columns, in memory of their own one after the other.
template <class T>
void factor_columns(T* columns, std::int64_t rows, std::int64_t count, std::span<std::int64_t> pivots) {
  for (std::int64_t j = 0; j < std::min(rows, count); ++j) {
    auto* column = columns + j * rows;
    const auto pivot = pivots[static_cast<std::size_t>(j)] = place_of_largest(column, j, rows);
    if (pivot != j)
      for (std::int64_t c = 0; c < count; ++c)
        std::swap(columns[c * rows + j], columns[c * rows + pivot]);
    const auto divisor = column[j];
    if (divisor == T{0})
      continue;
    for (auto i = j + 1; i < rows; ++i)
      column[i] /= divisor;
    for (auto c = j + 1; c < count; ++c) {
      auto* other = columns + c * rows;
      const auto factor = other[j];
      for (auto i = j + 1; i < rows; ++i)
        subtract_product(other[i], column[i], factor);
    }
  }
}

template <class T>
void factor_leaf(RowsInPlace<T> a, std::span<std::int64_t> pivots, T* scratch) {
  for (std::int64_t i = 0; i < a.rows; ++i)
    for (std::int64_t j = 0; j < a.columns; ++j)
      scratch[j * a.rows + i] = a.row(i)[j];
  factor_columns(scratch, a.rows, a.columns, pivots);
  for (std::int64_t i = 0; i < a.rows; ++i)
    for (std::int64_t j = 0; j < a.columns; ++j)
      a.row(i)[j] = scratch[j * a.rows + i];
}

/// Depth: the logarithm of the number of columns.
template <class T>
void factor(RowsInPlace<T> a, std::span<std::int64_t> pivots, T* scratch, BufferPool& pool) {
  if (a.columns <= leaf)
    return factor_leaf(a, pivots, scratch);
  const auto width = (a.columns / 2 + leaf - 1) / leaf * leaf, others = a.columns - width;
  const auto done = std::min(a.rows, width);
  const auto first = pivots.first(static_cast<std::size_t>(done));
  factor(a.part(0, 0, a.rows, width), first, scratch, pool);
  const auto right = a.part(0, width, a.rows, others);
  exchange_rows(right, std::span<const std::int64_t>(first));
  const auto top = a.part(0, width, done, others), below = a.part(done, width, a.rows - done, others);
  solve_unit_lower(read_only(a.part(0, 0, done, done)), top, pool);
  if (below.rows == 0)
    return;
  const auto left = a.part(done, 0, a.rows - done, width);
  take_product(below, read_only(left), read_only(top), pool);
  const auto rest = pivots.subspan(static_cast<std::size_t>(done));
  factor(below, rest, scratch, pool);
  exchange_rows(left, std::span<const std::int64_t>(rest));
  for (auto& pivot : rest)
    pivot += done;
}

} // namespace

template <class T>
void take_product(RowsInPlace<T> c, RowsInPlace<const T> a, RowsInPlace<const T> b, BufferPool& pool) {
  if (c.rows == 0 || c.columns == 0 || a.columns == 0)
    return;
  const MatrixRef<T> left{a.data, a.stride, 1}, right{b.data, b.stride, 1};
  if constexpr (std::is_same_v<T, double>)
    gemm(c.rows, c.columns, a.columns, -1.0, left, right, c.data, c.stride);
  else
    gemm_complex(c.rows, c.columns, a.columns, -1.0, left, right, false, c.data, c.stride, pool);
}

template <class T>
void lu_in_place(RowsInPlace<T> a, std::span<std::int64_t> pivots, BufferPool& pool) {
  if (a.rows == 0 || a.columns == 0)
    return;
  auto scratch = pool.allocate_for<T>(static_cast<std::size_t>(a.rows * std::min(a.columns, leaf)));
  factor(a, pivots.first(static_cast<std::size_t>(std::min(a.rows, a.columns))), scratch.template as<T>().data(), pool);
}

template <class T>
void exchange_rows(RowsInPlace<T> a, std::span<const std::int64_t> pivots) {
  for (std::size_t i = 0; i < pivots.size(); ++i)
    if (const auto row = static_cast<std::int64_t>(i); pivots[i] != row)
      std::swap_ranges(a.row(row), a.row(row) + a.columns, a.row(pivots[i]));
}

template <class T>
void solve_unit_lower(RowsInPlace<const T> l, RowsInPlace<T> x, BufferPool& pool) {
  if (l.rows <= leaf) {
    for (std::int64_t i = 0; i < l.rows; ++i)
      for (std::int64_t k = 0; k < i; ++k)
        for (std::int64_t j = 0; j < x.columns; ++j)
          subtract_product(x.row(i)[j], l.row(i)[k], x.row(k)[j]);
    return;
  }
  const auto half = l.rows / 2, rest = l.rows - half;
  const auto top = x.part(0, 0, half, x.columns), below = x.part(half, 0, rest, x.columns);
  solve_unit_lower(l.part(0, 0, half, half), top, pool);
  take_product(below, l.part(half, 0, rest, half), read_only(top), pool);
  solve_unit_lower(l.part(half, half, rest, rest), below, pool);
}

template <class T>
void solve_upper(RowsInPlace<const T> u, RowsInPlace<T> x, BufferPool& pool) {
  if (u.rows <= leaf) {
    for (auto i = u.rows; i-- > 0;) {
      for (auto k = i + 1; k < u.rows; ++k)
        for (std::int64_t j = 0; j < x.columns; ++j)
          subtract_product(x.row(i)[j], u.row(i)[k], x.row(k)[j]);
      for (std::int64_t j = 0; j < x.columns; ++j)
        x.row(i)[j] /= u.row(i)[i];
    }
    return;
  }
  const auto half = u.rows / 2, rest = u.rows - half;
  const auto top = x.part(0, 0, half, x.columns), below = x.part(half, 0, rest, x.columns);
  solve_upper(u.part(half, half, rest, rest), below, pool);
  take_product(top, u.part(0, half, half, rest), read_only(below), pool);
  solve_upper(u.part(0, 0, half, half), top, pool);
}

#define TROUPE_LU_OF(T)                                                                                                \
  template void lu_in_place(RowsInPlace<T>, std::span<std::int64_t>, BufferPool&);                                     \
  template void exchange_rows(RowsInPlace<T>, std::span<const std::int64_t>);                                          \
  template void solve_unit_lower(RowsInPlace<const T>, RowsInPlace<T>, BufferPool&);                                   \
  template void solve_upper(RowsInPlace<const T>, RowsInPlace<T>, BufferPool&);                                        \
  template void take_product(RowsInPlace<T>, RowsInPlace<const T>, RowsInPlace<const T>, BufferPool&);
TROUPE_LU_OF(double)
TROUPE_LU_OF(Complex)
#undef TROUPE_LU_OF
template void exchange_rows(RowsInPlace<std::int64_t>, std::span<const std::int64_t>);

} // namespace troupe
