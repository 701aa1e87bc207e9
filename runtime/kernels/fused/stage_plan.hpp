// Divides the steps of a fused task into stages: a sequence that the tile engine can run in one pass is one stage, and
// every other kernel is a stage of its own. Stages exchange chunks. Plain value; refers to the steps.
// Invariant: a stage has few steps (most_stage_steps), however many the task has, which bounds the work and memory for
// one stage.
#pragma once

#include "runtime/kernels/fused/fused_stages.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace troupe {

inline constexpr std::size_t most_stage_steps = 128;

class StagePlan {
public:
  /// A step's output is made as a chunk where it is wanted, a kernel of its own or a reduction; where it is needed by
  /// such a kernel, by a transposition, or by more than one stage; and where its stage is full. The others are part of
  /// the stages that need them; what nobody needs is part of none.
  /// @param wanted  steps; the last is always taken as one
  /// @pre every step's inputs are earlier steps or inputs of the task
  explicit StagePlan(std::span<const FusedStep> steps, std::span<const std::size_t> wanted = {});

  const std::vector<bool>& made_as_chunks() const { return made_; }
  /// The steps of the stage that makes `root`'s output, rising; the last is `root`.
  const std::vector<std::size_t>& members(std::size_t root) const { return members_[root]; }
  /// What that stage takes: inputs of the task and outputs of earlier stages; by the tile engine, each once.
  std::vector<std::int64_t> takes(std::size_t root) const;

private:
  std::span<const FusedStep> steps_;
  std::vector<bool> made_;
  std::vector<std::vector<std::size_t>> members_;
};

} // namespace troupe
