// array.sort {axis}: each line along the axis sorted.
// array.argsort {axis}: where the elements of each sorted line were, int64; equals in their order.
// array.unique: the different elements of the inputs, sorted, along one axis; NaN once.
// array.count_sorted: how often each element of the second input, which array.unique made, occurs in the first; int64.
// array.argtopk {axis, k, s0, ...}: places, in the whole axis, of the k largest (k < 0: smallest) of each line, best
// first; int64. array.argtopk_merge {axis, k, chunks}: of `chunks` inputs of the best elements and as many of their
// places the places of the best of all; equals in the order of their places.
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/array/sort_order.hpp"
#include "runtime/kernels/array/sort_values.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <vector>

namespace troupe {
namespace {

Result<ChunkPtr> sort_lines(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(axis, axis_of_params(context.params, *block));
  auto result = with_shape(inputs[0], *block, block->shape, context.pool);
  auto& out = std::get<Block>(*result);
  const auto seen = block_axis(out.shape, axis);
  const auto extent = static_cast<std::size_t>(seen.extent);
  if (out.size() == 0)
    return result;
  if (seen.inner == 1) {
    for (std::int64_t o = 0; o < seen.outer; ++o) {
      if (context.is_cancelled())
        return fail(Errc::cancelled, "array.sort was cancelled");
      sort_values(out.dtype, out.data.data() + static_cast<std::size_t>(o) * extent * size_of(out.dtype), extent);
    }
    return result;
  }
  for_dtype(out.dtype, [&]<class T>(Type<T>) {
    const auto line = std::make_unique<T[]>(extent);
    for (std::int64_t o = 0; o < seen.outer; ++o)
      for (std::int64_t i = 0; i < seen.inner; ++i) {
        auto* values = out.template values<T>().data() + o * seen.extent * seen.inner + i;
        for (std::int64_t k = 0; k < seen.extent; ++k)
          line[static_cast<std::size_t>(k)] = values[k * seen.inner];
        sort_values(out.dtype, reinterpret_cast<std::byte*>(line.get()), extent);
        for (std::int64_t k = 0; k < seen.extent; ++k)
          values[k * seen.inner] = line[static_cast<std::size_t>(k)];
      }
  });
  return result;
}

template <class T>
struct Placed {
  T value;
  std::int64_t place;
};
template <class T>
bool placed_before(const Placed<T>& a, const Placed<T>& b) {
  return sorts_before(a.value, b.value) || (!sorts_before(b.value, a.value) && a.place < b.place);
}
/// Largest first; equals in the order of their places.
template <class T>
bool placed_after(const Placed<T>& a, const Placed<T>& b) {
  return sorts_before(b.value, a.value) || (!sorts_before(a.value, b.value) && a.place < b.place);
}

Result<ChunkPtr> argsort(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(axis, axis_of_params(context.params, *block));
  const auto seen = block_axis(block->shape, axis);
  Block out{DType::int64, block->shape,
            context.pool.allocate_for<std::int64_t>(static_cast<std::size_t>(block->size()))};
  for_dtype(block->dtype, [&]<class T>(Type<T>) {
    std::vector<Placed<T>> line(static_cast<std::size_t>(seen.extent));
    for (std::int64_t o = 0; o < seen.outer; ++o)
      for (std::int64_t i = 0; i < seen.inner; ++i) {
        const auto first = o * seen.extent * seen.inner + i;
        const auto* from = block->template values<T>().data() + first;
        for (std::int64_t k = 0; k < seen.extent; ++k)
          line[static_cast<std::size_t>(k)] = {from[k * seen.inner], k};
        std::sort(line.begin(), line.end(), placed_before<T>);
        auto* to = out.values<std::int64_t>().data() + first;
        for (std::int64_t k = 0; k < seen.extent; ++k)
          to[k * seen.inner] = line[static_cast<std::size_t>(k)].place;
      }
  });
  return make_chunk(std::move(out));
}

template <class T>
bool is_nan(T value) {
  if constexpr (is_complex_v<T>)
    return value.real() != value.real() || value.imag() != value.imag();
  else
    return value != value;
}
template <class T>
bool one_value(T a, T b) {
  return a == b || (is_nan(a) && is_nan(b));
}

Result<ChunkPtr> unique(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  const auto dtype = blocks.blocks[0]->dtype;
  std::size_t bytes = 0;
  for (const auto* block : blocks.blocks) {
    if (block->dtype != dtype)
      return fail(Errc::invalid_dtype, "array.unique takes blocks of one type");
    bytes += block->data.size();
  }
  auto data = context.pool.allocate(bytes);
  auto* to = data.data();
  for (const auto* block : blocks.blocks)
    if (!block->data.empty())
      to = std::copy_n(block->data.data(), block->data.size(), to);
  const auto count = bytes / size_of(dtype);
  sort_values(dtype, data.data(), count);
  const auto kept = for_dtype(dtype, [&]<class T>(Type<T>) {
    const auto values = data.template as<T>();
    return static_cast<std::size_t>(std::unique(values.begin(), values.end(), one_value<T>) - values.begin());
  });
  if (kept * 2 > count)
    return make_chunk(Block{dtype, {static_cast<std::int64_t>(kept)}, data.slice(0, kept * size_of(dtype))});
  auto fitting = context.pool.allocate(kept * size_of(dtype)); // few of many: the rest is given back
  if (kept > 0)
    std::memcpy(fitting.data(), data.data(), fitting.size());
  return make_chunk(Block{dtype, {static_cast<std::int64_t>(kept)}, std::move(fitting)});
}

Result<ChunkPtr> count_sorted(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  const auto &block = *blocks.blocks[0], &among = *blocks.blocks[1];
  if (block.dtype != among.dtype || among.shape.size() != 1)
    return fail(Errc::invalid_dtype, "array.count_sorted counts elements of one type: a " + describe(*inputs[0])
                                         + " among a " + describe(*inputs[1]));
  Block out{DType::int64, among.shape, context.pool.allocate_for<std::int64_t>(static_cast<std::size_t>(among.size()))};
  auto counts = out.values<std::int64_t>();
  std::fill(counts.begin(), counts.end(), 0);
  const auto missing = for_dtype(block.dtype, [&]<class T>(Type<T>) {
    const auto sorted = among.template values<T>();
    std::int64_t lost = 0;
    for (auto value : block.template values<T>()) {
      auto at = std::lower_bound(sorted.begin(), sorted.end(), value, sorts_before<T>);
      if (is_nan(value)) // all NaN are one, the first of them
        at = std::find_if(sorted.begin(), sorted.end(), is_nan<T>);
      if (at == sorted.end() || !one_value(*at, value))
        ++lost;
      else
        ++counts[static_cast<std::size_t>(at - sorted.begin())];
    }
    return lost;
  });
  if (missing > 0)
    return fail(Errc::invalid_argument,
                "array.count_sorted: " + std::to_string(missing) + " elements are not among those to count");
  return make_chunk(std::move(out));
}

template <class T>
void write_best(std::vector<Placed<T>>& line, std::int64_t k, std::int64_t count, std::int64_t* to, std::int64_t step) {
  const auto middle = line.begin() + count;
  std::partial_sort(line.begin(), middle, line.end(), k > 0 ? placed_after<T> : placed_before<T>);
  for (std::int64_t at = 0; at < count; ++at)
    to[at * step] = line[static_cast<std::size_t>(at)].place;
}

Block best_places(const Shape& like, std::size_t axis, std::int64_t count, BufferPool& pool) {
  Block out{DType::int64, like, {}};
  out.shape[axis] = count;
  out.data = pool.allocate_for<std::int64_t>(static_cast<std::size_t>(out.size()));
  return out;
}

Result<ChunkPtr> argtopk(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(axis, axis_of_params(context.params, *block));
  TROUPE_TRY(k, wanted_of_params(context.params));
  TROUPE_TRY(origin, origin_of_task(context.params, block->shape.size(), context.index));
  const auto seen = block_axis(block->shape, axis);
  const auto count = std::min(seen.extent, k < 0 ? -k : k);
  auto out = best_places(block->shape, axis, count, context.pool);
  for_dtype(block->dtype, [&]<class T>(Type<T>) {
    std::vector<Placed<T>> line(static_cast<std::size_t>(seen.extent));
    for (std::int64_t o = 0; o < seen.outer; ++o)
      for (std::int64_t i = 0; i < seen.inner; ++i) {
        const auto* from = block->template values<T>().data() + o * seen.extent * seen.inner + i;
        for (std::int64_t at = 0; at < seen.extent; ++at)
          line[static_cast<std::size_t>(at)] = {from[at * seen.inner], origin[axis] + at};
        write_best(line, k, count, out.values<std::int64_t>().data() + o * count * seen.inner + i, seen.inner);
      }
  });
  return make_chunk(std::move(out));
}

Result<ChunkPtr> argtopk_merge(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  TROUPE_TRY(axis, axis_of_params(context.params, *blocks.blocks[0]));
  TROUPE_TRY(k, wanted_of_params(context.params));
  const auto chunks = blocks.blocks.size() / 2;
  std::int64_t length = 0;
  for (std::size_t i = 0; i < chunks; ++i) {
    const auto &values = *blocks.blocks[i], &places = *blocks.blocks[chunks + i];
    if (!alike_but_along(values, *blocks.blocks[0], axis) || places.dtype != DType::int64
        || values.shape != places.shape)
      return fail(Errc::invalid_shape, "array.argtopk_merge takes elements of as many lines each, and as many places");
    length += values.shape[axis];
  }
  const auto count = std::min(length, k < 0 ? -k : k);
  auto out = best_places(blocks.blocks[0]->shape, axis, count, context.pool);
  const auto target = block_axis(out.shape, axis);
  for_dtype(blocks.blocks[0]->dtype, [&]<class T>(Type<T>) {
    std::vector<Placed<T>> line;
    for (std::int64_t o = 0; o < target.outer; ++o)
      for (std::int64_t i = 0; i < target.inner; ++i) {
        line.clear();
        for (std::size_t chunk = 0; chunk < chunks; ++chunk) {
          const auto seen = block_axis(blocks.blocks[chunk]->shape, axis);
          const auto first = o * seen.extent * seen.inner + i;
          const auto* values = blocks.blocks[chunk]->template values<T>().data() + first;
          const auto* places = blocks.blocks[chunks + chunk]->template values<std::int64_t>().data() + first;
          for (std::int64_t at = 0; at < seen.extent; ++at)
            line.push_back({values[at * seen.inner], places[at * seen.inner]});
        }
        write_best(line, k, count, out.values<std::int64_t>().data() + o * count * target.inner + i, target.inner);
      }
  });
  return make_chunk(std::move(out));
}

} // namespace

void add_array_sort(KernelRegistry& registry) {
  add_builtin(registry, {"array.sort", sort_lines, nullptr, nullptr});
  add_builtin(registry, {"array.argsort", argsort, nullptr, nullptr});
  add_builtin(registry, {"array.unique", unique, nullptr, nullptr});
  add_builtin(registry, {"array.count_sorted", count_sorted, nullptr, nullptr});
  add_builtin(registry, {"array.argtopk", argtopk, nullptr, nullptr});
  add_builtin(registry, {"array.argtopk_merge", argtopk_merge, nullptr, nullptr});
}

} // namespace troupe
