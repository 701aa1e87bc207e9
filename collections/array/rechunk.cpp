#include "collections/array/along_axis.hpp"
#include "collections/array/gathered.hpp"
#include "collections/array/late_axis.hpp"
#include "collections/array/rechunk_plan.hpp"
#include "collections/array/shaping.hpp"

namespace troupe {
namespace {

Result<Array> cut_anew(const Array& array, const AxisExtents& to, Shares shares = Shares::nothing) {
  GatherSpec spec{{array}, 0, {}, std::nullopt, {}, shares};
  for (std::size_t axis = 0; axis < array.ndim(); ++axis)
    spec.axes.push_back({{{0, 1, array.layout().bounds().shape()[axis], false}}, to[axis]});
  return gathered(spec);
}

/// One step. Where chunks are both cut and joined, they are cut first where they lie, so that no chunk travels whole to
/// whoever needs but a piece of it. The pieces stay in the chunks' memory: each element is copied once, to where it
/// belongs.
Result<Array> step(const Array& array, const AxisExtents& to) {
  AxisExtents pieces;
  bool joins = false;
  for (std::size_t axis = 0; axis < array.ndim(); ++axis) {
    pieces.push_back(refined_cut(array.layout().bounds().extents(axis), to[axis]));
    joins = joins || pieces.back().size() > to[axis].size();
  }
  TROUPE_TRY(grid, ChunkGrid::from_extents(pieces));
  if (!joins || grid.size() <= array.npartitions())
    return cut_anew(array, to);
  TROUPE_TRY(cut, cut_anew(array, pieces, Shares::stretches));
  return cut_anew(cut, to);
}

Result<Array> rechunked(const Array& array, const AxisExtents& to) {
  TROUPE_TRY(grid, ChunkGrid::from_extents(to));
  const auto& bounds = array.layout().bounds();
  if (grid.shape() != bounds.shape())
    return fail(Errc::invalid_shape, "rechunk: the chunks given make the shape " + to_string(grid.shape())
                                         + "; the array is " + to_string(bounds.shape()));
  if (grid == bounds)
    return array;
  auto current = array;
  for (std::size_t axis = 0; axis < array.ndim(); ++axis) {
    if (array.layout().known(axis) || to[axis] == bounds.extents(axis))
      continue;
    if (to[axis].size() != 1)
      return fail(unknown_extents(array));
    current = joined_along(current, axis);
  }
  for (const auto& cut : plan_rechunk(bounds_of(current), to, static_cast<std::int64_t>(size_of(array.dtype())))) {
    TROUPE_TRY(next, step(current, cut));
    current = next;
  }
  return current;
}

} // namespace

Array rechunk(const Array& array, const Chunks& chunks) {
  const auto& shape =
      array.layout().bounds().shape(); // of unknown extents as long as they may be: one chunk, if any other
  const auto grid = ChunkGrid::make(shape, chunks.fit(shape, size_of(array.dtype())).value()).value();
  AxisExtents to;
  for (std::size_t axis = 0; axis < grid.rank(); ++axis)
    to.push_back(grid.extents(axis));
  return rechunked(array, to).value();
}

Array rechunk(const Array& array, const std::vector<std::vector<std::int64_t>>& chunks) {
  return rechunked(array, chunks).value();
}

Array rechunk_axes(const Array& array, const std::vector<std::pair<int, std::int64_t>>& axes) {
  auto to = bounds_of(array);
  for (const auto& [axis, extent] : axes) {
    const auto at = axis_of(array, axis);
    to[at] = ChunkGrid::make({array.layout().bounds().shape()[at]}, {extent}).value().extents(0);
  }
  return rechunked(array, to).value();
}

} // namespace troupe
