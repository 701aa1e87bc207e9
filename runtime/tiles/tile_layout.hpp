// The order in which a block is walked in tiles: axes are merged where all operands allow it, and a tile of rows and
// columns fits the first-level cache. Plain values and functions.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/chunk/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace troupe {

/// Steps between neighbours along each axis, in elements; 0 where the operand is stretched.
using Strides = std::vector<std::int64_t>;

/// Whether neighbours along the last axis do not lie together.
bool runs_across(const Strides& strides);
/// Strides of a block of that shape in C order.
Strides c_strides(const Shape& shape);
/// NumPy's broadcasting of two shapes. @returns Errc::invalid_shape naming both.
Result<Shape> broadcast_shapes(const Shape& a, const Shape& b);
/// The same strides along the axes of `to`, 0 where `shape` is stretched. @pre shape broadcasts to `to`
Strides stretched(const Strides& strides, const Shape& shape, const Shape& to);

/// Of the values that are computed together: bit k stands for a reduction of value k.
using Reductions = std::uint32_t;

struct TileLayout {
  Shape extents;                   ///< merged axes, at least two: the last two are rows and columns
  std::vector<Reductions> reduced; ///< which reductions go along each
  std::vector<Strides> strides;    ///< of each operand along them
  std::int64_t tile_rows = 1;
  std::int64_t tile_columns = 1;
  std::int64_t band_rows = 1; ///< a multiple of tile_rows: walked tile under tile, then the columns beside them

  std::int64_t rows() const { return extents[extents.size() - 2]; }
  std::int64_t columns() const { return extents.back(); }
};

/// @param shape     of what is computed
/// @param reduced   for each axis, which reductions go along it; axes of unlike kind are not merged
/// @param operands  strides of each operand along the axes of `shape`
/// @param elements  about how many elements a tile holds
/// @param bands     whether what is read across lies in memory, so that bands of tiles pay
TileLayout tile_layout(const Shape& shape, const std::vector<Reductions>& reduced, const std::vector<Strides>& operands,
                       std::int64_t elements, bool bands);

} // namespace troupe
