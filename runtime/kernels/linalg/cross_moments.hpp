// Mean and centred cross-products of many rows, added a tile at a time: the sums of a regression. One thread at a time.
// Invariant: the result depends on the rows and their order, not on how they were divided into tiles.
#pragma once

#include "runtime/chunk/buffer_pool.hpp"
#include "runtime/chunk/chunk.hpp"
#include "runtime/kernels/linalg/cross_products.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace troupe {

/// Some of the variables, in rows: `columns` doubles a row, one row after the other.
struct RowsView {
  const double* data = nullptr;
  std::int64_t columns = 0;
};

/// Rows fill a packed tile that fits the cache; a full tile is centred and multiplied out; tiles are added up two and
/// two, as the digits of a binary counter carry, so rounding grows with the logarithm of their number.
class CrossMoments {
public:
  /// @pre variables >= 1
  CrossMoments(std::int64_t variables, BufferPool& pool);

  /// Takes `count` rows, each the parts' columns side by side. @pre the parts' columns sum to `variables`
  void add(std::span<const RowsView> parts, std::int64_t count);

  /// The moments of all rows so far as the block that `linreg.moments` makes:
  /// [n, mean (p), products (p x p, symmetric, C order)]. Nothing may be added afterwards.
  Block finish();

private:
  struct Partial {
    Buffer memory;
    MomentsView view;
  };
  void close_tile();
  Partial new_partial();

  std::int64_t variables_;
  std::int64_t capacity_; ///< rows of a tile, a function of the number of variables alone
  BufferPool& pool_;
  Buffer tile_;
  std::int64_t filled_ = 0;
  std::vector<std::optional<Partial>> levels_; ///< level k holds 2^k tiles, or nothing
};

/// A look at a block made by finish(), checked: n is a count, the length is 1 + p + p^2.
struct MomentsBlock {
  std::int64_t variables = 0;
  MomentsView view;
};
/// @returns Errc::invalid_shape or invalid_argument when the block is not one of moments.
Result<MomentsBlock> moments_in(Block& block);

/// Copies what is above the diagonal to below it.
void mirror_products(MomentsView& view, std::int64_t variables);

} // namespace troupe
