#include "runtime/kernels/fused/row_blocks.hpp"

#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/linalg/matrix_vector.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace troupe {
namespace {

constexpr std::size_t block_bytes = 512 << 10; ///< of the matrix: a good part of the second-level cache
constexpr std::int64_t rows_together = 4; ///< of which sums are made: blocks are multiples, so that they add up alike

/// A contraction of a matrix with a vector: which axis of the matrix goes.
bool contracts(const FusedStep& step, std::size_t axis) {
  if (step.kernel->name != "linalg.contract" || step.inputs.size() != 2)
    return false;
  const auto a = step.params->integers("a"), b = step.params->integers("b"), out = step.params->integers("out");
  return a && b && out && a->size() == 2 && b->size() == 1 && out->size() == 1 && (*a)[0] != (*a)[1]
         && (*b)[0] == (*a)[axis] && (*out)[0] == (*a)[1 - axis];
}

/// Rows [first, first + count) of the block, in its memory.
ChunkPtr rows_of(const Block& block, std::int64_t first, std::int64_t count) {
  const auto row = block.data.size() / static_cast<std::size_t>(block.shape[0]);
  auto part = Block{block.dtype, block.shape,
                    block.data.slice(static_cast<std::size_t>(first) * row, static_cast<std::size_t>(count) * row)};
  part.shape[0] = count;
  return make_chunk(std::move(part));
}

} // namespace

std::optional<RowBlocks> RowBlocks::plan(std::span<const FusedStep> steps, std::span<const ChunkPtr> inputs) {
  RowBlocks plan(steps, inputs);
  if (steps.size() < 2 || !plan.note_last())
    return std::nullopt;
  bool product = false;
  for (std::size_t number = 0; number + 1 < steps.size(); ++number) {
    const bool here = contracts(steps[number], 1);
    if (!(here ? plan.note_product(steps[number]) : plan.note_elements(number)))
      return std::nullopt;
    product = product || here;
  }
  return product ? std::optional(plan) : std::nullopt;
}

const Block* RowBlocks::block(std::int64_t place) const {
  if (place < 0 || !inputs_[static_cast<std::size_t>(place)])
    return nullptr;
  const auto* block = std::get_if<Block>(inputs_[static_cast<std::size_t>(place)].get());
  return block && check_block(*block) ? block : nullptr;
}

/// Marks an input of as many rows as the matrix.
bool RowBlocks::cut_rows(std::int64_t place, std::size_t rank) {
  const auto* input = block(place);
  if (!input || input->shape.size() != rank || input->shape[0] != matrix_->shape[0])
    return false;
  cut_[static_cast<std::size_t>(place)] = true;
  return true;
}

/// The matrix's rows are summed over, each times an element of what the step before makes.
bool RowBlocks::note_last() {
  const auto& last = steps_.back();
  if (!contracts(last, 0) || last.inputs[1] >= 0 || step_at(last.inputs[1]) + 2 != steps_.size())
    return false;
  matrix_ = block(last.inputs[0]);
  const bool fits = matrix_ && matrix_->shape.size() == 2 && matrix_->shape[1] > 1
                    && matrix_->data.size() > 2 * block_bytes
                    && (matrix_->dtype == DType::float64 || matrix_->dtype == DType::float32);
  return fits && cut_rows(last.inputs[0], 2);
}

bool RowBlocks::note_product(const FusedStep& step) {
  const auto *left = block(step.inputs[0]), *right = block(step.inputs[1]);
  return left && right && left->dtype == matrix_->dtype && right->dtype == matrix_->dtype
         && !step.params->has("partial") && right->shape == Shape{left->shape.back()} && cut_rows(step.inputs[0], 2)
         && !cut_[static_cast<std::size_t>(step.inputs[1])];
}

/// Vectors as long as the matrix, or of one element.
bool RowBlocks::note_elements(std::size_t number) {
  const auto& step = steps_[number];
  if (step.kernel->role != TileRole::elements || step.inputs.empty())
    return false;
  return std::ranges::all_of(step.inputs, [&](std::int64_t place) {
    if (place < 0)
      return true;
    const auto* input = block(place);
    return input && input->shape.size() <= 1
           && (input->size() == 1 ? !cut_[static_cast<std::size_t>(place)] : cut_rows(place, 1));
  });
}

Result<ChunkPtr> RowBlocks::run(const KernelContext& context) const {
  return matrix_->dtype == DType::float64 ? run_typed<double>(context) : run_typed<float>(context);
}

/// What the last step takes, of those rows.
Result<ChunkPtr> RowBlocks::residual(const KernelContext& context, std::int64_t first, std::int64_t count) const {
  std::vector<ChunkPtr> parts(inputs_.begin(), inputs_.end());
  for (std::size_t i = 0; i < parts.size(); ++i)
    if (cut_[i])
      parts[i] = rows_of(std::get<Block>(*inputs_[i]), first, count);
  const std::size_t wanted = steps_.size() - 2;
  TROUPE_TRY(made, run_stages(steps_.first(wanted + 1), {&wanted, 1}, context, parts));
  const auto* block = std::get_if<Block>(made.front().get());
  if (!block || block->dtype != matrix_->dtype || block->shape != Shape{count})
    return fail(Errc::invalid_shape, "linalg.contract: the blocks do not fit each other, or are not of one type");
  return made.front();
}

template <class T>
Result<ChunkPtr> RowBlocks::run_typed(const KernelContext& context) const {
  const auto rows = matrix_->shape[0], columns = matrix_->shape[1];
  Block sums{matrix_->dtype, {columns}, context.pool.allocate_for<T>(static_cast<std::size_t>(columns))};
  std::memset(sums.data.data(), 0, sums.data.size());
  const auto fitting = static_cast<std::int64_t>(block_bytes / sizeof(T)) / columns / rows_together * rows_together;
  const auto together = std::max(fitting, rows_together);
  for (std::int64_t first = 0; first < rows; first += together) {
    if (context.is_cancelled())
      return fail(Errc::cancelled, "a fused task was cancelled");
    const auto count = std::min(together, rows - first);
    TROUPE_TRY(factors, residual(context, first, count));
    const MatrixRef<T> transposed{matrix_->values<T>().data() + first * columns, 1, columns};
    multiply_vector(columns, count, transposed, std::get<Block>(*factors).values<T>().data(), 1,
                    sums.values<T>().data());
  }
  if (steps_.back().params->has("partial"))
    sums.shape.insert(sums.shape.begin(), 1);
  return make_chunk(std::move(sums));
}

} // namespace troupe
