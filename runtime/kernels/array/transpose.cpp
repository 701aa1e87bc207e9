// array.transpose {axes}: axis i of the result is axis axes[i] of the block. A layer of its own, apart from
// array.gather, so that passes recognise it.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/strided_copy.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace troupe {
namespace {

Result<ChunkPtr> transpose(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, as_block(*inputs[0]));
  TROUPE_CHECK(check_block(*block));
  TROUPE_TRY(order, context.params.integers("axes"));
  const auto rank = block->shape.size();
  std::vector<bool> seen(rank, false);
  for (auto axis : order)
    if (axis >= 0 && axis < static_cast<std::int64_t>(rank))
      seen[static_cast<std::size_t>(axis)] = true;
  if (order.size() != rank || rank > most_axes || std::find(seen.begin(), seen.end(), false) != seen.end())
    return fail(Errc::invalid_argument, "array.transpose: axes " + to_string(Shape(order))
                                            + " are not those of a block of shape " + to_string(block->shape));
  const auto item = size_of(block->dtype);
  Block result{block->dtype, Shape(rank), context.pool.allocate(block->data.size())};
  std::array<CopyAxis, most_axes> axes;
  auto stride = static_cast<std::ptrdiff_t>(item);
  for (std::size_t axis = rank; axis-- > 0;) {
    axes[axis].from = stride;
    axes[axis].count = block->shape[axis];
    stride *= block->shape[axis];
  }
  stride = static_cast<std::ptrdiff_t>(item);
  for (std::size_t i = rank; i-- > 0;) {
    auto& axis = axes[static_cast<std::size_t>(order[i])];
    axis.to = stride;
    stride *= axis.count;
    result.shape[i] = axis.count;
  }
  copy_strided(result.data.data(), block->data.data(), std::span(axes.data(), rank), item);
  return make_chunk(std::move(result));
}

} // namespace

void add_array_transpose(KernelRegistry& registry) {
  Kernel kernel{"array.transpose", transpose};
  kernel.role = TileRole::transpose; // fused, the tile engine reads across
  add_builtin(registry, std::move(kernel));
}

} // namespace troupe
