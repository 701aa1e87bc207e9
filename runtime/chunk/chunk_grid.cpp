#include "runtime/chunk/chunk_grid.hpp"

#include <algorithm>
#include <limits>

namespace troupe {
namespace {

/// Where each chunk begins, and, last, where the axis ends.
Result<std::vector<std::int64_t>> starts_of(const std::vector<std::int64_t>& extents, std::size_t axis) {
  std::vector<std::int64_t> starts{0};
  starts.reserve(extents.size() + 1);
  for (auto extent : extents) {
    if (extent > std::numeric_limits<std::int64_t>::max() - starts.back())
      return fail(Errc::invalid_shape, "axis " + std::to_string(axis) + " is longer than 2^63 - 1 elements");
    starts.push_back(starts.back() + extent);
  }
  return starts;
}

} // namespace

Result<ChunkGrid> ChunkGrid::make(const Shape& shape, const Shape& chunk) {
  if (shape.size() != chunk.size())
    return fail(Errc::invalid_shape, "chunks " + to_string(chunk) + " have " + std::to_string(chunk.size())
                                         + " axes; the shape " + to_string(shape) + " has "
                                         + std::to_string(shape.size()));
  std::vector<std::vector<std::int64_t>> extents(shape.size());
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    const auto length = shape[axis];
    if (length < 0)
      return fail(Errc::invalid_shape, "axis " + std::to_string(axis) + " of " + to_string(shape) + " is negative");
    const auto step = chunk[axis] == -1 ? std::max<std::int64_t>(length, 1) : chunk[axis];
    if (step < 1)
      return fail(Errc::invalid_shape, "axis " + std::to_string(axis) + " of the chunks " + to_string(chunk)
                                           + " must be at least 1, or -1 for the whole axis");
    const auto count = std::max<std::int64_t>(1, length / step + (length % step != 0));
    if (count > std::numeric_limits<std::uint32_t>::max())
      return fail(Errc::invalid_shape,
                  "axis " + std::to_string(axis) + " has " + std::to_string(count) + " chunks: too many");
    extents[axis].assign(static_cast<std::size_t>(count), step);
    extents[axis].back() = length - (count - 1) * step;
  }
  return from_extents(std::move(extents));
}

Result<ChunkGrid> ChunkGrid::from_extents(std::vector<std::vector<std::int64_t>> extents) {
  ChunkGrid grid;
  std::uint64_t size = 1;
  for (std::size_t axis = 0; axis < extents.size(); ++axis) {
    if (extents[axis].empty())
      return fail(Errc::invalid_shape,
                  "axis " + std::to_string(axis) + " has no chunks; an empty axis has one of extent 0");
    if (std::any_of(extents[axis].begin(), extents[axis].end(), [](auto extent) { return extent < 0; }))
      return fail(Errc::invalid_shape, "axis " + std::to_string(axis) + " has a chunk of negative extent");
    TROUPE_TRY(starts, starts_of(extents[axis], axis));
    grid.shape_.push_back(starts.back());
    starts.pop_back();
    grid.starts_.push_back(std::move(starts));
    grid.counts_.push_back(static_cast<std::int64_t>(extents[axis].size()));
    size *= extents[axis].size();
    if (size > std::numeric_limits<std::uint32_t>::max())
      return fail(Errc::invalid_shape, "the array is cut into more than 4,294,967,295 chunks; use larger chunks");
  }
  grid.extents_ = std::move(extents);
  grid.size_ = static_cast<std::uint32_t>(size);
  return grid;
}

Shape ChunkGrid::place(std::uint32_t index) const {
  Shape place(rank());
  std::int64_t rest = index;
  for (std::size_t axis = rank(); axis-- > 0;) {
    place[axis] = rest % counts_[axis];
    rest /= counts_[axis];
  }
  return place;
}

std::uint32_t ChunkGrid::index(const Shape& place) const {
  std::int64_t index = 0;
  for (std::size_t axis = 0; axis < rank(); ++axis)
    index = index * counts_[axis] + place[axis];
  return static_cast<std::uint32_t>(index);
}

Shape ChunkGrid::origin(std::uint32_t index) const {
  Shape at = place(index);
  for (std::size_t axis = 0; axis < rank(); ++axis)
    at[axis] = starts_[axis][static_cast<std::size_t>(at[axis])];
  return at;
}

Shape ChunkGrid::chunk_shape(std::uint32_t index) const {
  Shape shape = place(index);
  for (std::size_t axis = 0; axis < rank(); ++axis)
    shape[axis] = extents_[axis][static_cast<std::size_t>(shape[axis])];
  return shape;
}

} // namespace troupe
