// QR of one tall block, in pieces of rows that stay in the cache. The reflections are kept, and Q is made only when it
// is multiplied by something. One thread. Thread-safe.
// Source: LAPACK's dlatsqr and dlamtsqr; Demmel, Grigori, Hoemmen and Langou, "Communication-optimal Parallel and
// Sequential QR and LU Factorizations" (2012).
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"

namespace troupe {

/// A rows x columns matrix of float64 in C order as Q R. @returns One float64 vector that holds all of the
/// factorisation; R has columns x columns, also where there are fewer rows (its lower rows are zero then).
Result<Block> factor_tall(const double* matrix, std::int64_t rows, std::int64_t columns, BufferPool& pool);

/// What factor_tall() made. @returns Errc::invalid_argument unless it is that.
struct TallShape {
  std::int64_t rows = 0, columns = 0;
};
Result<TallShape> tall_shape(const Block& factors);

/// columns x columns, upper triangular.
Result<Block> triangle_of(const Block& factors, BufferPool& pool);

/// Q times `right` (columns x any): rows x any.
Result<Block> apply_tall(const Block& factors, const double* right, std::int64_t width, BufferPool& pool);

} // namespace troupe
