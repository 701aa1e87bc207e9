// Runs the steps of a fused task, stage by stage (stage_plan.hpp); the chunks between stages are dropped with their
// last use.
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

  KernelContext context(const KernelContext& task) const {
    return {*params, task.index, task.pool, task.cancelled, task.folders};
  }
};

constexpr std::size_t step_at(std::int64_t place) { return static_cast<std::size_t>(-1 - place); }

/// Runs the steps. Takes the inputs' handles with their last use. Where the tile engine can make all that is wanted in
/// one walk over the tiles, it does.
/// @returns The outputs of the steps that are wanted, in that order.
Result<std::vector<ChunkPtr>> run_stages(std::span<const FusedStep> steps, std::span<const std::size_t> wanted,
                                         const KernelContext& context, std::span<ChunkPtr> inputs);

} // namespace troupe
