#include "collections/array/array.hpp"
#include "collections/array/blockwise.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// The layout without `axes`, each of which must be one chunk, or the numbering of the chunks would change.
Result<Layout> without(const Layout& layout, const std::vector<int>& drop) {
  const auto& grid = layout.bounds();
  std::vector<bool> dropped(grid.rank(), false);
  for (auto axis : drop) {
    TROUPE_TRY(fitted, Axes(axis).fit(grid.rank()));
    if (grid.counts()[fitted.front()] != 1)
      return fail(Errc::invalid_shape, "axis " + std::to_string(axis) + " is cut into " +
                                         std::to_string(grid.counts()[fitted.front()]) +
                                         " chunks; map_blocks can drop an axis only where it is one chunk");
    dropped[fitted.front()] = true;
  }
  std::vector<std::vector<std::int64_t>> extents;
  std::vector<std::optional<Key>> chosen;
  for (std::size_t axis = 0; axis < grid.rank(); ++axis)
    if (!dropped[axis]) {
      extents.push_back(grid.extents(axis));
      chosen.push_back(layout.chosen(axis));
    }
  TROUPE_TRY(kept, ChunkGrid::from_extents(std::move(extents)));
  return Layout(std::move(kept), std::move(chosen));
}

Result<Array> mapped(const std::string& kernel, const std::vector<Array>& arrays, const Params& params,
                     const MapBlocksOptions& options) {
  if (arrays.empty())
    return fail(Errc::invalid_argument, "map_blocks of '" + kernel + "' needs at least one array");
  TROUPE_TRY(whole, blockwise(kernel, params, arrays, options.dtype));
  TROUPE_TRY(kept, without(whole.layout(), options.drop_axis));
  if (!options.chunks)
    return Array::make(whole.expression(), kept, options.dtype);
  TROUPE_TRY(grid, ChunkGrid::from_extents(*options.chunks));
  if (grid.size() != whole.npartitions())
    return fail(Errc::invalid_shape, "map_blocks of '" + kernel + "' makes " + std::to_string(whole.npartitions()) +
                                       " blocks; the chunks given are " + std::to_string(grid.size()));
  return Array::make(whole.expression(), grid, options.dtype);
}

} // namespace

Array map_blocks(const std::string& kernel, const std::vector<Array>& arrays, const Params& params,
                 const MapBlocksOptions& options) {
  return mapped(kernel, arrays, params, options).value();
}

Array Array::map_blocks(const std::string& kernel, const Params& params, const MapBlocksOptions& options) const {
  return troupe::map_blocks(kernel, {*this}, params, options);
}

} // namespace troupe
