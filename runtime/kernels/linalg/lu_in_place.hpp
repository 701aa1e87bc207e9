// Gaussian elimination with partial pivoting of a matrix of any shape, in place, and solving with its triangles.
// Recursive by halves, so that nearly all of the work is matrix products. float64 and complex128. One thread.
// Thread-safe.
// Source: Toledo, "Locality of Reference in LU Decomposition with Partial Pivoting" (1997).
#pragma once

#include "runtime/chunk/buffer_pool.hpp"

#include <cstdint>
#include <span>

namespace troupe {

/// Rows `stride` elements apart, the elements of a row together. A look at memory that others own.
template <class T>
struct RowsInPlace {
  T* data = nullptr;
  std::int64_t rows = 0, columns = 0, stride = 0;

  T* row(std::int64_t i) const { return data + i * stride; }
  RowsInPlace part(std::int64_t first_row, std::int64_t first_column, std::int64_t height, std::int64_t width) const {
    return {data + first_row * stride + first_column, height, width, stride};
  }
};

/// Leaves U on and above the diagonal and L below it (whose diagonal is ones) of the matrix with its rows exchanged:
/// pivots[i] is the row that row i changed places with, the largest of its column by LAPACK's measure (|re| + |im|).
/// NaN counts as largest, so that it reaches the results. Where nothing but zeros is left of a column the pivot is zero
/// and the column stays.
/// @pre pivots has a place for each row or each column, whichever are fewer
template <class T>
void lu_in_place(RowsInPlace<T> a, std::span<std::int64_t> pivots, BufferPool& pool);

/// Exchanges row i and row pivots[i], one after the other.
template <class T>
void exchange_rows(RowsInPlace<T> a, std::span<const std::int64_t> pivots);

/// x becomes L^-1 x; only what is below l's diagonal is looked at, which counts as ones. @pre l is square, x as high
template <class T>
void solve_unit_lower(RowsInPlace<const T> l, RowsInPlace<T> x, BufferPool& pool);

/// x becomes U^-1 x; only u's diagonal and what is above it are looked at. @pre u is square, x as high, no zero on the
/// diagonal
template <class T>
void solve_upper(RowsInPlace<const T> u, RowsInPlace<T> x, BufferPool& pool);

/// c -= a b. @pre they fit, c overlaps neither
template <class T>
void take_product(RowsInPlace<T> c, RowsInPlace<const T> a, RowsInPlace<const T> b, BufferPool& pool);

} // namespace troupe
