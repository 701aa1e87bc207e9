#include "collections/array/lines.hpp"

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
  std::vector<std::pair<int, std::int64_t>> cut{{static_cast<int>(axis), -1}};
  for (std::size_t other = 0; other < a.ndim() && pieces > 1; ++other) {
    const auto& extents = a.grid().extents(other);
    const auto widest = *std::max_element(extents.begin(), extents.end());
    if (other == axis || widest < 2)
      continue;
    const auto finer = std::max<std::int64_t>(1, widest / pieces);
    cut.emplace_back(static_cast<int>(other), finer);
    pieces = (pieces * finer + widest - 1) / widest;
  }
  return rechunk_axes(a, cut);
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
                          std::int64_t extent, DType dtype) {
  std::vector<std::vector<std::int64_t>> extents;
  for (std::size_t at = 0; at < array.ndim(); ++at)
    extents.push_back(at == axis ? std::vector<std::int64_t>{extent} : array.grid().extents(at));
  TROUPE_TRY(grid, ChunkGrid::from_extents(std::move(extents)));
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = params;
  spec.tasks = grid.size();
  spec.inputs.push_back({array.expression(), line_wiring(array.grid(), axis)});
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), std::move(grid), dtype);
}

} // namespace troupe
