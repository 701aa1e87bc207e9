// QR of one tall block of complex numbers, Q made at once: what tall_qr.hpp is for real ones, simpler and slower. One
// thread. Thread-safe.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"

namespace troupe {

/// A matrix of complex128 as Q R. @returns One matrix: R (columns x columns) on top of Q.
/// Errc::invalid_shape where there are fewer rows than columns.
Result<Block> factor_complex(const Block& matrix, BufferPool& pool);
/// R of it.
Result<Block> complex_triangle_of(const Block& factors, BufferPool& pool);
/// Q times the rows of `right` from `first` on, as many as Q has columns; all of Q where there is no `right`.
Result<Block> apply_complex(const Block& factors, const Block* right, std::int64_t first, BufferPool& pool);

} // namespace troupe
