// array.searchsorted {right}: for each element of the first input how many of the second, one rising axis, are below it
// (not above it, when `right`); int64. NaN is sorted last.
// array.isin {invert}: whether each element of the first input is equal to one of the second; bool. NaN equals nothing.
// Both inputs of one type. In the order of sort_order.hpp.
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/array/sort_order.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <complex>

namespace troupe {
namespace {

Result<std::vector<const Block*>> alike_blocks(std::span<const ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  if (blocks.blocks[0]->dtype != blocks.blocks[1]->dtype)
    return fail(Errc::invalid_dtype, "elements are looked for among others of their type: a " + describe(*inputs[0])
                                         + " among a " + describe(*inputs[1]));
  return blocks.blocks;
}

Result<ChunkPtr> searchsorted(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(blocks, alike_blocks(inputs));
  TROUPE_TRY(right, context.params.boolean("right"));
  Block out{DType::int64, blocks[0]->shape,
            context.pool.allocate_for<std::int64_t>(static_cast<std::size_t>(blocks[0]->size()))};
  for_dtype(blocks[0]->dtype, [&]<class T>(Type<T>) {
    const auto sorted = blocks[1]->template values<T>();
    auto* to = out.values<std::int64_t>().data();
    for (auto value : blocks[0]->template values<T>()) {
      const auto at = right ? std::upper_bound(sorted.begin(), sorted.end(), value, sorts_before<T>)
                            : std::lower_bound(sorted.begin(), sorted.end(), value, sorts_before<T>);
      *to++ = at - sorted.begin();
    }
  });
  return make_chunk(std::move(out));
}

Result<ChunkPtr> isin(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(blocks, alike_blocks(inputs));
  TROUPE_TRY(invert, context.params.boolean("invert"));
  Block out{DType::bool_, blocks[0]->shape,
            context.pool.allocate_for<bool>(static_cast<std::size_t>(blocks[0]->size()))};
  for_dtype(blocks[0]->dtype, [&]<class T>(Type<T>) {
    const auto among = blocks[1]->template values<T>();
    std::vector<T> sorted(among.begin(), among.end());
    std::sort(sorted.begin(), sorted.end(), sorts_before<T>);
    auto* to = out.values<bool>().data();
    for (auto value : blocks[0]->template values<T>()) {
      const auto at = std::lower_bound(sorted.begin(), sorted.end(), value, sorts_before<T>);
      *to++ = (at != sorted.end() && *at == value) != invert;
    }
  });
  return make_chunk(std::move(out));
}

} // namespace

void add_array_search(KernelRegistry& registry) {
  add_builtin(registry, {"array.searchsorted", searchsorted, nullptr, nullptr});
  add_builtin(registry, {"array.isin", isin, nullptr, nullptr});
}

} // namespace troupe
