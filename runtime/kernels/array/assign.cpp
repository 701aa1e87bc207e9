// array.assign {first, step, count, p0, p1, ..., s0, s1, ...}: input 0 with the elements of input 1 at some places.
// Along each axis the places are first, first + step, ... of the whole axis, or, where count is -1, those listed in
// p<axis>, rising; a task writes those that lie in its own chunk. Input 1 has as many elements along an axis as there
// are places in the chunk, or one, which is written to all; a task without it has no places and hands its block on.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/strided_copy.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace troupe {
namespace {

/// Places within the chunk along one axis: evenly spaced ones.
struct Places {
  std::int64_t first = 0, step = 1, count = 0;
};

/// As evenly spaced stretches, in their order.
Result<std::vector<Places>> places_along(const Params& params, std::size_t axis, std::int64_t origin,
                                         std::int64_t extent) {
  TROUPE_TRY(first, params.integers("first"));
  TROUPE_TRY(step, params.integers("step"));
  TROUPE_TRY(count, params.integers("count"));
  if (first.size() <= axis || step.size() <= axis || count.size() <= axis)
    return fail(Errc::invalid_argument, "array.assign needs first, step and count for each axis");
  if (count[axis] < 0) {
    TROUPE_TRY(listed, params.integers("p" + std::to_string(axis)));
    if (!std::is_sorted(listed.begin(), listed.end()))
      return fail(Errc::invalid_argument,
                  "array.assign: the places listed in 'p" + std::to_string(axis) + "' must rise");
    std::vector<Places> places;
    for (auto at = std::lower_bound(listed.begin(), listed.end(), origin); at != listed.end() && *at - origin < extent;
         ++at)
      places.push_back({*at - origin, 1, 1});
    return places;
  }
  if (step[axis] < 1 || first[axis] < 0)
    return fail(Errc::invalid_argument, "array.assign goes forwards");
  const auto before = std::max<std::int64_t>(origin - first[axis], 0), over = before % step[axis];
  const auto skipped = before / step[axis] + (over > 0 ? 1 : 0);
  const auto begin = before == 0 ? first[axis] - origin : over > 0 ? step[axis] - over : 0;
  const auto room = begin < extent ? (extent - begin - 1) / step[axis] + 1 : 0;
  const auto kept = std::clamp<std::int64_t>(count[axis] - skipped, 0, room);
  return kept == 0 ? std::vector<Places>{} : std::vector<Places>{{begin, step[axis], kept}};
}

struct Target {
  std::vector<std::vector<Places>> axes;
  std::vector<CopyAxis> strides; ///< of both blocks, without counts
};

Result<Target> target_of(const KernelContext& context, const Block& block, const Block& value) {
  const auto rank = block.shape.size();
  if (value.shape.size() != rank || value.dtype != block.dtype || rank > most_axes)
    return fail(Errc::invalid_shape, "array.assign takes values of as many axes and the same type: a "
                                         + to_string(value.shape) + " for a " + to_string(block.shape));
  TROUPE_TRY(origin, origin_of_task(context.params, rank, context.index));
  Target target;
  target.strides.resize(rank);
  const auto item = static_cast<std::ptrdiff_t>(size_of(block.dtype));
  auto to = item, from = item;
  for (auto axis = rank; axis-- > 0;) {
    target.strides[axis] = {0, to, value.shape[axis] == 1 ? 0 : from};
    to *= block.shape[axis];
    from *= value.shape[axis];
  }
  for (std::size_t axis = 0; axis < rank; ++axis) {
    TROUPE_TRY(places, places_along(context.params, axis, origin[axis], block.shape[axis]));
    std::int64_t count = 0;
    for (const auto& stretch : places)
      count += stretch.count;
    if (value.shape[axis] != 1 && value.shape[axis] != count)
      return fail(Errc::invalid_shape, "array.assign: " + std::to_string(value.shape[axis]) + " values for "
                                           + std::to_string(count) + " places along axis " + std::to_string(axis));
    target.axes.push_back(std::move(places));
  }
  return target;
}

/// Every combination of stretches.
void write(const Target& target, std::size_t axis, std::vector<CopyAxis>& copies, std::byte* to, const std::byte* from,
           std::size_t item) {
  if (axis == target.axes.size()) {
    copy_strided(to, from, copies, item);
    return;
  }
  const auto& strides = target.strides[axis];
  for (const auto& stretch : target.axes[axis]) {
    copies[axis] = {stretch.count, strides.to * stretch.step, strides.from};
    write(target, axis + 1, copies, to + stretch.first * strides.to, from, item);
    from += stretch.count * strides.from;
  }
}

Result<ChunkPtr> assign(const KernelContext& context, std::span<ChunkPtr> inputs) {
  if (inputs.empty() || inputs.size() > 2)
    return fail(Errc::invalid_argument, "array.assign takes a block, and values for it; it was given "
                                            + std::to_string(inputs.size()) + " inputs");
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(block, any_block(inputs[0]));
  auto result = with_shape(inputs[0], *block, block->shape, context.pool);
  if (inputs.size() == 1)
    return result;
  TROUPE_TRY(value, any_block(inputs[1]));
  auto& out = std::get<Block>(*result);
  TROUPE_TRY(target, target_of(context, out, *value));
  std::vector<CopyAxis> copies(target.axes.size());
  write(target, 0, copies, out.data.data(), value->data.data(), size_of(out.dtype));
  return result;
}

} // namespace

void add_array_assign(KernelRegistry& registry) { add_builtin(registry, {"array.assign", assign, nullptr, nullptr}); }

} // namespace troupe
