// array.arg_reduce {op, axis, shape, s0, s1, ...}: where the smallest (op argmin) or largest (argmax) element of each
// line along `axis` lies in the whole array, or, without `axis`, of the whole block, counted in C order of an array of
// `shape`. Partial results are uint64 along a first axis of 2: the element's bits, and its place. array.arg_combine
// {op, dtype}: such, in order, to one. array.arg_finish {op}: the places, int64; fails where a line had no elements.
// The first of equals counts, and the first NaN before all numbers.
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <cstring>
#include <optional>

namespace troupe {
namespace {

template <class T>
std::uint64_t to_bits(T value) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof(T));
  return bits;
}
template <class T>
T from_bits(std::uint64_t bits) {
  T value;
  std::memcpy(&value, &bits, sizeof(T));
  return value;
}

/// Whether `a` takes the place of `b`, which comes before it.
template <class T>
bool better(T a, T b, bool largest) {
  if constexpr (std::is_floating_point_v<T>) {
    if (b != b)
      return false;
    if (a != a)
      return true;
  }
  return largest ? a > b : a < b;
}

/// Of equals the one with the lower place: chunks do not come in the order of the whole array's elements.
template <class T>
bool comes_first(T a, std::uint64_t a_place, T b, std::uint64_t b_place, bool largest) {
  if (better(a, b, largest))
    return true;
  return a_place < b_place && !better(b, a, largest);
}

Result<bool> wants_largest(const Params& params) {
  TROUPE_TRY(op, params.text("op"));
  if (op != "argmin" && op != "argmax")
    return fail(Errc::invalid_argument, "parameter 'op' must be argmin or argmax, not '" + op + "'");
  return op == "argmax";
}

Block new_partial(Shape kept, BufferPool& pool) {
  kept.insert(kept.begin(), 2);
  const auto count = static_cast<std::size_t>(element_count(kept));
  return {DType::uint64, std::move(kept), pool.allocate_for<std::uint64_t>(count)};
}

template <class T>
void along_axis(const Block& block, const BlockAxis& seen, std::int64_t origin, bool largest, Block& out) {
  const auto* from = block.values<T>().data();
  const auto count = seen.outer * seen.inner;
  auto* bits = out.values<std::uint64_t>().data();
  auto* places = bits + count;
  for (std::int64_t o = 0; o < seen.outer; ++o)
    for (std::int64_t k = 0; k < seen.extent; ++k)
      for (std::int64_t i = 0; i < seen.inner; ++i, ++from) {
        const auto at = o * seen.inner + i;
        if (k == 0 || better(*from, from_bits<T>(bits[at]), largest)) {
          bits[at] = to_bits(*from);
          places[at] = static_cast<std::uint64_t>(origin + k);
        }
      }
}

/// An empty chunk has no element: a place of all ones says so.
constexpr std::uint64_t nowhere = ~std::uint64_t{0};

template <class T>
void over_all(const Block& block, const Shape& whole, const Shape& origin, bool largest, Block& out) {
  auto result = out.values<std::uint64_t>();
  result[1] = nowhere;
  Shape at(block.shape.size(), 0);
  for (const auto value : block.values<T>()) {
    if (result[1] == nowhere || better(value, from_bits<T>(result[0]), largest)) {
      std::int64_t place = 0;
      for (std::size_t axis = 0; axis < at.size(); ++axis)
        place = place * whole[axis] + origin[axis] + at[axis];
      result[0] = to_bits(value);
      result[1] = static_cast<std::uint64_t>(place);
    }
    for (auto axis = at.size(); axis-- > 0 && ++at[axis] == block.shape[axis];)
      at[axis] = 0;
  }
}

Result<ChunkPtr> arg_reduce(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  TROUPE_TRY(largest, wants_largest(context.params));
  TROUPE_TRY(whole, context.params.integers("shape"));
  TROUPE_TRY(origin, origin_of_task(context.params, block->shape.size(), context.index));
  if (whole.size() != block->shape.size())
    return fail(Errc::invalid_shape, "parameter 'shape' has other axes than a " + describe(*inputs[0]));
  TROUPE_CHECK(checked_element_count(whole));
  for (std::size_t axis = 0; axis < whole.size(); ++axis)
    if (origin[axis] > whole[axis] - block->shape[axis])
      return fail(Errc::invalid_shape, "a block of shape " + to_string(block->shape) + " at " + to_string(origin)
                                           + " reaches beyond an array of shape " + to_string(whole));
  Shape kept(block->shape.size(), 1);
  std::optional<std::size_t> along;
  if (context.params.has("axis")) {
    TROUPE_TRY(axis, axis_of_params(context.params, *block));
    along = axis;
    kept = block->shape;
    kept[axis] = 1;
  }
  auto out = new_partial(kept, context.pool);
  if (along && block->shape[*along] == 0)
    std::fill_n(out.values<std::uint64_t>().data(), out.values<std::uint64_t>().size(), nowhere);
  for_dtype(block->dtype, [&]<class T>(Type<T>) {
    if constexpr (is_complex_v<T>)
      return;
    else if (along)
      along_axis<T>(*block, block_axis(block->shape, *along), origin[*along], largest, out);
    else
      over_all<T>(*block, whole, origin, largest, out);
  });
  return make_chunk(std::move(out));
}

Result<ChunkPtr> arg_combine(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(largest, wants_largest(context.params));
  TROUPE_TRY(name, context.params.text("dtype"));
  TROUPE_TRY(dtype, dtype_from_string(name));
  TROUPE_TRY(first, any_block(inputs[0]));
  if (dtype == DType::string || first->dtype != DType::uint64 || first->shape.empty() || first->shape[0] != 2)
    return fail(Errc::invalid_shape, "places are uint64 along a first axis of 2; got a " + describe(*inputs[0]));
  Block out{DType::uint64, first->shape, context.pool.allocate(first->data.size())};
  std::copy_n(first->values<std::uint64_t>().data(), first->values<std::uint64_t>().size(),
              out.values<std::uint64_t>().data());
  const auto count = static_cast<std::size_t>(out.size()) / 2;
  for (std::size_t k = 1; k < inputs.size(); ++k) {
    TROUPE_TRY(next, any_block(inputs[k]));
    if (next->shape != first->shape || next->dtype != DType::uint64)
      return fail(Errc::invalid_shape,
                  "places to combine must be alike; got a " + describe(*inputs[0]) + " and a " + describe(*inputs[k]));
    const auto from = next->values<std::uint64_t>();
    auto to = out.values<std::uint64_t>();
    for_dtype(dtype, [&]<class T>(Type<T>) {
      if constexpr (!is_complex_v<T>)
        for (std::size_t i = 0; i < count; ++i)
          if (from[count + i] != nowhere
              && (to[count + i] == nowhere
                  || comes_first(from_bits<T>(from[i]), from[count + i], from_bits<T>(to[i]), to[count + i],
                                 largest))) {
            to[i] = from[i];
            to[count + i] = from[count + i];
          }
    });
  }
  return make_chunk(std::move(out));
}

Result<ChunkPtr> arg_finish(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, any_block(inputs[0]));
  if (block->dtype != DType::uint64 || block->shape.empty() || block->shape[0] != 2)
    return fail(Errc::invalid_shape, "places are uint64 along a first axis of 2; got a " + describe(*inputs[0]));
  TROUPE_TRY(largest, wants_largest(context.params));
  const auto values = block->values<std::uint64_t>();
  if (std::find(values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end(), nowhere) != values.end())
    return fail(Errc::invalid_argument,
                std::string(largest ? "argmax" : "argmin") + " of no elements has no value: the mask kept none");
  Block out{DType::int64, Shape(block->shape.begin() + 1, block->shape.end()),
            context.pool.allocate(block->data.size() / 2)};
  if (!out.data.empty())
    std::memcpy(out.data.data(), block->data.data() + out.data.size(), out.data.size());
  return make_chunk(std::move(out));
}

} // namespace

void add_array_arg_reduce(KernelRegistry& registry) {
  add_builtin(registry, {"array.arg_reduce", arg_reduce});
  add_builtin(registry, {"array.arg_combine", arg_combine});
  add_builtin(registry, {"array.arg_finish", arg_finish});
}

} // namespace troupe
