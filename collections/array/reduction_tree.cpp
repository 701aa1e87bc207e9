#include "collections/array/reduction_tree.hpp"

#include <algorithm>
#include <numeric>

namespace troupe {
namespace {

bool contains(const std::vector<std::size_t>& axes, std::size_t axis) {
  return std::binary_search(axes.begin(), axes.end(), axis);
}

Result<Layout> collapsed(const Layout& layout, const std::vector<std::size_t>& axes) {
  const auto& grid = layout.bounds();
  std::vector<std::vector<std::int64_t>> extents;
  std::vector<std::optional<Key>> chosen;
  for (std::size_t axis = 0; axis < grid.rank(); ++axis) {
    extents.push_back(contains(axes, axis) ? std::vector<std::int64_t>{1} : grid.extents(axis));
    chosen.push_back(contains(axes, axis) ? std::nullopt : layout.chosen(axis));
  }
  TROUPE_TRY(made, ChunkGrid::from_extents(std::move(extents)));
  return Layout(std::move(made), std::move(chosen));
}

/// The partials of each chunk of the result: `width` each, in C order.
std::vector<std::uint32_t> sorted_by_result(const ChunkGrid& grid, const ChunkGrid& result) {
  const auto width = grid.size() / result.size();
  std::vector<std::uint32_t> sources(grid.size()), filled(result.size(), 0);
  for (std::uint32_t i = 0; i < grid.size(); ++i) {
    auto place = grid.place(i);
    for (std::size_t axis = 0; axis < place.size(); ++axis)
      if (result.counts()[axis] == 1)
        place[axis] = 0;
    const auto to = result.index(place);
    sources[std::size_t{to} * width + filled[to]++] = i;
  }
  return sources;
}

/// One level: `width` sources of each of `results` chunks, `fan` at a time.
Result<ExpressionPtr> level(const ExpressionPtr& source, const std::string& kernel, const Params& params,
                            const std::vector<std::uint32_t>& sources, std::uint32_t width, std::uint32_t fan) {
  std::vector<std::uint32_t> begins{0};
  for (std::uint32_t first = 0; first < sources.size(); first += width)
    for (std::uint32_t at = 0; at < width; at += fan)
      begins.push_back(first + std::min(at + fan, width));
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = params;
  spec.tasks = static_cast<std::uint32_t>(begins.size() - 1);
  spec.inputs.push_back({source, Wiring::list(std::move(begins), sources)});
  return Expression::make(std::move(spec));
}

} // namespace

Result<Array> combine_along(const Array& partials, const std::vector<std::size_t>& axes, const std::string& kernel,
                            const Params& params, std::uint32_t fan) {
  TROUPE_TRY(layout, collapsed(partials.layout(), axes));
  const auto& grid = layout.bounds();
  if (grid.size() == 1) {
    TROUPE_TRY(root, tree_reduce(partials.expression(), kernel, params, fan));
    return Array::make(root, layout, partials.dtype());
  }
  auto sources = sorted_by_result(partials.layout().bounds(), grid);
  auto expression = partials.expression();
  for (auto width = partials.npartitions() / grid.size(); width > 1; width = (width + fan - 1) / fan) {
    TROUPE_TRY(next, level(expression, kernel, params, sources, width, fan));
    expression = next;
    sources.resize(expression->tasks());
    std::iota(sources.begin(), sources.end(), 0u);
  }
  return Array::make(expression, layout, partials.dtype());
}

Result<Array> squeeze(const Array& array, const std::vector<std::size_t>& axes) {
  if (axes.empty())
    return array;
  std::vector<std::vector<std::int64_t>> extents;
  std::vector<std::optional<Key>> chosen;
  const auto& layout = array.layout();
  for (std::size_t axis = 0; axis < array.ndim(); ++axis) {
    if (!contains(axes, axis)) {
      extents.push_back(layout.bounds().extents(axis));
      chosen.push_back(layout.chosen(axis));
    } else if (!layout.known(axis) || layout.bounds().shape()[axis] != 1)
      return fail(Errc::invalid_shape,
                  "axis " + std::to_string(axis) + " of " + to_string(array) + " is not of extent 1");
  }
  TROUPE_TRY(grid, ChunkGrid::from_extents(std::move(extents)));
  ExpressionSpec spec;
  spec.kernel = "array.squeeze";
  spec.params.set("axes", Params::Ints(axes.begin(), axes.end()));
  spec.tasks = array.npartitions();
  spec.inputs.push_back({array.expression(), Wiring::each()});
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), Layout(std::move(grid), std::move(chosen)), array.dtype());
}

} // namespace troupe
