#include "collections/array/broadcast.hpp"

#include <algorithm>

namespace troupe {
namespace {

using Extents = std::vector<std::int64_t>;

std::string shapes_of(std::span<const ChunkGrid* const> grids) {
  std::string text;
  for (const auto* grid : grids)
    text += (text.empty() ? "" : " and ") + to_string(grid->shape());
  return text;
}

std::string cut_of(const Extents& extents) {
  constexpr std::size_t most = 4;
  if (extents.size() <= most)
    return to_string(extents);
  auto text = to_string(Shape(extents.begin(), extents.begin() + most));
  text.pop_back();
  return text + ", ... " + std::to_string(extents.size()) + " chunks)";
}

bool stretches(const ChunkGrid& grid, std::size_t axis) { return grid.shape()[axis] == 1 && grid.counts()[axis] == 1; }

/// The cut of one axis of the result, `from_last` axes before its last.
Result<Extents> merge_axis(std::span<const ChunkGrid* const> grids, std::size_t from_last, std::size_t axis_of_result) {
  const Extents* merged = nullptr;
  for (const auto* grid : grids) {
    if (grid->rank() <= from_last)
      continue;
    const auto axis = grid->rank() - 1 - from_last;
    if (stretches(*grid, axis))
      continue;
    const auto& extents = grid->extents(axis);
    if (!merged || *merged == extents) {
      merged = &extents;
      continue;
    }
    const auto total = [](const Extents& cut) {
      Shape sum{0};
      for (auto e : cut)
        sum[0] += e;
      return sum[0];
    };
    if (total(*merged) != total(extents))
      return fail(Errc::invalid_shape, "operands could not be broadcast together with shapes " + shapes_of(grids));
    return fail(Errc::invalid_shape, "arrays of shapes " + shapes_of(grids) + " are cut differently along axis "
                                         + std::to_string(axis_of_result) + ": " + cut_of(*merged) + " and "
                                         + cut_of(extents) + "; make them with the same chunks");
  }
  return merged ? *merged : Extents{1};
}

Wiring wiring_of(const ChunkGrid& source, const ChunkGrid& result) {
  if (source.counts() == result.counts() || (source.size() == 1 && result.size() == 1))
    return Wiring::each();
  if (source.size() == 1)
    return Wiring::one(0);
  std::vector<std::uint32_t> begins{0}, taken;
  const auto missing = result.rank() - source.rank();
  for (std::uint32_t i = 0; i < result.size(); ++i) {
    const auto at = result.place(i);
    Shape place(at.begin() + static_cast<std::ptrdiff_t>(missing), at.end());
    for (std::size_t axis = 0; axis < place.size(); ++axis)
      if (source.counts()[axis] == 1)
        place[axis] = 0;
    taken.push_back(source.index(place));
    begins.push_back(static_cast<std::uint32_t>(taken.size()));
  }
  const auto straight = [&] {
    for (std::uint32_t i = 0; i < taken.size(); ++i)
      if (taken[i] != i)
        return false;
    return source.size() == result.size();
  };
  return straight() ? Wiring::each() : Wiring::list(std::move(begins), std::move(taken));
}

} // namespace

Result<Broadcast> broadcast(std::span<const ChunkGrid* const> grids) {
  std::size_t rank = 0;
  for (const auto* grid : grids)
    rank = std::max(rank, grid->rank());
  std::vector<Extents> extents(rank);
  for (std::size_t from_last = 0; from_last < rank; ++from_last) {
    TROUPE_TRY(axis, merge_axis(grids, from_last, rank - 1 - from_last));
    extents[rank - 1 - from_last] = std::move(axis);
  }
  TROUPE_TRY(grid, ChunkGrid::from_extents(std::move(extents)));
  Broadcast result{grid, {}};
  for (const auto* source : grids)
    result.wirings.push_back(wiring_of(*source, result.grid));
  return result;
}

} // namespace troupe
