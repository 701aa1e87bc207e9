// Elements of an array of several chunks by positions that are computed: each pair of a chunk and a block of positions
// gives what it has, then each block of positions is put together. So no task holds more than a chunk or a result.
// array.take_pick {axis, starts, length}: of input 0, chunk number `index % chunks` along the axis, the elements that
// input 1, int64 positions in the whole axis (negative from its end), names, in that order. array.take_place {axis,
// starts, length}: input 0 the positions, then what each chunk along the axis had; a position beyond the axis fails.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace troupe {
namespace {

struct TakenAxis {
  std::int64_t axis = 0, length = 0;
  Params::Ints starts; ///< of the chunks along it

  static Result<TakenAxis> read(const Params& params) {
    TROUPE_TRY(axis, params.integer("axis"));
    TROUPE_TRY(length, params.integer("length"));
    TROUPE_TRY(starts, params.integers("starts"));
    if (length < 0)
      return fail(Errc::invalid_argument, "an axis has a length of 0 or more, not of " + std::to_string(length));
    if (starts.empty() || starts.front() != 0 || axis < 0 || !std::is_sorted(starts.begin(), starts.end()))
      return fail(Errc::invalid_argument, "the chunks of an axis begin one after the other, the first at 0");
    return TakenAxis{axis, length, std::move(starts)};
  }
  std::int64_t from_start(std::int64_t position) const { return position < 0 ? position + length : position; }
};

Result<std::span<const std::int64_t>> positions_of(const ChunkPtr& input) {
  TROUPE_TRY(block, any_block(input));
  if (block->dtype != DType::int64 || block->shape.size() != 1)
    return fail(Errc::invalid_dtype, "positions are int64 along one axis; got a " + describe(*input));
  return block->values<std::int64_t>();
}

/// Where one row of the result comes from.
struct RowSource {
  const std::byte* block; ///< its first element
  std::int64_t row, rows; ///< along the axis, and how many the block has
};

template <std::size_t Bytes>
void copy_rows(const std::vector<RowSource>& sources, std::int64_t outer, std::size_t, std::byte* to) {
  for (const auto& source : sources) {
    std::memcpy(to, source.block + static_cast<std::size_t>(outer * source.rows + source.row) * Bytes, Bytes);
    to += Bytes;
  }
}
void copy_long_rows(const std::vector<RowSource>& sources, std::int64_t outer, std::size_t bytes, std::byte* to) {
  for (const auto& source : sources) {
    std::memcpy(to, source.block + static_cast<std::size_t>(outer * source.rows + source.row) * bytes, bytes);
    to += bytes;
  }
}

using RowCopy = void (*)(const std::vector<RowSource>&, std::int64_t, std::size_t, std::byte*);
RowCopy row_copy(std::size_t bytes) {
  switch (bytes) {
  case 1:
    return copy_rows<1>;
  case 2:
    return copy_rows<2>;
  case 4:
    return copy_rows<4>;
  case 8:
    return copy_rows<8>;
  case 16:
    return copy_rows<16>;
  default:
    return copy_long_rows;
  }
}

/// A block of `like`'s shape but for as many rows along the axis as there are sources.
Block rows_together(const Block& like, std::size_t axis, const std::vector<RowSource>& sources, BufferPool& pool) {
  Block out{like.dtype, like.shape, {}};
  out.shape[axis] = static_cast<std::int64_t>(sources.size());
  const auto item = size_of(like.dtype);
  out.data = pool.allocate(static_cast<std::size_t>(out.size()) * item);
  if (out.size() == 0)
    return out;
  const auto seen = block_axis(out.shape, axis);
  const auto row = static_cast<std::size_t>(seen.inner) * item;
  const auto copy = row_copy(row);
  for (std::int64_t o = 0; o < seen.outer; ++o)
    copy(sources, o, row, out.data.data() + static_cast<std::size_t>(o * seen.extent) * row);
  return out;
}

Result<ChunkPtr> take_pick(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(taken, TakenAxis::read(context.params));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(positions, positions_of(inputs[1]));
  const auto axis = static_cast<std::size_t>(taken.axis);
  if (axis >= block->shape.size())
    return fail(Errc::invalid_shape,
                "array.take_pick: no axis " + std::to_string(axis) + " in a " + describe(*inputs[0]));
  const auto first = taken.starts[context.index % taken.starts.size()], extent = block->shape[axis];
  std::vector<RowSource> sources;
  for (auto position : positions)
    if (const auto at = taken.from_start(position) - first; at >= 0 && at < extent)
      sources.push_back({block->data.data(), at, extent});
  return make_chunk(rows_together(*block, axis, sources, context.pool));
}

Result<ChunkPtr> place(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(taken, TakenAxis::read(context.params));
  TROUPE_CHECK(require_inputs(inputs, taken.starts.size() + 1));
  TROUPE_TRY(positions, positions_of(inputs[0]));
  TROUPE_TRY(blocks, TileBlocks::make(inputs.subspan(1)));
  const auto axis = static_cast<std::size_t>(taken.axis);
  for (const auto* block : blocks.blocks)
    if (!alike_but_along(*block, *blocks.blocks[0], axis))
      return fail(Errc::invalid_shape, "array.take_place: what the chunks had is not alike");
  std::vector<std::int64_t> used(blocks.blocks.size(), 0);
  std::vector<RowSource> sources;
  sources.reserve(positions.size());
  for (auto position : positions) {
    const auto at = taken.from_start(position);
    if (at < 0 || at >= taken.length)
      return fail(Errc::invalid_argument, "index " + std::to_string(position) + " is out of bounds for axis "
                                              + std::to_string(axis) + " of " + std::to_string(taken.length)
                                              + " elements");
    const auto chunk =
        static_cast<std::size_t>(std::upper_bound(taken.starts.begin(), taken.starts.end(), at) - taken.starts.begin())
        - 1;
    const auto& block = *blocks.blocks[chunk];
    if (used[chunk] >= block.shape[axis])
      return fail(Errc::invalid_shape,
                  "array.take_place: chunk " + std::to_string(chunk) + " had fewer elements than are named");
    sources.push_back({block.data.data(), used[chunk]++, block.shape[axis]});
  }
  return make_chunk(rows_together(*blocks.blocks[0], axis, sources, context.pool));
}

} // namespace

void add_array_take(KernelRegistry& registry) {
  add_builtin(registry, {"array.take_pick", take_pick, nullptr, nullptr});
  add_builtin(registry, {"array.take_place", place, nullptr, nullptr});
}

} // namespace troupe
