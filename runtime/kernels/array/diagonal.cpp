// array.diagonal {starts, lengths}: from the matrices in a block's last two axes the elements from (row, column) on
// downwards; which start and length is said by the task's place along the last axis of the result.
// array.diagonal_matrix {ends, offset}: a block of the matrix that has a vector on its diagonal; `ends` says where the
// chunks end along each axis, the block is the vector's chunk of the same columns.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/array/array_kernels.hpp"
#include "runtime/kernels/strided_copy.hpp"

#include <algorithm>
#include <cstring>

namespace troupe {
namespace {

/// Sums of three such numbers do not run over.
constexpr std::int64_t longest_axis = std::int64_t{1} << 60;

Result<const Block*> only_block(std::span<const ChunkPtr> inputs) {
  TROUPE_CHECK(require_inputs(inputs, 1));
  TROUPE_TRY(block, as_block(*inputs[0]));
  TROUPE_CHECK(check_block(*block));
  return block;
}

Result<ChunkPtr> diagonal_of(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(block, only_block(inputs));
  TROUPE_TRY(starts, context.params.integers("starts"));
  TROUPE_TRY(lengths, context.params.integers("lengths"));
  const auto rank = block->shape.size();
  if (rank < 2 || lengths.empty() || starts.size() != 2 * lengths.size())
    return fail(Errc::invalid_argument, "array.diagonal takes a block of matrices, and a start for each length");
  const auto which = context.index % lengths.size();
  const auto row = starts[2 * which], column = starts[2 * which + 1], length = lengths[which];
  const auto rows = block->shape[rank - 2], columns = block->shape[rank - 1];
  if (row < 0 || column < 0 || length < 0 || length > rows - row || length > columns - column)
    return fail(Errc::invalid_shape, "array.diagonal reaches beyond a block of shape " + to_string(block->shape));
  Block result{block->dtype, Shape(block->shape.begin(), block->shape.end() - 2), {}};
  const auto matrices = element_count(result.shape);
  result.shape.push_back(length);
  const auto item = static_cast<std::int64_t>(size_of(block->dtype));
  result.data = context.pool.allocate(static_cast<std::size_t>(matrices * length * item));
  const CopyAxis axes[] = {{matrices, length * item, rows * columns * item}, {length, item, (columns + 1) * item}};
  if (matrices * length > 0)
    copy_strided(result.data.data(), block->data.data() + (row * columns + column) * item, axes, size_of(block->dtype));
  return make_chunk(std::move(result));
}

Result<ChunkPtr> diagonal_matrix(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(block, only_block(inputs));
  TROUPE_TRY(ends, context.params.integers("ends"));
  TROUPE_TRY(offset, context.params.integer("offset"));
  if (ends.empty() || context.index >= ends.size() * ends.size())
    return fail(Errc::invalid_argument, "array.diagonal_matrix has no chunk " + std::to_string(context.index));
  if (ends.front() < 0 || ends.back() > longest_axis || !std::is_sorted(ends.begin(), ends.end())
      || std::max(offset, ~offset) > longest_axis)
    return fail(Errc::invalid_argument,
                "array.diagonal_matrix: the chunks of an axis end one after the other, and the diagonal begins near");
  const auto i = context.index / ends.size(), j = context.index % ends.size();
  const auto first_row = i == 0 ? 0 : ends[i - 1], first_column = j == 0 ? 0 : ends[j - 1];
  const auto rows = ends[i] - first_row, columns = ends[j] - first_column;
  if (rows < 0 || columns < 0 || block->shape != Shape{columns})
    return fail(Errc::invalid_shape,
                "array.diagonal_matrix: a block of shape " + to_string(block->shape) + " does not fit its columns");
  TROUPE_CHECK(checked_element_count({rows, columns}));
  const auto item = static_cast<std::int64_t>(size_of(block->dtype));
  Block result{block->dtype, {rows, columns}, context.pool.allocate(static_cast<std::size_t>(rows * columns * item))};
  if (!result.data.empty())
    std::memset(result.data.data(), 0, result.data.size());
  for (std::int64_t column = 0; column < columns; ++column)
    if (const auto row = first_column + column - offset - first_row; row >= 0 && row < rows)
      std::memcpy(result.data.data() + (row * columns + column) * item, block->data.data() + column * item,
                  static_cast<std::size_t>(item));
  return make_chunk(std::move(result));
}

} // namespace

void add_array_diagonal(KernelRegistry& registry) {
  add_builtin(registry, {"array.diagonal", diagonal_of, nullptr, nullptr});
  add_builtin(registry, {"array.diagonal_matrix", diagonal_matrix, nullptr, nullptr});
}

} // namespace troupe
