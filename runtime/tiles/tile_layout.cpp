#include "runtime/tiles/tile_layout.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// Rows of a tile where an operand runs across it: both it and the others then read a few whole cache lines at a time.
constexpr std::int64_t crossed_columns = 64;
/// A band of so many tiles is read across at once: runs of a KiB, which the CPU's own looking ahead takes to. More rows
/// would be more streams than it follows (32 pages on Intel's), and fewer bytes of each line's page.
constexpr std::int64_t tiles_of_band = 8;
/// Of the elements that a tile may hold, as many are in one of such a band: what it is made of stays in the first-level
/// cache.
constexpr std::int64_t share_of_tile = 4;
/// Columns of a tile of many rows: long enough to call a loop for each row.
constexpr std::int64_t banded_columns = 512;
/// Elements of a tile of whole rows that are read across: half a usual second-level cache.
constexpr std::int64_t band_elements = 1 << 16;

void append(TileLayout& layout, std::int64_t extent, Reductions reduced, const std::vector<Strides>& operands,
            std::size_t axis) {
  layout.extents.push_back(extent);
  layout.reduced.push_back(reduced);
  for (std::size_t k = 0; k < operands.size(); ++k)
    layout.strides[k].push_back(operands[k][axis]);
}

/// Whether `axis` goes on where the layout's last axis wraps around, for every operand.
bool continues(const TileLayout& layout, Reductions reduced, const std::vector<Strides>& operands, std::size_t axis,
               std::int64_t extent) {
  if (layout.extents.empty() || layout.reduced.back() != reduced)
    return false;
  for (std::size_t k = 0; k < operands.size(); ++k)
    if (layout.strides[k].back() != operands[k][axis] * extent)
      return false;
  return true;
}

void merge_axes(TileLayout& layout, const Shape& shape, const std::vector<Reductions>& reduced,
                const std::vector<Strides>& operands) {
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (shape[axis] == 1)
      continue;
    if (!continues(layout, reduced[axis], operands, axis, shape[axis])) {
      append(layout, shape[axis], reduced[axis], operands, axis);
      continue;
    }
    layout.extents.back() *= shape[axis];
    for (std::size_t k = 0; k < operands.size(); ++k)
      layout.strides[k].back() = operands[k][axis];
  }
}

void pad_to_two(TileLayout& layout) {
  while (layout.extents.size() < 2) {
    layout.extents.insert(layout.extents.begin(), 1);
    layout.reduced.insert(layout.reduced.begin(), Reductions{0});
    for (auto& strides : layout.strides)
      strides.insert(strides.begin(), 0);
  }
}

} // namespace

bool runs_across(const Strides& strides) { return !strides.empty() && strides.back() != 1 && strides.back() != 0; }

Strides c_strides(const Shape& shape) {
  Strides strides(shape.size());
  std::int64_t step = 1;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

Result<Shape> broadcast_shapes(const Shape& a, const Shape& b) {
  Shape result(std::max(a.size(), b.size()), 1);
  for (const auto* shape : {&a, &b})
    for (std::size_t i = 0; i < shape->size(); ++i) {
      auto& extent = result[result.size() - 1 - i];
      const auto other = (*shape)[shape->size() - 1 - i];
      if (extent != 1 && other != 1 && extent != other)
        return fail(Errc::invalid_shape,
                    "operands could not be broadcast together with shapes " + to_string(a) + " " + to_string(b));
      extent = extent == 1 ? other : extent;
    }
  return result;
}

Strides stretched(const Strides& strides, const Shape& shape, const Shape& to) {
  Strides result(to.size(), 0);
  const auto missing = to.size() - shape.size();
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    result[missing + axis] = shape[axis] == 1 ? 0 : strides[axis];
  return result;
}

TileLayout tile_layout(const Shape& shape, const std::vector<Reductions>& reduced, const std::vector<Strides>& operands,
                       std::int64_t elements, bool bands) {
  TileLayout layout;
  layout.strides.resize(operands.size());
  merge_axes(layout, shape, reduced, operands);
  pad_to_two(layout);
  const bool crossed = std::any_of(layout.strides.begin(), layout.strides.end(), runs_across);
  const bool banded = layout.reduced.back() == 0 && layout.reduced[layout.reduced.size() - 2] != 0;
  const auto widest = crossed && layout.rows() > 1 ? crossed_columns : banded ? banded_columns : elements;
  layout.tile_columns = std::clamp<std::int64_t>(layout.columns(), 1, widest);
  layout.tile_rows = 1;
  if (crossed || banded || layout.tile_columns == layout.columns())
    layout.tile_rows =
        std::clamp<std::int64_t>(elements / layout.tile_columns, 1, std::max<std::int64_t>(layout.rows(), 1));
  if (layout.reduced.back() != 0 && layout.tile_columns < layout.columns() && layout.tile_rows > 1) {
    layout.tile_columns = layout.columns(); // a run is reduced from end to end: whole rows, a few at a time
    layout.tile_rows = std::clamp<std::int64_t>(band_elements / layout.columns(), 1, layout.tile_rows);
  }
  layout.band_rows = layout.tile_rows;
  if (bands && crossed && layout.tile_columns < layout.columns() && layout.tile_rows >= share_of_tile * 2) {
    layout.tile_rows /= share_of_tile;
    layout.band_rows = layout.tile_rows * tiles_of_band;
  }
  return layout;
}

} // namespace troupe
