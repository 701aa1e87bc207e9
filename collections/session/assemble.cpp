#include "collections/session/assemble.hpp"

#include <cstring>
#include <vector>

namespace troupe {
namespace {

Result<const Block*> fitting_block(const ChunkGrid& grid, DType dtype, std::span<const ChunkPtr> chunks,
                                   std::uint32_t index) {
  const auto refuse = [&](Errc code, const std::string& why) {
    return fail(code,
                "chunk " + std::to_string(index) + " of an array of shape " + to_string(grid.shape()) + " " + why);
  };
  if (!chunks[index])
    return refuse(Errc::internal, "is missing");
  const auto* block = std::get_if<Block>(chunks[index].get());
  if (!block)
    return refuse(Errc::invalid_argument, "is a " + describe(*chunks[index]) + ", not a block");
  if (block->dtype != dtype)
    return refuse(Errc::invalid_dtype,
                  "is " + std::string(to_string(block->dtype)) + "; expected " + std::string(to_string(dtype)));
  const auto expected = grid.chunk_shape(index);
  if (block->size() != element_count(expected))
    return refuse(Errc::invalid_shape, "has shape " + to_string(block->shape) + "; expected " + to_string(expected));
  return block;
}

/// Copies chunk after chunk into the whole, run by run; a run is as long as both are contiguous.
class Placing {
public:
  Placing(const ChunkGrid& grid, std::size_t element, std::byte* whole)
      : grid_(grid), element_(element), whole_(whole) {}

  void place(std::uint32_t index, const std::byte* from) {
    const auto shape = grid_.chunk_shape(index);
    if (element_count(shape) == 0)
      return;
    const auto origin = grid_.origin(index);
    const auto first = first_contiguous(shape);
    std::size_t run = element_;
    for (std::size_t axis = first; axis < shape.size(); ++axis)
      run *= static_cast<std::size_t>(shape[axis]);
    Shape at(first, 0);
    do {
      std::memcpy(whole_ + offset(origin, at) * element_, from, run);
      from += run;
    } while (advance(at, shape));
  }

private:
  /// The axis from which on a chunk's elements lie together in the whole.
  std::size_t first_contiguous(const Shape& shape) const {
    auto axis = shape.size();
    while (axis > 0 && shape[axis - 1] == grid_.shape()[axis - 1])
      --axis;
    return axis == 0 ? 0 : axis - 1;
  }

  std::size_t offset(const Shape& origin, const Shape& at) const {
    std::int64_t offset = 0;
    for (std::size_t axis = 0; axis < origin.size(); ++axis)
      offset = offset * grid_.shape()[axis] + origin[axis] + (axis < at.size() ? at[axis] : 0);
    return static_cast<std::size_t>(offset);
  }

  static bool advance(Shape& at, const Shape& shape) {
    for (std::size_t axis = at.size(); axis-- > 0;) {
      if (++at[axis] < shape[axis])
        return true;
      at[axis] = 0;
    }
    return false;
  }

  const ChunkGrid& grid_;
  std::size_t element_;
  std::byte* whole_;
};

} // namespace

Result<ChunkGrid> grid_of(const Layout& layout, std::span<const Shape> shapes) {
  const auto& bounds = layout.bounds();
  if (shapes.size() != bounds.size())
    return fail(Errc::invalid_shape,
                "an array of " + std::to_string(bounds.size()) + " chunks was given " + std::to_string(shapes.size()));
  std::vector<std::vector<std::int64_t>> extents;
  for (std::size_t axis = 0; axis < bounds.rank(); ++axis)
    extents.push_back(layout.known(axis)
                          ? bounds.extents(axis)
                          : std::vector<std::int64_t>(static_cast<std::size_t>(bounds.counts()[axis]), -1));
  for (std::uint32_t i = 0; i < bounds.size(); ++i) {
    const auto place = bounds.place(i);
    if (shapes[i].size() != place.size())
      return fail(Errc::invalid_shape, "chunk " + std::to_string(i) + " has shape " + to_string(shapes[i])
                                           + "; expected " + std::to_string(place.size()) + " axes");
    for (std::size_t axis = 0; axis < place.size(); ++axis) {
      auto& extent = extents[axis][static_cast<std::size_t>(place[axis])];
      if (extent == -1)
        extent = shapes[i][axis];
      if (extent != shapes[i][axis])
        return fail(Errc::invalid_shape, "chunk " + std::to_string(i) + " has shape " + to_string(shapes[i])
                                             + "; along axis " + std::to_string(axis) + " " + std::to_string(extent)
                                             + " were expected");
    }
  }
  return ChunkGrid::from_extents(std::move(extents));
}

Result<ChunkGrid> grid_of(const Layout& layout, std::span<const ChunkPtr> chunks) {
  if (layout.known())
    return layout.bounds();
  std::vector<Shape> shapes;
  for (std::size_t i = 0; i < chunks.size(); ++i) {
    const auto* block = chunks[i] ? std::get_if<Block>(chunks[i].get()) : nullptr;
    if (!block)
      return fail(Errc::invalid_argument, "chunk " + std::to_string(i) + " is "
                                              + (chunks[i] ? "a " + describe(*chunks[i]) : std::string("missing"))
                                              + ", not a block");
    shapes.push_back(block->shape);
  }
  return grid_of(layout, std::span<const Shape>(shapes));
}

Result<Block> assemble(const ChunkGrid& grid, DType dtype, std::span<const ChunkPtr> chunks, BufferPool& pool) {
  if (chunks.size() != grid.size())
    return fail(Errc::invalid_shape,
                "an array of " + std::to_string(grid.size()) + " chunks was given " + std::to_string(chunks.size()));
  for (std::uint32_t i = 0; i < grid.size(); ++i)
    TROUPE_CHECK(fitting_block(grid, dtype, chunks, i));
  if (grid.size() == 1)
    return Block{dtype, grid.shape(), std::get<Block>(*chunks[0]).data};
  Block whole{dtype, grid.shape(),
              pool.allocate(static_cast<std::size_t>(element_count(grid.shape())) * size_of(dtype))};
  Placing placing(grid, size_of(dtype), whole.data.data());
  for (std::uint32_t i = 0; i < grid.size(); ++i)
    placing.place(i, std::get<Block>(*chunks[i]).data.data());
  return whole;
}

} // namespace troupe
