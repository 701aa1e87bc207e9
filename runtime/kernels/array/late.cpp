// Blocks that are cut and shaped by their own extents, where nobody knew them before they were computed.
// array.join {axis}: the inputs one after the other along the axis.
// array.pick {axis, slice | positions | roll}: of the block's elements along the axis those of the slice (start, stop,
// step; a bound
//   that is left out is not there), those at the positions, or all of them moved on round the axis. Without any of
//   these the second input, int64 of one axis, has the positions.
// array.mark {axis, slice | positions}: of such elements along the axis, true; of others, false; a line.
// array.reshape_late {shape}: the same elements in C order under a shape, of which one extent may be -1: what is left
// over. array.same: whether both inputs have one shape and equal elements.
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/slice_range.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/strided_copy.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>
#include <vector>

namespace troupe {
namespace {

Block with_extent(const Block& like, std::size_t axis, std::int64_t extent, BufferPool& pool) {
  Block out{like.dtype, like.shape, {}};
  out.shape[axis] = extent;
  out.data = pool.allocate(static_cast<std::size_t>(out.size()) * size_of(like.dtype));
  return out;
}

Result<ChunkPtr> join_blocks(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  const auto& first = *blocks.blocks[0];
  TROUPE_TRY(axis, axis_of_params(context.params, first));
  if (inputs.size() == 1)
    return with_shape(inputs[0], first, first.shape, context.pool);
  std::int64_t extent = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (!alike_but_along(*blocks.blocks[i], first, axis))
      return fail(Errc::invalid_shape, "array.join: a " + describe(*inputs[i]) + " cannot follow a "
                                           + describe(*inputs[0]) + " along axis " + std::to_string(axis));
    extent += blocks.blocks[i]->shape[axis];
  }
  auto out = with_extent(first, axis, extent, context.pool);
  auto* to = out.data.data();
  const auto outer = block_axis(out.shape, axis).outer;
  for (std::int64_t o = 0; o < outer && out.size() > 0; ++o)
    for (const auto* block : blocks.blocks)
      if (const auto bytes = block->data.size() / static_cast<std::size_t>(outer); bytes > 0) {
        std::memcpy(to, block->data.data() + static_cast<std::size_t>(o) * bytes, bytes);
        to += bytes;
      }
  return make_chunk(std::move(out));
}

using Ints = Params::Ints;

Result<Ints> every_position(const SlicedElements& elements) {
  Ints positions(static_cast<std::size_t>(elements.count));
  for (std::size_t i = 0; i < positions.size(); ++i)
    positions[i] = elements.first + static_cast<std::int64_t>(i) * elements.step;
  return positions;
}

Result<Ints> from_start(std::span<const std::int64_t> given, std::int64_t length, std::size_t axis) {
  Ints positions(given.begin(), given.end());
  for (auto& at : positions) {
    const auto element = at < 0 ? at + length : at;
    if (element < 0 || element >= length)
      return fail(Errc::invalid_argument, "index " + std::to_string(at) + " is out of bounds for axis "
                                              + std::to_string(axis) + " of " + std::to_string(length)
                                              + " elements, which is how many were kept");
    at = element;
  }
  return positions;
}

Result<SliceBounds> slice_of(const Params::List& given) {
  SliceBounds bounds;
  if (given.size() != 1)
    return fail(Errc::invalid_argument, "the parameter 'slice' is one list of start, stop and step");
  for (const auto& [name, value] : given[0].entries()) {
    const auto* number = std::get_if<std::int64_t>(&value);
    if (!number || (name == "step" && *number == 0) || (name != "start" && name != "stop" && name != "step"))
      return fail(Errc::invalid_argument,
                  "a slice has a start, a stop and a step that is not 0; got " + to_string(given[0]));
    if (name == "step")
      bounds.step = *number;
    else
      (name == "start" ? bounds.start : bounds.stop) = *number;
  }
  return bounds;
}

/// Which elements of an axis of that length the parameters name, or none where they name nothing.
Result<std::optional<Ints>> named_positions(const Params& params, std::int64_t length, std::size_t axis) {
  if (const auto* slice = params.list("slice")) {
    TROUPE_TRY(bounds, slice_of(*slice));
    TROUPE_TRY(positions, every_position(sliced(bounds, length)));
    return std::optional(std::move(positions));
  }
  if (params.has("positions")) {
    TROUPE_TRY(given, params.integers("positions"));
    TROUPE_TRY(positions, from_start(given, length, axis));
    return std::optional(std::move(positions));
  }
  return std::optional<Ints>();
}

Result<Ints> picked_positions(const KernelContext& context, std::span<ChunkPtr> inputs, std::int64_t length,
                              std::size_t axis) {
  TROUPE_TRY(named, named_positions(context.params, length, axis));
  TROUPE_CHECK(require_inputs(inputs, named || context.params.has("roll") ? 1 : 2));
  if (named)
    return std::move(*named);
  if (context.params.has("roll")) {
    TROUPE_TRY(shift, context.params.integer("roll"));
    TROUPE_TRY(positions, every_position({0, 1, length}));
    if (length > 0)
      std::rotate(positions.begin(), positions.end() - (shift % length + length) % length, positions.end());
    return positions;
  }
  TROUPE_TRY(given, any_block(inputs[1]));
  if (given->dtype != DType::int64 || given->shape.size() != 1)
    return fail(Errc::invalid_dtype, "positions are int64 along one axis; got a " + describe(*inputs[1]));
  return from_start(given->values<std::int64_t>(), length, axis);
}

/// How far the positions lie apart where that is the same for all, else 0.
std::int64_t even_step(const Ints& positions) {
  if (positions.size() < 2)
    return 1;
  const auto step = positions[1] - positions[0];
  for (std::size_t i = 2; i < positions.size(); ++i)
    if (positions[i] - positions[i - 1] != step)
      return 0;
  return step;
}

Result<ChunkPtr> pick_late(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(axis, axis_of_params(context.params, *block));
  const auto seen = block_axis(block->shape, axis);
  TROUPE_TRY(positions, picked_positions(context, inputs, seen.extent, axis));
  const auto count = static_cast<std::int64_t>(positions.size());
  auto out = with_extent(*block, axis, count, context.pool);
  if (out.size() == 0)
    return make_chunk(std::move(out));
  const auto item = static_cast<std::ptrdiff_t>(size_of(block->dtype));
  const auto row = seen.inner * item;
  if (const auto step = even_step(positions); step != 0) {
    const std::array<CopyAxis, 3> axes{
        CopyAxis{seen.outer, count * row, seen.extent * row}, {count, row, step * row}, {seen.inner, item, item}};
    copy_strided(out.data.data(), block->data.data() + positions[0] * row, axes, static_cast<std::size_t>(item));
    return make_chunk(std::move(out));
  }
  auto* to = out.data.data();
  for (std::int64_t o = 0; o < seen.outer; ++o)
    for (auto at : positions) {
      std::memcpy(to, block->data.data() + (o * seen.extent + at) * row, static_cast<std::size_t>(row));
      to += row;
    }
  return make_chunk(std::move(out));
}

Result<ChunkPtr> mark_late(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(axis, axis_of_params(context.params, *block));
  const auto length = block->shape[axis];
  TROUPE_TRY(positions, named_positions(context.params, length, axis));
  if (!positions)
    return fail(Errc::invalid_argument, "array.mark needs the parameter 'slice' or 'positions'");
  Block out{DType::bool_, {length}, context.pool.allocate_for<bool>(static_cast<std::size_t>(length))};
  auto marks = out.values<bool>();
  std::fill(marks.begin(), marks.end(), false);
  for (auto at : *positions)
    marks[static_cast<std::size_t>(at)] = true;
  return make_chunk(std::move(out));
}

Result<ChunkPtr> reshape_late(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(wanted, context.params.integers("shape"));
  Shape shape(wanted.begin(), wanted.end());
  const auto refuse = [&] {
    return fail(Errc::invalid_shape, "an array of shape " + to_string(block->shape)
                                         + ", as it turned out, cannot be reshaped to "
                                         + to_string(Shape(wanted.begin(), wanted.end())));
  };
  const auto hole = std::find(shape.begin(), shape.end(), -1);
  if (hole != shape.end())
    *hole = 1;
  TROUPE_TRY(rest, checked_element_count(shape));
  if (hole != shape.end()) {
    if (rest == 0 || block->size() % rest != 0)
      return refuse();
    *hole = block->size() / rest;
  } else if (rest != block->size()) {
    return refuse();
  }
  return with_shape(inputs[0], *block, std::move(shape), context.pool);
}

Result<ChunkPtr> same_blocks(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(a, any_block(inputs[0]));
  TROUPE_TRY(b, any_block(inputs[1]));
  if (a->dtype != b->dtype)
    return fail(Errc::invalid_dtype, "array.same takes blocks of one type; got a " + describe(*inputs[0]) + " and a "
                                         + describe(*inputs[1]));
  Block out{DType::bool_, {}, context.pool.allocate_for<bool>(1)};
  out.values<bool>()[0] = a->shape == b->shape && for_dtype(a->dtype, [&]<class T>(Type<T>) {
                            const auto left = a->template values<T>(), right = b->template values<T>();
                            return std::equal(left.begin(), left.end(), right.begin(), right.end());
                          });
  return make_chunk(std::move(out));
}

} // namespace

void add_array_late(KernelRegistry& registry) {
  add_builtin(registry, {"array.join", join_blocks, nullptr, nullptr});
  add_builtin(registry, {"array.pick", pick_late, nullptr, nullptr});
  add_builtin(registry, {"array.mark", mark_late, nullptr, nullptr});
  add_builtin(registry, {"array.reshape_late", reshape_late, nullptr, nullptr});
  add_builtin(registry, {"array.same", same_blocks, nullptr, nullptr});
}

} // namespace troupe
