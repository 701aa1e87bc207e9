#include "collections/array/along_axis.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/gathered.hpp"

namespace troupe {
namespace {

/// Which axis of the grid the array of that number changes along.
std::size_t own_axis(std::size_t number, std::size_t arrays, GridIndexing indexing) {
  return indexing == GridIndexing::xy && arrays > 1 && number < 2 ? 1 - number : number;
}

} // namespace

std::vector<Array> meshgrid(const std::vector<Array>& axes, GridIndexing indexing, bool sparse) {
  std::vector<Array> lines, grids;
  std::vector<const ChunkGrid*> cuts(axes.size());
  for (const auto& axis : axes)
    lines.push_back(ravel(axis));
  for (std::size_t i = 0; i < lines.size(); ++i)
    cuts[own_axis(i, lines.size(), indexing)] = &lines[i].grid();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    GatherSpec spec{
        {lines[i]}, 0, {GatheredAxis::whole(lines[i].grid(), 0)}, std::vector<std::int64_t>(lines.size(), -1), {}};
    const auto own = own_axis(i, lines.size(), indexing);
    (*spec.order)[own] = 0;
    const auto line = gathered(spec).value();
    if (sparse) {
      grids.push_back(line);
      continue;
    }
    GatherSpec stretched{{line}, 0, {}, std::nullopt, {}};
    for (std::size_t axis = 0; axis < lines.size(); ++axis)
      stretched.axes.push_back(axis == own
                                   ? GatheredAxis::whole(line.grid(), axis)
                                   : GatheredAxis{{{0, 0, cuts[axis]->shape()[0], false}}, cuts[axis]->extents(0)});
    grids.push_back(gathered(stretched).value());
  }
  return grids;
}

} // namespace troupe
