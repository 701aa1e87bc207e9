#include "runtime/kernels/array/block_runs.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// A run has a chunk of its own, and a place of its own in its stream: where it is shorter, copying costs no more.
constexpr std::uint64_t least_run_bytes = 4096;
/// Each may be followed by padding, and what is read out of another process's memory has few thousand pieces.
constexpr std::int64_t most_runs = 2000;

/// The first axis of a run: those after it are taken whole.
std::size_t run_axis(const Block& block, std::span<const BlockRange> part) {
  auto axis = part.size();
  while (axis > 0 && part[axis - 1].count == block.shape[axis - 1])
    --axis;
  return axis == 0 ? 0 : axis - 1;
}

std::int64_t offset_of(const Block& block, std::span<const BlockRange> part, std::size_t axes, std::int64_t run) {
  std::int64_t offset = 0, stride = 1;
  for (auto axis = part.size(); axis-- > 0;) {
    auto at = part[axis].first;
    if (axis < axes) {
      at += run % part[axis].count;
      run /= part[axis].count;
    }
    offset += at * stride;
    stride *= block.shape[axis];
  }
  return offset;
}

} // namespace

ChunkPtr block_runs(const Block& block, std::span<const BlockRange> part) {
  const auto axes = run_axis(block, part);
  Shape shape;
  std::int64_t runs = 1;
  for (std::size_t axis = 0; axis < part.size(); ++axis) {
    shape.push_back(axis < axes ? 1 : part[axis].count);
    runs *= axis < axes ? part[axis].count : 1;
  }
  const auto item = size_of(block.dtype);
  const auto bytes = static_cast<std::uint64_t>(element_count(shape)) * item;
  if (bytes < least_run_bytes || runs > most_runs)
    return nullptr;
  ChunkList list;
  list.chunks.reserve(static_cast<std::size_t>(runs));
  for (std::int64_t run = 0; run < runs; ++run) {
    const auto offset = static_cast<std::size_t>(offset_of(block, part, axes, run)) * item;
    list.chunks.push_back(make_chunk(Block{block.dtype, shape, block.data.slice(offset, bytes)}));
  }
  return make_chunk(std::move(list));
}

Result<const Block*> first_run(const ChunkList& list) {
  const Block* first = nullptr;
  for (const auto& chunk : list.chunks) {
    TROUPE_TRY(block, as_block(*chunk));
    if (first && (block->dtype != first->dtype || block->shape != first->shape))
      return fail(Errc::invalid_argument, "the blocks of one part are alike; got a " + describe(*list.chunks[0])
                                              + " and a " + describe(*chunk));
    first = first ? first : block;
  }
  if (!first)
    return fail(Errc::invalid_argument, "a part of a block has no blocks");
  return first;
}

} // namespace troupe
