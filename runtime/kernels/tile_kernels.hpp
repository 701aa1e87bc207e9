// Kernels of the tile engine, run one by one or as steps of a fused task. Pure functions; every failure says what came.
#pragma once

#include "runtime/kernels/kernel.hpp"
#include "runtime/tiles/tile_run.hpp"

#include <span>
#include <vector>

namespace troupe {

/// The input as a whole block, or what is wrong with it. @pre input is not null
Result<const Block*> any_block(const ChunkPtr& input);

/// Blocks with nobody else holding them, as the engine takes them. Errors name the input that is no block.
struct TileBlocks {
  std::vector<const Block*> blocks;
  std::vector<bool> expendable;
  static Result<TileBlocks> make(std::span<const ChunkPtr> inputs);
  TileInputs inputs() const { return {blocks, expendable}; }
};

/// What a kernel whose role is `elements` does when it runs alone.
Result<ChunkPtr> run_tile_step(const Kernel& kernel, const KernelContext& context, std::span<ChunkPtr> inputs);

/// A reduction as its parameters say.
struct ReductionStep {
  ReduceOp op;
  std::vector<std::size_t> axes; ///< rising
  static Result<ReductionStep> make(const Params& params, std::size_t rank);
};

/// The parameter `axes` of a transposition. @returns Errc::invalid_argument when it is no order of the axes.
Result<std::vector<std::size_t>> transposed_axes(const Params& params);

/// A kernel without inputs that makes elements by their number in the whole array; `fill` as in ElementSource. The
/// parameters `shape` and `chunks` say which part it makes; `transpose`, where given, that the array is that one with
/// its axes in this order (the chunks numbered in C order of the result).
using SourceFill = decltype(ElementSource::fill);
Kernel source_kernel(std::string name, std::function<Result<std::pair<DType, SourceFill>>(const KernelContext&)> make);

/// A fill by one that writes a single run: fill(first number, count, out).
template <class T, class FillRun>
SourceFill run_by_run(FillRun fill) {
  return [fill = std::move(fill)](const NumberRuns& numbers, void* out) {
    for (std::uint64_t run = 0; run < numbers.runs; ++run)
      fill(numbers.first + run * numbers.step, numbers.count, static_cast<T*>(out) + run * numbers.count);
  };
}

} // namespace troupe
