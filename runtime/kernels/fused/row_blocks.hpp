// Runs a fused task that multiplies a matrix by a vector, goes on with the product's elements, and multiplies the
// transposed matrix by what comes of them (gradients: X^T f(X w)) some rows at a time: the matrix comes from memory
// once, and the second product finds it in the cache. The bits are those of steps run one after the other. A plain
// value that refers to the steps and inputs. One thread at a time.
#pragma once

#include "runtime/kernels/fused/fused_stages.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace troupe {

class RowBlocks {
public:
  /// @returns Nothing where the steps are others, or the matrix is so small that it stays in the cache anyway.
  static std::optional<RowBlocks> plan(std::span<const FusedStep> steps, std::span<const ChunkPtr> inputs);

  /// @returns What the last step makes.
  Result<ChunkPtr> run(const KernelContext& context) const;

private:
  RowBlocks(std::span<const FusedStep> steps, std::span<const ChunkPtr> inputs)
      : steps_(steps), inputs_(inputs), cut_(inputs.size()) {}

  bool note_last();
  bool note_product(const FusedStep& step);
  bool note_elements(std::size_t number);
  bool cut_rows(std::int64_t place, std::size_t rank);
  const Block* block(std::int64_t place) const;
  template <class T>
  Result<ChunkPtr> run_typed(const KernelContext& context) const;
  Result<ChunkPtr> residual(const KernelContext& context, std::int64_t first, std::int64_t count) const;

  std::span<const FusedStep> steps_;
  std::span<const ChunkPtr> inputs_;
  std::vector<bool> cut_;         ///< inputs of which a block of rows is taken; the others are taken whole
  const Block* matrix_ = nullptr; ///< the last step's
};

} // namespace troupe
