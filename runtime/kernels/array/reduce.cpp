// array.reduce {op, axes}: a block along axes (none: all), which keep extent 1, in the type that the reduction runs in
// (runtime/tiles/reduce_op.hpp); of moments with a first axis of 3: count, mean, squares.
// array.combine {op}: such partial results of equal shape, in order, to one.
// array.moments_finish {ddof}: moments to the variance.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/tile_kernels.hpp"
#include "runtime/tiles/moments.hpp"

#include <cmath>
#include <cstring>
#include <utility>

namespace troupe {
namespace {

Result<ChunkPtr> reduce(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  const auto& block = *blocks.blocks[0];
  TROUPE_TRY(step, ReductionStep::make(context.params, block.shape.size()));
  TileProgram program;
  const auto value = program.convert(program.input(0, block.dtype), reduce_type(step.op, block.dtype));
  TROUPE_TRY(made,
             run_reduction(program, value, step.op, step.axes, {blocks.blocks}, {context.pool, context.cancelled}));
  return make_chunk(std::move(made));
}

Result<void> check_alike(std::span<const ChunkPtr> inputs, const std::vector<const Block*>& blocks) {
  for (std::size_t i = 1; i < blocks.size(); ++i)
    if (blocks[i]->shape != blocks[0]->shape || blocks[i]->dtype != blocks[0]->dtype)
      return fail(Errc::invalid_shape, "partial results to combine must be alike; got a " + describe(*inputs[0])
                                           + " and a " + describe(*inputs[i]));
  return {};
}

void combine_moments(Block& into, const Block& other) {
  const auto count = static_cast<std::size_t>(into.size()) / 3;
  auto a = into.values<double>();
  const auto b = other.values<double>();
  for (std::size_t i = 0; i < count; ++i) {
    RunningMoments both{a[i], a[count + i], a[2 * count + i]};
    both.combine({b[i], b[count + i], b[2 * count + i]});
    a[i] = both.count;
    a[count + i] = both.mean;
    a[2 * count + i] = both.squares;
  }
}

Block copy_of(const Block& block, BufferPool& pool) {
  Block copy{block.dtype, block.shape, pool.allocate(block.data.size())};
  if (!copy.data.empty())
    std::memcpy(copy.data.data(), block.data.data(), copy.data.size());
  return copy;
}

Result<ChunkPtr> combine_partials(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(name, context.params.text("op"));
  TROUPE_TRY(op, reduce_op_from_string(name));
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  TROUPE_CHECK(check_alike(inputs, blocks.blocks));
  if (op == ReduceOp::moments && (blocks.blocks[0]->dtype != DType::float64 || blocks.blocks[0]->size() % 3 != 0))
    return fail(Errc::invalid_shape, "moments are float64 along an axis of 3; got a " + describe(*inputs[0]));
  Block into = blocks.expendable[0] ? *blocks.blocks[0] : copy_of(*blocks.blocks[0], context.pool);
  const auto run = tile_function(combining(op), into.dtype);
  if (!run)
    return fail(Errc::invalid_dtype, name + " is not defined for " + std::string(to_string(into.dtype)));
  for (std::size_t i = 1; i < blocks.blocks.size(); ++i) {
    if (op == ReduceOp::moments) {
      combine_moments(into, *blocks.blocks[i]);
      continue;
    }
    const void* operands[] = {into.data.data(), blocks.blocks[i]->data.data()};
    run(operands, into.data.data(), static_cast<std::size_t>(into.size()));
  }
  return make_chunk(std::move(into));
}

Result<ChunkPtr> finish_moments(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, float64_block(inputs[0]));
  TROUPE_TRY(ddof, context.params.real("ddof"));
  if (block->shape.empty() || block->shape[0] != 3)
    return fail(Errc::invalid_shape, "moments have a first axis of 3; got a " + describe(*inputs[0]));
  auto out = new_float64_block(context.pool, Shape(block->shape.begin() + 1, block->shape.end()));
  const auto count = static_cast<std::size_t>(out.size());
  const auto from = block->values<double>();
  auto to = out.values<double>();
  for (std::size_t i = 0; i < count; ++i)
    to[i] = from[2 * count + i] / std::max(0.0, from[i] - ddof);
  return make_chunk(std::move(out));
}

} // namespace

void add_array_reduce(KernelRegistry& registry) {
  Kernel reduction;
  reduction.name = "array.reduce";
  reduction.role = TileRole::reduction;
  reduction.run = reduce;
  add_builtin(registry, std::move(reduction));
  add_builtin(registry, {"array.combine", combine_partials});
  add_builtin(registry, {"array.moments_finish", finish_moments});
}

} // namespace troupe
