// Blocks of which elements are kept that are not counted beforehand.
// array.compress {axis}: the elements of the first input along an axis where the second, a bool block of one axis, is
// true. array.expand {axis}: the first input, where the second, a bool block of one axis, is true along an axis with
// the elements of the
//   third, as many along the axis as the mask is true, others stretched to the first's.
// array.extents: the extents of the block, int64.
// array.places {s0, extents}: 0, 1, 2, ... of an axis of any cut, int64.
// array.unravel {shape}: places in an array run together, int64 along one axis, as rows of places along its axes.
// array.count {axes}: elements along the axes, which keep extent 1; int64.
// array.run_together {axis, count}: that many axes of the block from `axis` on as one.
// array.require_some {what}: the first input, unless some element of the second, counts, is 0: then it fails.
// array.require_count {count}: the first input, unless the second, a count without axes, is another one: then it fails.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/strided_copy.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>
#include <vector>

namespace troupe {
namespace {

/// Stretches of elements that are kept: first and count.
std::vector<std::pair<std::int64_t, std::int64_t>> kept_runs(std::span<const bool> mask) {
  std::vector<std::pair<std::int64_t, std::int64_t>> runs;
  const auto* at = reinterpret_cast<const unsigned char*>(mask.data());
  const auto size = mask.size();
  for (std::size_t i = 0; i < size;) {
    if (const auto* next = static_cast<const unsigned char*>(std::memchr(at + i, 1, size - i)); next)
      i = static_cast<std::size_t>(next - at);
    else
      break;
    const auto* stop = static_cast<const unsigned char*>(std::memchr(at + i, 0, size - i));
    const auto end = stop ? static_cast<std::size_t>(stop - at) : size;
    runs.emplace_back(static_cast<std::int64_t>(i), static_cast<std::int64_t>(end - i));
    i = end;
  }
  return runs;
}

/// Lines of single elements: no runs are made, for they would be longer than the elements.
template <class Word>
void compress_elements(const std::byte* from, std::span<const bool> mask, std::byte* to) {
  const auto* source = reinterpret_cast<const Word*>(from);
  auto* target = reinterpret_cast<Word*>(to);
  const auto size = mask.size();
  std::size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, mask.data() + i, 8);
    if (eight == 0)
      continue;
    for (std::size_t k = i; k < i + 8; ++k)
      if (mask[k])
        *target++ = source[k];
  }
  for (; i < size; ++i)
    if (mask[i])
      *target++ = source[i];
}

struct Pair {
  std::uint64_t low, high;
};

void compress_line(const std::byte* from, std::span<const bool> mask, std::byte* to, std::size_t item) {
  switch (item) {
  case 1:
    return compress_elements<std::uint8_t>(from, mask, to);
  case 2:
    return compress_elements<std::uint16_t>(from, mask, to);
  case 4:
    return compress_elements<std::uint32_t>(from, mask, to);
  case 8:
    return compress_elements<std::uint64_t>(from, mask, to);
  default:
    return compress_elements<Pair>(from, mask, to);
  }
}

Result<ChunkPtr> compress(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(mask, any_block(inputs[1]));
  TROUPE_TRY(axis, axis_of_params(context.params, *block));
  const auto seen = block_axis(block->shape, axis);
  if (mask->dtype != DType::bool_ || mask->shape != Shape{seen.extent})
    return fail(Errc::invalid_shape, "a mask of " + std::to_string(seen.extent) + " truth values was expected; it is a "
                                         + describe(*inputs[1]));
  const auto kept = mask->values<bool>();
  const auto count = std::count(kept.begin(), kept.end(), true);
  const auto item = size_of(block->dtype);
  Block out{block->dtype, block->shape, {}};
  out.shape[axis] = count;
  out.data = context.pool.allocate(static_cast<std::size_t>(out.size()) * item);
  if (out.size() == 0)
    return make_chunk(std::move(out));
  const auto row = static_cast<std::size_t>(seen.inner) * item;
  const auto runs = seen.inner == 1 ? std::vector<std::pair<std::int64_t, std::int64_t>>() : kept_runs(kept);
  const auto* from = block->data.data();
  auto* to = out.data.data();
  for (std::int64_t o = 0; o < seen.outer; ++o) {
    if (context.is_cancelled())
      return fail(Errc::cancelled, "array.compress was cancelled");
    if (seen.inner == 1) {
      compress_line(from, kept, to, item);
      to += static_cast<std::size_t>(count) * item;
    }
    for (const auto& [first, length] : runs) {
      std::memcpy(to, from + static_cast<std::size_t>(first) * row, static_cast<std::size_t>(length) * row);
      to += static_cast<std::size_t>(length) * row;
    }
    from += static_cast<std::size_t>(seen.extent) * row;
  }
  return make_chunk(std::move(out));
}

/// Elements of `values` for each place of one stretch of `block`, 0 bytes apart where they are stretched.
Result<std::vector<CopyAxis>> expansion_axes(const Block& block, const Block& values, std::size_t axis) {
  const auto rank = block.shape.size();
  if (values.dtype != block.dtype || values.shape.size() != rank || rank > most_axes)
    return fail(Errc::invalid_argument, "array.expand takes values like its block");
  std::vector<CopyAxis> axes(rank);
  auto to = static_cast<std::ptrdiff_t>(size_of(block.dtype)), from = to;
  for (auto at = rank; at-- > 0;) {
    if (at != axis && values.shape[at] != block.shape[at] && values.shape[at] != 1)
      return fail(Errc::invalid_shape, "values of shape " + to_string(values.shape) + " do not fit a block of shape "
                                           + to_string(block.shape));
    axes[at] = {block.shape[at], to, at != axis && values.shape[at] == 1 ? 0 : from};
    to *= block.shape[at];
    from *= values.shape[at];
  }
  return axes;
}

Result<ChunkPtr> expand(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 3));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(mask, any_block(inputs[1]));
  TROUPE_TRY(values, any_block(inputs[2]));
  TROUPE_TRY(axis, axis_of_params(context.params, *block));
  TROUPE_TRY(axes, expansion_axes(*block, *values, axis));
  if (mask->dtype != DType::bool_ || mask->shape != Shape{block->shape[axis]})
    return fail(Errc::invalid_shape, "a mask of " + std::to_string(block->shape[axis])
                                         + " truth values was expected; it is a " + describe(*inputs[1]));
  const auto kept = mask->values<bool>();
  const auto count = std::count(kept.begin(), kept.end(), true);
  if (count != values->shape[axis])
    return fail(Errc::invalid_shape, "cannot assign " + std::to_string(values->shape[axis]) + " values to the "
                                         + std::to_string(count) + " elements where the mask is true");
  Block out{block->dtype, block->shape, context.pool.allocate(block->data.size())};
  if (out.size() > 0)
    std::memcpy(out.data.data(), block->data.data(), block->data.size());
  const auto* from = values->data.data();
  const auto along = axes[axis];
  if (out.size() > 0)
    for (const auto& [first, length] : kept_runs(kept)) {
      axes[axis].count = length;
      copy_strided(out.data.data() + first * along.to, from, std::span<const CopyAxis>(axes), size_of(block->dtype));
      from += length * along.from;
    }
  return make_chunk(std::move(out));
}

Block integers_of(const std::vector<std::int64_t>& numbers, Shape shape, BufferPool& pool) {
  Block out{DType::int64, std::move(shape), pool.allocate_for<std::int64_t>(numbers.size())};
  std::copy(numbers.begin(), numbers.end(), out.values<std::int64_t>().begin());
  return out;
}

Result<ChunkPtr> extents(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  return make_chunk(integers_of(block->shape, {static_cast<std::int64_t>(block->shape.size())}, context.pool));
}

Result<ChunkPtr> places(const KernelContext& context, std::span<ChunkPtr>) {
  TROUPE_TRY(origin, origin_of_task(context.params, 1, context.index));
  TROUPE_TRY(lengths, context.params.integers("extents"));
  if (context.index >= lengths.size() || lengths[context.index] < 0)
    return fail(Errc::invalid_argument, "array.places has no chunk " + std::to_string(context.index));
  const auto length = static_cast<std::size_t>(lengths[context.index]);
  Block out{DType::int64, {lengths[context.index]}, context.pool.allocate_for<std::int64_t>(length)};
  std::iota(out.values<std::int64_t>().begin(), out.values<std::int64_t>().end(), origin[0]);
  return make_chunk(std::move(out));
}

Result<ChunkPtr> unravel(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(shape, context.params.integers("shape"));
  if (block->dtype != DType::int64 || block->shape.size() != 1)
    return fail(Errc::invalid_dtype,
                "array.unravel takes int64 along one axis; it was given a " + describe(*inputs[0]));
  const auto rank = shape.size();
  Block out{DType::int64, {block->shape[0], static_cast<std::int64_t>(rank)}, {}};
  out.data = context.pool.allocate_for<std::int64_t>(static_cast<std::size_t>(out.size()));
  auto* to = out.values<std::int64_t>().data();
  for (auto rest : block->values<std::int64_t>()) {
    for (auto axis = rank; axis-- > 0; rest /= std::max<std::int64_t>(shape[axis], 1))
      to[axis] = rest % std::max<std::int64_t>(shape[axis], 1);
    to += rank;
  }
  return make_chunk(std::move(out));
}

Result<ChunkPtr> count(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(axes, context.params.integers("axes"));
  auto shape = block->shape;
  std::int64_t along = 1;
  for (auto axis : axes) {
    if (axis < 0 || axis >= static_cast<std::int64_t>(shape.size()))
      return fail(Errc::invalid_argument,
                  "array.count: a " + describe(*inputs[0]) + " has no axis " + std::to_string(axis));
    along *= std::exchange(shape[static_cast<std::size_t>(axis)], 1);
  }
  const std::vector<std::int64_t> numbers(static_cast<std::size_t>(element_count(shape)), along);
  return make_chunk(integers_of(numbers, shape, context.pool));
}

Result<ChunkPtr> run_together(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(axis, axis_of_params(context.params, *block));
  TROUPE_TRY(count, context.params.integer("count"));
  if (count < 1 || count > static_cast<std::int64_t>(block->shape.size() - axis))
    return fail(Errc::invalid_argument, "array.run_together: a " + describe(*inputs[0]) + " has no "
                                            + std::to_string(count) + " axes from " + std::to_string(axis) + " on");
  auto shape = block->shape;
  const auto first = shape.begin() + static_cast<std::ptrdiff_t>(axis);
  *first = element_count(Shape(first, first + count));
  shape.erase(first + 1, first + count);
  return with_shape(inputs[0], *block, std::move(shape), context.pool);
}

Result<ChunkPtr> require_some(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(what, context.params.text("what"));
  TROUPE_TRY(counts, any_block(inputs[1]));
  if (counts->dtype != DType::int64)
    return fail(Errc::invalid_dtype, "array.require_some takes counts; it was given a " + describe(*inputs[1]));
  const auto numbers = counts->values<std::int64_t>();
  if (std::find(numbers.begin(), numbers.end(), 0) != numbers.end())
    return fail(Errc::invalid_argument, what + " of no elements has no value: the mask kept none");
  TROUPE_TRY(block, any_block(inputs[0]));
  return with_shape(inputs[0], *block, block->shape, context.pool);
}

Result<ChunkPtr> require_count(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(count, context.params.integer("count"));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(total, any_block(inputs[1]));
  if (total->dtype != DType::int64 || total->size() != 1)
    return fail(Errc::invalid_dtype, "array.require_count takes a count; it was given a " + describe(*inputs[1]));
  if (const auto found = total->values<std::int64_t>()[0]; found != count)
    return fail(Errc::invalid_shape, "cannot assign " + std::to_string(count) + " values to the "
                                         + std::to_string(found) + " elements where the mask is true");
  return with_shape(inputs[0], *block, block->shape, context.pool);
}

} // namespace

void add_array_compress(KernelRegistry& registry) {
  add_builtin(registry, {"array.compress", compress, nullptr, nullptr});
  add_builtin(registry, {"array.expand", expand, nullptr, nullptr});
  add_builtin(registry, {"array.extents", extents, nullptr, nullptr});
  add_builtin(registry, {"array.places", places, nullptr, nullptr});
  add_builtin(registry, {"array.unravel", unravel, nullptr, nullptr});
  add_builtin(registry, {"array.count", count, nullptr, nullptr});
  add_builtin(registry, {"array.run_together", run_together, nullptr, nullptr});
  add_builtin(registry, {"array.require_some", require_some, nullptr, nullptr});
  add_builtin(registry, {"array.require_count", require_count, nullptr, nullptr});
}

} // namespace troupe
