// The inner loops of reductions, chosen for the CPU. Pure functions. Internal to this room.
// The lanes are part of what is computed, not of the CPU: element k of a run goes to lane k mod the number of lanes,
// whatever the width of its vectors, so that every CPU makes the same bits.
#pragma once

#include "runtime/tiles/reduce_op.hpp"

#include <cstddef>
#include <cstdint>

namespace troupe {

/// Bytes of a run's lanes: 32 of float64.
inline constexpr std::size_t lane_bytes = 256;

/// lanes[l] = op(lanes[l], values[l + k * lanes]) for k in [0, groups), for the values of all lanes of `groups` groups.
using RunLoop = void (*)(void* lanes, const void* values, std::size_t groups);
/// sum, prod, min, max, fmin, fmax in any type but complex; nullptr for others.
RunLoop run_loop(ReduceOp op, DType dtype);

/// acc[c] += values[r * stride + c] for r rising in [0, rows).
void sum_rows(double* acc, const double* values, std::int64_t stride, std::int64_t rows, std::int64_t columns);

/// A factor of products along rows that are `stride` elements apart: one in each place, or one for the whole row.
struct RowsOfFactor {
  const double* values = nullptr;
  std::int64_t stride = 0;
  bool one_of_the_row = false;
  RowsOfFactor from(std::int64_t row) const { return {values + row * stride, stride, one_of_the_row}; }
};
/// acc[c] += (a times b at row r and column c), a product and a sum rounded apart, for r rising in [0, rows).
/// @pre a is not one of the row
void sum_product_rows(double* acc, const RowsOfFactor& a, const RowsOfFactor& b, std::int64_t rows,
                      std::int64_t columns);

/// Sums of d and d * d with d = value - shift, in 32 lanes each.
void moments_run(double* sums, double* squares, const double* values, std::size_t groups, double shift);
/// The same for each column, in the order of the rows; shift[c] is its own.
void moments_rows(double* sums, double* squares, const double* shift, const double* values, std::int64_t stride,
                  std::int64_t rows, std::int64_t columns);

} // namespace troupe
