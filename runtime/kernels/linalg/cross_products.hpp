// The inner loops of the moments: mean and centred cross-products of one tile of rows, and the sum of two such.
// Thread-safe. Invariant: an entry's operations come in the order of the rows, so its bits do not depend on the width
// of the vectors; the products are fused multiply-adds on CPUs that have them (all with AVX2 or NEON: the same bits).
//
// A tile is packed in groups of 8 columns, each row's 8 together: element (row, column) is at
// [(column / 8) * capacity * 8 + row * 8 + column % 8]. Columns that fill up the last group are zero.
#pragma once

#include <cstdint>

namespace troupe {

constexpr std::int64_t packed_columns = 8;

constexpr std::int64_t padded(std::int64_t columns) {
  return (columns + packed_columns - 1) / packed_columns * packed_columns;
}

/// n observations of p variables: their means, and the sums of (x_i - mean_i) (x_j - mean_j) for j >= i in a p x p
/// matrix with rows `stride` apart. What is below the diagonal means nothing.
struct MomentsView {
  double n = 0;
  double* mean = nullptr;
  double* products = nullptr;
  std::int64_t stride = 0;
};

/// Makes means and products of the first `rows` rows of a packed tile, whose values are centred on the way.
/// @pre 1 <= rows <= capacity; out.mean has padded(variables) places, out.products padded(variables) rows of
///      out.stride == padded(variables) places, all 64-byte aligned
void tile_moments(double* packed, std::int64_t capacity, std::int64_t rows, std::int64_t variables, MomentsView& out);

/// into += other, by Chan, Golub and LeVeque, "Algorithms for computing the sample variance" (1983): the means never
/// meet the squares, so nothing cancels. Rounds exactly alike on every CPU.
void add_moments(MomentsView& into, const MomentsView& other, std::int64_t variables);

} // namespace troupe
