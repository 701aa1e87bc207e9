// The output of linalg.lu_factor for a block of columns: L and U of the rows from the diagonal on, the unchanged rows
// above, and a last row of pivots. Checked when it is read. Internal to this room; thread-safe.
#pragma once

#include "runtime/kernels/linalg/linalg_matrix.hpp"
#include "runtime/kernels/linalg/lu_in_place.hpp"

#include <complex>
#include <string>
#include <vector>

namespace troupe {

/// The last row of `block` as exchanges of rows [first, rows), counted from `first` on. @pre block has two axes
/// @returns Errc::invalid_argument unless they are such.
template <class T>
Result<std::vector<std::int64_t>> read_exchanges(const Block& block, std::int64_t first, std::int64_t rows) {
  const auto w = block.shape[1];
  if (block.shape[0] < 1 || block.dtype != dtype_of_v<T> || first < 0 || first > rows || w > rows - first)
    return fail(Errc::invalid_shape, "linalg.lu: a block of " + to_string(block.shape)
                                         + " has not the pivots of columns from " + std::to_string(first) + " on, of "
                                         + std::to_string(rows) + " rows");
  const auto* given = block.values<T>().data() + (block.shape[0] - 1) * w;
  std::vector<std::int64_t> exchanges;
  for (std::int64_t i = 0; i < w; ++i) {
    const auto row = std::real(given[i]);
    if (!(row >= static_cast<double>(first + i) && row < static_cast<double>(rows)))
      return fail(Errc::invalid_argument, "linalg.lu: the pivots are not those of a factorisation");
    exchanges.push_back(static_cast<std::int64_t>(row) - first);
  }
  return exchanges;
}

/// A look at such a block, which must outlive it.
template <class T>
class LuFactors {
public:
  static Result<LuFactors> read(const Block& block, std::int64_t first) {
    if (block.shape[0] < 1)
      return fail(Errc::invalid_shape,
                  "linalg.lu: a factorisation has a row of pivots; it was given one of " + to_string(block.shape));
    TROUPE_TRY(exchanges, read_exchanges<T>(block, first, block.shape[0] - 1));
    return LuFactors(block, first, std::move(exchanges));
  }
  std::int64_t rows() const { return rows_; }
  std::int64_t width() const { return width_; }
  std::int64_t first() const { return first_; }
  const std::vector<std::int64_t>& exchanges() const { return exchanges_; } ///< from row first() on
  RowsInPlace<const T> part(std::int64_t row, std::int64_t count) const {
    return {data_ + row * width_, count, width_, width_};
  }
  T diagonal(std::int64_t i) const { return data_[(first_ + i) * width_ + i]; }

private:
  LuFactors(const Block& block, std::int64_t first, std::vector<std::int64_t> exchanges)
      : data_(block.values<T>().data()), rows_(block.shape[0] - 1), width_(block.shape[1]), first_(first),
        exchanges_(std::move(exchanges)) {}
  const T* data_;
  std::int64_t rows_, width_, first_;
  std::vector<std::int64_t> exchanges_;
};

} // namespace troupe
