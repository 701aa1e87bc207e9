// The steps of a fused task cut into stages: what the tile engine can run in one go is one stage, every other kernel is its
// own. Between stages there are chunks, dropped with their last use.
#pragma once

#include "runtime/kernels/kernel.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace troupe {

/// One step. Its inputs: an input of the task (i >= 0) or the output of the earlier step -1 - i.
struct FusedStep {
  const Kernel* kernel = nullptr;
  const Params* params = nullptr;
  std::vector<std::int64_t> inputs;

  KernelContext context(const KernelContext& task) const { return {*params, task.index, task.pool, task.cancelled}; }
};

constexpr std::size_t step_at(std::int64_t place) { return static_cast<std::size_t>(-1 - place); }

/// For each step, whether its output is made as a chunk: it is the last, a kernel of its own or a reduction; or it is wanted
/// by such a kernel, by a transposition, or by more than one stage. The others are part of the stages that want them.
/// @pre every step's inputs are earlier steps or inputs of the task
std::vector<bool> made_as_chunks(std::span<const FusedStep> steps);

/// Runs the steps; the last one's output. Takes the inputs' handles with their last use.
Result<ChunkPtr> run_stages(std::span<const FusedStep> steps, const KernelContext& context, std::span<ChunkPtr> inputs);

} // namespace troupe
