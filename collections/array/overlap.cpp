#include "collections/array/overlap.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/gathered.hpp"
#include "collections/array/windowed.hpp"

#include <algorithm>

namespace troupe {
namespace {

std::int64_t depth_of(const OverlapOptions& options, std::size_t axis) {
  return options.depth[options.depth.size() == 1 ? 0 : axis];
}
Boundary boundary_of(const OverlapOptions& options, std::size_t axis) {
  return options.boundary.empty() ? Boundary{} : options.boundary[options.boundary.size() == 1 ? 0 : axis];
}

void check(const Array& array, const OverlapOptions& options) {
  const auto fits = [&](std::size_t count) { return count == 1 || count == array.ndim(); };
  if (!fits(options.depth.size()) || (!options.boundary.empty() && !fits(options.boundary.size())))
    throw TroupeError({Errc::invalid_argument, "overlap of " + to_string(array)
                                                   + " needs one depth and boundary for all axes, or one for each"});
  for (std::size_t axis = 0; axis < array.ndim(); ++axis) {
    const auto depth = depth_of(options, axis);
    const auto kind = boundary_of(options, axis).kind;
    const bool mirrors = kind == Boundary::Kind::reflect || kind == Boundary::Kind::periodic;
    if (depth < 0 || (mirrors && depth > array.shape()[axis]))
      throw TroupeError({Errc::invalid_argument, "overlap: a depth of " + std::to_string(depth) + " does not fit axis "
                                                     + std::to_string(axis) + " of "
                                                     + std::to_string(array.shape()[axis]) + " elements"});
  }
}

/// What stands for elements [begin, end) before the first one of the axis, or after its last.
AxisRun beyond(const Boundary& boundary, std::int64_t begin, std::int64_t end, std::int64_t length) {
  const bool before = begin < 0;
  const auto count = end - begin;
  switch (boundary.kind) {
  case Boundary::Kind::reflect:
    return {before ? -1 - begin : 2 * length - 1 - begin, -1, count, false};
  case Boundary::Kind::periodic:
    return {before ? begin + length : begin - length, 1, count, false};
  case Boundary::Kind::nearest:
    return {before ? 0 : length - 1, 0, count, false};
  case Boundary::Kind::constant:
    return {0, 0, count, true};
  case Boundary::Kind::none:
    break;
  }
  return {0, 1, 0, false};
}

/// How far each chunk reaches beyond itself, where the array has something to give.
struct Reach {
  std::int64_t begin = 0, end = 0; ///< of the enlarged chunk, in elements of the axis; may lie outside it
};

std::vector<Reach> reaches(const ChunkGrid& grid, std::size_t axis, std::int64_t depth, const Boundary& boundary) {
  std::vector<Reach> found;
  std::int64_t at = 0;
  for (auto extent : grid.extents(axis)) {
    Reach reach{at - depth, at + extent + depth};
    if (boundary.kind == Boundary::Kind::none)
      reach = {std::max<std::int64_t>(0, reach.begin), std::min(grid.shape()[axis], reach.end)};
    found.push_back(reach);
    at += extent;
  }
  return found;
}

GatheredAxis enlarged(const ChunkGrid& grid, std::size_t axis, std::int64_t depth, const Boundary& boundary) {
  const auto length = grid.shape()[axis];
  GatheredAxis along{{}, std::vector<std::int64_t>{}};
  for (const auto& [begin, end] : reaches(grid, axis, depth, boundary)) {
    if (begin < 0)
      along.runs.push_back(beyond(boundary, begin, std::min<std::int64_t>(0, end), length));
    if (const auto first = std::max<std::int64_t>(0, begin), last = std::min(length, end); first < last)
      along.runs.push_back({first, 1, last - first, false});
    if (end > length)
      along.runs.push_back(beyond(boundary, std::max(length, begin), end, length));
    along.extents->push_back(end - begin);
  }
  return along;
}

} // namespace

Array overlap(const Array& array, const OverlapOptions& options) {
  check(array, options);
  GatherSpec spec{{array}, 0, {}, std::nullopt, {}};
  std::optional<Scalar> constant;
  for (std::size_t axis = 0; axis < array.ndim(); ++axis) {
    const auto boundary = boundary_of(options, axis);
    if (boundary.kind == Boundary::Kind::constant) {
      if (constant && !(*constant == boundary.value))
        throw TroupeError({Errc::invalid_argument, "overlap: constant boundaries must have one value for all axes"});
      constant = boundary.value;
    }
    spec.axes.push_back(enlarged(array.grid(), axis, depth_of(options, axis), boundary));
  }
  spec.fill = fill_bytes(array.dtype(), constant.value_or(Scalar(0)));
  return gathered(spec).value();
}

Array trim_overlap(const Array& array, const Array& original, const OverlapOptions& options) {
  GatherSpec spec{{array}, 0, {}, std::nullopt, {}};
  for (std::size_t axis = 0; axis < array.ndim(); ++axis) {
    GatheredAxis along{{}, original.grid().extents(axis)};
    std::int64_t at = 0, begin_of_chunk = 0; // in the enlarged axis, and in the original one
    const auto chunks = reaches(original.grid(), axis, depth_of(options, axis), boundary_of(options, axis));
    for (std::size_t chunk = 0; chunk < chunks.size(); ++chunk) {
      const auto extent = (*along.extents)[chunk];
      along.runs.push_back({at + begin_of_chunk - chunks[chunk].begin, 1, extent, false});
      begin_of_chunk += extent;
      at += chunks[chunk].end - chunks[chunk].begin;
    }
    spec.axes.push_back(std::move(along));
  }
  return gathered(spec).value();
}

Array map_overlap(const Function& function, const Array& array, const NamedParams& params,
                  const OverlapOptions& options) {
  return map_overlap(function, std::vector<Array>{array}, params, options);
}

Array map_overlap(const Function& function, const std::vector<Array>& arrays, const NamedParams& params,
                  const OverlapOptions& options) {
  if (arrays.empty())
    throw TroupeError({Errc::invalid_argument, "map_overlap of '" + function.name() + "' needs at least one array"});
  std::vector<Array> enlarged_arrays;
  for (const auto& array : arrays)
    enlarged_arrays.push_back(overlap(rechunk(array, arrays[0].chunks()), options));
  const auto made = map_blocks(function, enlarged_arrays, params, {.dtype = options.dtype});
  return options.trim ? trim_overlap(made, arrays[0], options) : made;
}

Array sliding_window_view(const Array& array, const std::vector<std::int64_t>& window, const std::vector<int>& axes) {
  if (window.size() != axes.size())
    throw TroupeError({Errc::invalid_argument, "sliding_window_view: " + std::to_string(window.size()) + " windows for "
                                                   + std::to_string(axes.size()) + " axes"});
  Shape width(array.ndim(), 1);
  Windowed windowed{array, {}, window};
  for (std::size_t i = 0; i < axes.size(); ++i) {
    const auto axis = axis_of(array, axes[i]);
    if (window[i] < 1 || width[axis] + window[i] - 2 >= array.shape()[axis])
      throw TroupeError({Errc::invalid_argument, "sliding_window_view: a window of " + std::to_string(window[i])
                                                     + " does not fit axis " + std::to_string(axis) + " of "
                                                     + to_string(array)});
    width[axis] += window[i] - 1;
    windowed.axes.push_back(axis);
  }
  GatherSpec spec{{array}, 0, {}, std::nullopt, {}};
  for (std::size_t axis = 0; axis < array.ndim(); ++axis) {
    GatheredAxis along{{}, std::vector<std::int64_t>{}};
    std::int64_t begin = 0;
    const auto places = array.shape()[axis] - width[axis] + 1;
    for (auto extent : array.grid().extents(axis)) {
      const auto count = std::min(extent, places - begin);
      if (begin >= places)
        break;
      if (count == 0)
        continue; // a chunk of nothing has no windows
      along.runs.push_back({begin, 1, count + width[axis] - 1, false});
      along.extents->push_back(count + width[axis] - 1);
      begin += count;
    }
    if (places == 0) { // an axis of nothing, which only another one's windows look along
      along = {{{0, 1, 0, false}}, std::vector<std::int64_t>{0}};
    }
    spec.axes.push_back(std::move(along));
  }
  windowed.source = gathered(spec).value();
  return windows_view(windowed);
}

Array sliding_window_view(const Array& array, std::int64_t window, int axis) {
  return sliding_window_view(array, std::vector<std::int64_t>{window}, {axis});
}

} // namespace troupe
