// array.cumulate {op, axis}: running sums (op sum) or products (prod) along an axis of a block, in the type that
// `reduce_type` says.
// array.prefix {op, axis, empty}: the totals of chunks that follow each other along the axis, in order, to what comes
// before each: one block, as long along the axis as there are chunks. Those at the rising places `empty`, where given,
// have no elements. array.carry {op, axis, inner, count}: a block of running totals with what comes before it: input 1
// is a block from array.prefix, in which this chunk's place is its number divided by `inner`, modulo `count`.
#include "runtime/chunk/for_dtype.hpp"
#include "runtime/chunk/number_cast.hpp"
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/block_axis.hpp"
#include "runtime/kernels/tile_kernels.hpp"
#include "runtime/tiles/number_ops.hpp"

#include <algorithm>
#include <complex>

namespace troupe {
namespace {

template <class T>
T combine(T a, T b, bool product) {
  if constexpr (is_complex_v<T>)
    return product ? T(a.real() * b.real() - a.imag() * b.imag(), a.real() * b.imag() + a.imag() * b.real()) : a + b;
  else
    return product ? number::multiply(a, b) : number::add(a, b);
}

/// What is added without a trace: of floating numbers -0.0.
template <class T>
T nothing() {
  if constexpr (is_complex_v<T>)
    return T(-0.0, -0.0);
  else
    return std::is_floating_point_v<T> ? T(-0.0) : T(0);
}

Result<bool> wants_product(const Params& params) {
  TROUPE_TRY(name, params.text("op"));
  if (name != "sum" && name != "prod")
    return fail(Errc::invalid_argument, "parameter 'op' must be sum or prod, not '" + name + "'");
  return name == "prod";
}

/// Runs visit(Type<T>) for the four types that sums are kept in.
template <class Visit>
Result<void> for_sum_type(DType dtype, Visit&& visit) {
  switch (dtype) {
  case DType::int64:
    visit(Type<std::int64_t>());
    return {};
  case DType::uint64:
    visit(Type<std::uint64_t>());
    return {};
  case DType::float64:
    visit(Type<double>());
    return {};
  case DType::complex128:
    visit(Type<std::complex<double>>());
    return {};
  default:
    return fail(Errc::invalid_dtype, "running totals are not kept in " + std::string(to_string(dtype)));
  }
}

Result<Block> converted(const ChunkPtr& input, const KernelContext& context) {
  TROUPE_TRY(block, any_block(input));
  TileProgram program;
  const auto value = program.convert(program.input(0, block->dtype), reduce_type(ReduceOp::sum, block->dtype));
  const Block* blocks[] = {block};
  return run_elements(program, value, {blocks}, {context.pool, context.cancelled});
}

Result<ChunkPtr> cumulate(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(product, wants_product(context.params));
  TROUPE_TRY(block, converted(inputs[0], context));
  TROUPE_TRY(axis, axis_of_params(context.params, block));
  const auto seen = block_axis(block.shape, axis);
  TROUPE_CHECK(for_sum_type(block.dtype, [&]<class T>(Type<T>) {
    auto* at = block.template values<T>().data();
    for (std::int64_t o = 0; o < seen.outer; ++o, at += seen.extent * seen.inner)
      for (std::int64_t i = seen.inner; i < seen.extent * seen.inner; ++i)
        at[i] = combine(at[i - seen.inner], at[i], product);
  }));
  return make_chunk(std::move(block));
}

Result<ChunkPtr> prefix(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(product, wants_product(context.params));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  const auto& first = *blocks.blocks[0];
  TROUPE_TRY(axis, axis_of_params(context.params, first));
  Block out{first.dtype, first.shape, {}};
  out.shape[axis] = static_cast<std::int64_t>(inputs.size());
  out.data = context.pool.allocate(static_cast<std::size_t>(out.size()) * size_of(out.dtype));
  const auto seen = block_axis(out.shape, axis);
  for (const auto* block : blocks.blocks)
    if (block->shape != first.shape || block->dtype != first.dtype || first.shape[axis] != 1)
      return fail(Errc::invalid_shape, "totals that follow each other must be alike, one along their axis");
  Params::Ints empty;
  if (context.params.has("empty")) {
    TROUPE_TRY(places, context.params.integers("empty"));
    empty = places;
  }
  TROUPE_CHECK(for_sum_type(first.dtype, [&]<class T>(Type<T>) {
    auto* to = out.template values<T>().data();
    for (std::int64_t o = 0; o < seen.outer; ++o)
      for (std::int64_t i = 0; i < seen.inner; ++i) {
        T total = product ? T(1) : nothing<T>();
        bool begun = false;
        for (std::int64_t k = 0; k < seen.extent; ++k) {
          to[(o * seen.extent + k) * seen.inner + i] = total;
          if (std::binary_search(empty.begin(), empty.end(), k))
            continue;
          const auto more = blocks.blocks[static_cast<std::size_t>(k)]
                                ->template values<T>()[static_cast<std::size_t>(o * seen.inner + i)];
          total = begun ? combine(total, more, product) : more; // 1 times a complex infinity is NaN
          begun = true;
        }
      }
  }));
  return make_chunk(std::move(out));
}

Result<ChunkPtr> carry(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 2));
  TROUPE_TRY(product, wants_product(context.params));
  TROUPE_TRY(inner, context.params.integer("inner"));
  TROUPE_TRY(count, context.params.integer("count"));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  const auto& block = *blocks.blocks[0];
  const auto& before = *blocks.blocks[1];
  TROUPE_TRY(axis, axis_of_params(context.params, block));
  auto expected = block.shape;
  expected[axis] = count;
  if (before.shape != expected || before.dtype != block.dtype || inner < 1 || count < 1)
    return fail(Errc::invalid_shape, "a " + describe(*inputs[0]) + " does not go on after a " + describe(*inputs[1]));
  const auto place = static_cast<std::int64_t>(context.index) / inner % count;
  const auto seen = block_axis(block.shape, axis);
  Block out = blocks.expendable[0] ? block : Block{block.dtype, block.shape, context.pool.allocate(block.data.size())};
  TROUPE_CHECK(for_sum_type(block.dtype, [&]<class T>(Type<T>) {
    const auto* from = block.template values<T>().data();
    const auto* add = before.template values<T>().data();
    auto* to = out.template values<T>().data();
    for (std::int64_t o = 0; o < seen.outer; ++o)
      for (std::int64_t k = 0; k < seen.extent; ++k)
        for (std::int64_t i = 0; i < seen.inner; ++i, ++from, ++to)
          *to = place == 0 ? *from
                           : combine(add[(o * count + place) * seen.inner + i], *from,
                                     product); // nothing comes before the first
  }));
  return make_chunk(std::move(out));
}

} // namespace

void add_array_cumulate(KernelRegistry& registry) {
  add_builtin(registry, {"array.cumulate", cumulate});
  add_builtin(registry, {"array.prefix", prefix});
  add_builtin(registry, {"array.carry", carry});
}

} // namespace troupe
