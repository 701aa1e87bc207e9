// array.windows {axes, sizes, rank}: every window of the block, the windows' axes last. `rank` is the block's, where it
// is told: for those who see windows as what they are of. array.rolling: every window reduced (array_rolling.hpp).
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/array/array_rolling.hpp"
#include "runtime/kernels/strided_copy.hpp"

#include <vector>

namespace troupe {
namespace {

Result<ChunkPtr> windows(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, as_block(*inputs[0]));
  TROUPE_CHECK(check_block(*block));
  TROUPE_TRY(axes, context.params.integers("axes"));
  TROUPE_TRY(sizes, context.params.integers("sizes"));
  const auto rank = block->shape.size();
  if (axes.size() != sizes.size() || rank + axes.size() > most_axes)
    return fail(Errc::invalid_argument, "array.windows: every window needs an axis and a size");
  auto shape = block->shape;
  for (std::size_t i = 0; i < axes.size(); ++i) {
    if (axes[i] < 0 || axes[i] >= static_cast<std::int64_t>(rank) || sizes[i] < 1
        || (shape[static_cast<std::size_t>(axes[i])] -= sizes[i] - 1) < 1)
      return fail(Errc::invalid_shape, "array.windows: a window of " + std::to_string(sizes[i]) + " does not fit axis "
                                           + std::to_string(axes[i]) + " of a block of shape "
                                           + to_string(block->shape));
    shape.push_back(sizes[i]);
  }
  TROUPE_TRY(count, checked_element_count(shape));
  const auto item = size_of(block->dtype);
  std::vector<CopyAxis> copies(shape.size());
  auto stride = static_cast<std::ptrdiff_t>(item);
  for (std::size_t axis = rank; axis-- > 0;) {
    copies[axis].from = stride;
    stride *= block->shape[axis];
  }
  for (std::size_t i = 0; i < axes.size(); ++i)
    copies[rank + i].from = copies[static_cast<std::size_t>(axes[i])].from;
  stride = static_cast<std::ptrdiff_t>(item);
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    copies[axis].count = shape[axis];
    copies[axis].to = stride;
    stride *= shape[axis];
  }
  Block result{block->dtype, shape, context.pool.allocate(static_cast<std::size_t>(count) * item)};
  copy_strided(result.data.data(), block->data.data(), copies, item);
  return make_chunk(std::move(result));
}

} // namespace

void add_array_windows(KernelRegistry& registry) {
  add_builtin(registry, {"array.windows", windows, nullptr, nullptr});
  add_builtin(registry, {"array.rolling", rolling_windows, nullptr, nullptr});
}

} // namespace troupe
