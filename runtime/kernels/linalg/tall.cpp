// QR of tall arrays, chunk by chunk (float64 or complex128):
// linalg.tall_factor {columns}: blocks under each other to their QR factorisation (tall_qr.hpp, complex_tall_qr.hpp).
// linalg.tall_triangle: its R.
// linalg.tall_apply {stacked}: Q times a matrix, or Q itself where none is given. `stacked`: the matrix holds one for
// each task, under each other.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/linalg/complex_tall_qr.hpp"
#include "runtime/kernels/linalg/linalg_kernels.hpp"
#include "runtime/kernels/linalg/linalg_matrix.hpp"
#include "runtime/kernels/linalg/tall_qr.hpp"

#include <algorithm>

namespace troupe {
namespace {

bool is_complex_block(const ChunkPtr& input) {
  const auto* block = std::get_if<Block>(input.get());
  return block && block->dtype == DType::complex128;
}

Result<ChunkPtr> factored(const Block& matrix, BufferPool& pool) {
  TROUPE_TRY(made, matrix.dtype == DType::complex128
                       ? factor_complex(matrix, pool)
                       : factor_tall(matrix.values<double>().data(), matrix.shape[0], matrix.shape[1], pool));
  return make_chunk(std::move(made));
}

Result<ChunkPtr> tall_factor(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  std::vector<const Block*> blocks;
  std::int64_t rows = 0;
  for (const auto& input : inputs) {
    TROUPE_TRY(block, matrix_block(input));
    const auto& first = std::get<Block>(*inputs[0]);
    if (block->shape[1] != first.shape[1] || block->dtype != first.dtype)
      return fail(Errc::invalid_shape,
                  "linalg.tall_factor takes matrices of one type and equally many columns; it was given a "
                      + describe(*input));
    rows += block->shape[0];
    blocks.push_back(block);
  }
  const auto columns = blocks[0]->shape[1];
  TROUPE_CHECK(checked_element_count({rows + columns, std::max<std::int64_t>(columns, 1) * 2}));
  if (blocks.size() == 1)
    return factored(*blocks[0], context.pool);
  Block stacked{blocks[0]->dtype, {rows, columns}, {}};
  stacked.data = context.pool.allocate(static_cast<std::size_t>(stacked.size()) * size_of(stacked.dtype));
  auto* to = stacked.data.data();
  for (const auto* block : blocks)
    to = std::copy_n(block->data.data(), block->data.size(), to);
  return factored(stacked, context.pool);
}

Result<ChunkPtr> triangle(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  if (is_complex_block(inputs[0])) {
    TROUPE_TRY(matrix, matrix_block(inputs[0]));
    TROUPE_TRY(made, complex_triangle_of(*matrix, context.pool));
    return make_chunk(std::move(made));
  }
  TROUPE_TRY(factors, float64_block(inputs[0]));
  TROUPE_TRY(made, triangle_of(*factors, context.pool));
  return make_chunk(std::move(made));
}

Result<ChunkPtr> apply_to_complex(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(factors, matrix_block(inputs[0]));
  const Block* right = nullptr;
  if (inputs.size() > 1) {
    TROUPE_CHECK(require_inputs(inputs, 2));
    TROUPE_TRY(given, matrix_block(inputs[1]));
    right = given;
  }
  const auto first = context.params.has("stacked") ? std::int64_t{context.index} * factors->shape[1] : 0;
  TROUPE_TRY(made, apply_complex(*factors, right, first, context.pool));
  return make_chunk(std::move(made));
}

Result<ChunkPtr> tall_apply(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_CHECK(require_some_inputs(inputs));
  if (is_complex_block(inputs[0]))
    return apply_to_complex(context, inputs);
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
    return fail(Errc::invalid_shape, "linalg.tall_apply: a factorisation of " + std::to_string(n)
                                         + " columns cannot be multiplied by a " + describe(*inputs[1]));
  const auto width = right->shape[1];
  TROUPE_TRY(made, apply_tall(*factors, right->values<double>().data() + first * width, width, context.pool));
  return make_chunk(std::move(made));
}

} // namespace

void add_linalg_tall(KernelRegistry& registry) {
  add_builtin(registry, {"linalg.tall_factor", tall_factor, nullptr, nullptr});
  add_builtin(registry, {"linalg.tall_triangle", triangle, nullptr, nullptr});
  add_builtin(registry, {"linalg.tall_apply", tall_apply, nullptr, nullptr});
}

} // namespace troupe
