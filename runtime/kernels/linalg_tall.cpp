// QR of tall arrays, chunk by chunk (float64):
// linalg.tall_factor {columns}: blocks under each other to their QR factorisation (runtime/kernels/tall_qr.hpp).
// linalg.tall_triangle: its R.
// linalg.tall_apply {stacked}: Q times a matrix, or Q itself where none is given. `stacked`: the matrix holds one for each
// task, under each other.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/builtin.hpp"
#include "runtime/kernels/tall_qr.hpp"

#include <algorithm>

namespace troupe {
namespace {

Result<ChunkPtr> factor(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  std::vector<const Block*> blocks;
  std::int64_t rows = 0;
  for (const auto& input : inputs) {
    TROUPE_TRY(block, float64_block(input));
    if (block->shape.size() != 2 || block->shape[1] != std::get<Block>(*inputs[0]).shape[1])
      return fail(Errc::invalid_shape, "linalg.tall_factor takes matrices of equally many columns; it was given a " + describe(*input));
    rows += block->shape[0];
    blocks.push_back(block);
  }
  const auto columns = blocks[0]->shape[1];
  TROUPE_CHECK(checked_element_count({rows + columns, std::max<std::int64_t>(columns, 1) * 2}));
  if (blocks.size() == 1) {
    TROUPE_TRY(made, factor_tall(blocks[0]->values<double>().data(), rows, columns, context.pool));
    return make_chunk(std::move(made));
  }
  auto stacked = new_float64_block(context.pool, {rows, columns});
  auto* to = stacked.values<double>().data();
  for (const auto* block : blocks)
    to = std::copy_n(block->values<double>().data(), block->size(), to);
  TROUPE_TRY(made, factor_tall(stacked.values<double>().data(), rows, columns, context.pool));
  return make_chunk(std::move(made));
}

Result<ChunkPtr> triangle(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(factors, float64_block(inputs[0]));
  TROUPE_TRY(made, triangle_of(*factors, context.pool));
  return make_chunk(std::move(made));
}

Result<ChunkPtr> apply(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  TROUPE_TRY(factors, float64_block(inputs[0]));
  TROUPE_TRY(shape, tall_shape(*factors));
  const auto n = shape.columns;
  if (inputs.size() == 1) {
    auto unit = new_float64_block(context.pool, {n, n});
    std::fill_n(unit.values<double>().data(), n * n, 0.0);
    for (std::int64_t i = 0; i < n; ++i)
      unit.values<double>()[static_cast<std::size_t>(i * n + i)] = 1;
    TROUPE_TRY(made, apply_tall(*factors, unit.values<double>().data(), n, context.pool));
    return make_chunk(std::move(made));
  }
  TROUPE_TRY(right, float64_block(inputs[1]));
  const auto first = context.params.has("stacked") ? std::int64_t{context.index} * n : 0;
  if (inputs.size() != 2 || right->shape.size() != 2 || right->shape[0] < first + n)
    return fail(Errc::invalid_shape, "linalg.tall_apply: a factorisation of " + std::to_string(n) + " columns cannot be multiplied by a " +
                                       describe(*inputs[1]));
  const auto width = right->shape[1];
  TROUPE_TRY(made, apply_tall(*factors, right->values<double>().data() + first * width, width, context.pool));
  return make_chunk(std::move(made));
}

} // namespace

void add_linalg_tall(KernelRegistry& registry) {
  add_builtin(registry, {"linalg.tall_factor", factor, nullptr, nullptr});
  add_builtin(registry, {"linalg.tall_triangle", triangle, nullptr, nullptr});
  add_builtin(registry, {"linalg.tall_apply", apply, nullptr, nullptr});
}

} // namespace troupe
