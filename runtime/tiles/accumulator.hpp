// The partial results of a reduction: one total for each output element. One thread at a time.
//
// The order of the additions follows from the shape and the axes alone, so the bits do not depend on tiles, fusion or
// workers. Along the last axis a run of elements is added in 32 lanes, whose sums are folded; blocks of 1024 elements
// are added pairwise. Where the last axis stays, blocks of 128 rows are added pairwise for each column. Distances from
// the mean are taken from the first element of each block; blocks are combined by Chan, Golub and LeVeque's formula
// (1979).
#pragma once

#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/tiles/reduce_loops.hpp"

#include <cstdint>
#include <memory>

namespace troupe {

class Accumulator {
public:
  virtual ~Accumulator() = default;
  /// The next `count` elements of the run that is open.
  virtual void add_run(const void* values, std::int64_t count) = 0;
  /// Ends the run: it was part `step` of total `at`. The parts of a total come in rising order.
  virtual void close_run(std::int64_t at, std::int64_t step) = 0;
  /// Rows of `columns` elements, `stride` apart: parts step, step + 1, ... of the totals at, at + 1, ...
  virtual void add_rows(std::int64_t at, std::int64_t step, const void* values, std::int64_t stride, std::int64_t rows,
                        std::int64_t columns) = 0;
  /// As add_rows() of the products of two factors; sums do without making them. @pre of float64; a is not one of the
  /// row
  virtual void add_products(std::int64_t at, std::int64_t step, const RowsOfFactor& a, const RowsOfFactor& b,
                            std::int64_t rows, std::int64_t columns);
  /// The totals, of reduce_type() and shape {totals}; of moments {3, totals}.
  virtual Block finish() = 0;
};

/// @param dtype   is reduce_type() of itself
/// @param totals  how many elements come out
/// @returns Errc::invalid_dtype where the reduction is not defined for the type.
Result<std::unique_ptr<Accumulator>> make_accumulator(ReduceOp op, DType dtype, std::int64_t totals, BufferPool& pool);

} // namespace troupe
