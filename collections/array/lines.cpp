#include "collections/array/lines.hpp"

#include "collections/array/late_axis.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// Number of the line that a chunk is on.
std::uint32_t line_of(const ChunkGrid& grid, std::size_t axis, std::uint32_t index) {
  const auto place = grid.place(index);
  std::int64_t line = 0;
  for (std::size_t at = 0; at < place.size(); ++at)
    if (at != axis)
      line = line * grid.counts()[at] + place[at];
  return static_cast<std::uint32_t>(line);
}

} // namespace

Array whole_lines(const Array& a, std::size_t axis) {
  auto pieces = a.numblocks()[axis];
  if (pieces == 1)
    return a;
  if (!a.layout().known(axis))
    return joined_along(a, axis);
  std::vector<std::pair<int, std::int64_t>> cut{{static_cast<int>(axis), -1}};
  for (std::size_t other = 0; other < a.ndim() && pieces > 1; ++other) {
    const auto& extents = a.layout().bounds().extents(other);
    const auto widest = *std::max_element(extents.begin(), extents.end());
    if (other == axis || widest < 2 || !a.layout().known(other))
      continue;
    const auto finer = std::max<std::int64_t>(1, widest / pieces);
    cut.emplace_back(static_cast<int>(other), finer);
    pieces = (pieces * finer + widest - 1) / widest;
  }
  return rechunk_axes(a, cut);
}

Params with_starts(Params params, const ChunkGrid& grid) {
  for (std::size_t axis = 0; axis < grid.rank(); ++axis) {
    Params::Ints starts;
    std::int64_t start = 0;
    for (auto extent : grid.extents(axis)) {
      starts.push_back(start);
      start += extent;
    }
    params.set("s" + std::to_string(axis), std::move(starts));
  }
  return params;
}

Key best_of(const Key& chosen, std::int64_t most) {
  return KeyHasher().text("best").key(chosen).text(std::to_string(most)).finish();
}

Wiring line_wiring(const ChunkGrid& grid, std::size_t axis) {
  const auto length = static_cast<std::uint32_t>(grid.counts()[axis]);
  const auto lines = grid.size() / length;
  std::vector<std::uint32_t> begins(lines + 1), taken(grid.size()), filled(lines, 0);
  for (std::uint32_t line = 0; line <= lines; ++line)
    begins[line] = line * length;
  for (std::uint32_t i = 0; i < grid.size(); ++i) { // rising, so each line's chunks come in order
    const auto line = line_of(grid, axis, i);
    taken[begins[line] + filled[line]++] = i;
  }
  return Wiring::list(std::move(begins), std::move(taken));
}

Wiring own_line_wiring(const ChunkGrid& grid, std::size_t axis) {
  std::vector<std::uint32_t> begins(grid.size() + 1), taken(grid.size());
  for (std::uint32_t i = 0; i < grid.size(); ++i) {
    begins[i + 1] = i + 1;
    taken[i] = line_of(grid, axis, i);
  }
  return Wiring::list(std::move(begins), std::move(taken));
}

Result<Array> along_lines(const Array& array, std::size_t axis, const std::string& kernel, const Params& params,
                          std::int64_t extent, DType dtype, std::optional<Key> chosen) {
  const auto& bounds = array.layout().bounds();
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = params;
  spec.tasks = bounds.size() / static_cast<std::uint32_t>(bounds.counts()[axis]);
  spec.inputs.push_back({array.expression(), line_wiring(bounds, axis)});
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return with_axis(expression, array.layout(), axis, {extent}, chosen, dtype);
}

} // namespace troupe
