#include "runtime/kernels/fused_stages.hpp"

#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace troupe {
namespace {

bool stands_alone(const FusedStep& step) {
  return step.kernel->role == TileRole::none || step.kernel->role == TileRole::reduction;
}

/// What a stage takes: chunks of the task's inputs and of earlier stages, each once for a stage of the tile engine.
class Stage {
public:
  Stage(std::span<const FusedStep> steps, const std::vector<bool>& made, std::size_t root) : steps_(steps), made_(made) {
    if (steps[root].kernel->role == TileRole::none)
      takes_ = steps[root].inputs;
    else
      collect(root);
  }
  const std::vector<std::int64_t>& takes() const { return takes_; }

private:
  void collect(std::size_t step) {
    for (auto place : steps_[step].inputs) {
      if (place < 0 && !made_[step_at(place)])
        collect(step_at(place));
      else if (std::find(takes_.begin(), takes_.end(), place) == takes_.end())
        takes_.push_back(place);
    }
  }

  std::span<const FusedStep> steps_;
  const std::vector<bool>& made_;
  std::vector<std::int64_t> takes_;
};

/// Writes the program of one stage.
class StageProgram {
public:
  StageProgram(std::span<const FusedStep> steps, const std::vector<bool>& made, const KernelContext& context,
               const std::vector<std::int64_t>& takes, const TileBlocks& blocks)
      : steps_(steps), made_(made), context_(context), takes_(takes), blocks_(blocks), known_(steps.size()) {}

  TileProgram program;

  /// The output of the step, or, of a reduction, what it reduces.
  Result<TileProgram::Place> value(std::size_t step) {
    if (known_[step])
      return *known_[step];
    const auto& given = steps_[step];
    if (given.kernel->role == TileRole::transpose) {
      TROUPE_TRY(axes, transposed_axes(*given.params));
      return given.inputs.size() == 1 ? argument(given.inputs[0], axes) : fail(Errc::invalid_argument, "array.transpose takes one chunk");
    }
    std::vector<TileProgram::Place> arguments;
    for (auto place : given.inputs) {
      TROUPE_TRY(from, argument(place, {}));
      arguments.push_back(from);
    }
    if (given.kernel->role == TileRole::reduction)
      return arguments.size() == 1 ? Result<TileProgram::Place>(arguments[0]) : fail(Errc::invalid_argument, "array.reduce takes one chunk");
    TROUPE_TRY(made, given.kernel->tile_step(given.context(context_), program, arguments));
    known_[step] = made;
    return made;
  }

private:
  Result<TileProgram::Place> argument(std::int64_t place, std::vector<std::size_t> axes) {
    if (place < 0 && !made_[step_at(place)])
      return value(step_at(place));
    const auto at = static_cast<std::size_t>(std::find(takes_.begin(), takes_.end(), place) - takes_.begin());
    return program.input(static_cast<std::uint32_t>(at), blocks_.blocks[at]->dtype, std::move(axes));
  }

  std::span<const FusedStep> steps_;
  const std::vector<bool>& made_;
  const KernelContext& context_;
  const std::vector<std::int64_t>& takes_;
  const TileBlocks& blocks_;
  std::vector<std::optional<TileProgram::Place>> known_;
};

/// The chunks there are while the stages run.
class Running {
public:
  Running(std::span<const FusedStep> steps, const KernelContext& context, std::span<ChunkPtr> inputs)
      : steps_(steps), context_(context), inputs_(inputs), made_(made_as_chunks(steps)), outputs_(steps.size()),
        uses_of_input_(inputs.size()), uses_of_output_(steps.size()) {
    for (std::size_t step = 0; step < steps.size(); ++step) {
      if (!made_[step])
        continue;
      const Stage stage(steps, made_, step);
      for (auto place : stage.takes())
        ++uses(place);
    }
  }

  Result<ChunkPtr> run() && {
    for (std::size_t step = 0; step < steps_.size(); ++step) {
      if (!made_[step] || (step + 1 != steps_.size() && uses_of_output_[step] == 0))
        continue;
      if (context_.is_cancelled())
        return fail(Errc::cancelled, "a fused task was cancelled");
      const Stage stage(steps_, made_, step);
      std::vector<ChunkPtr> taken;
      for (auto place : stage.takes())
        taken.push_back(take(place));
      const auto& kernel = *steps_[step].kernel;
      auto output = kernel.role == TileRole::none ? kernel.run(steps_[step].context(context_), taken) : run_stage(step, stage, taken);
      if (!output)
        return output;
      outputs_[step] = std::move(*output);
    }
    return std::move(outputs_.back());
  }

private:
  std::size_t& uses(std::int64_t place) {
    return place >= 0 ? uses_of_input_[static_cast<std::size_t>(place)] : uses_of_output_[step_at(place)];
  }
  ChunkPtr take(std::int64_t place) {
    auto& chunk = place >= 0 ? inputs_[static_cast<std::size_t>(place)] : outputs_[step_at(place)];
    return --uses(place) == 0 ? std::move(chunk) : chunk;
  }

  Result<ChunkPtr> run_stage(std::size_t root, const Stage& stage, std::span<const ChunkPtr> taken) {
    TROUPE_TRY(blocks, TileBlocks::make(taken));
    StageProgram writer(steps_, made_, context_, stage.takes(), blocks);
    TROUPE_TRY(value, writer.value(root));
    const auto inputs = blocks.inputs();
    const TileContext context{context_.pool, context_.cancelled};
    if (steps_[root].kernel->role != TileRole::reduction) {
      TROUPE_TRY(made, run_elements(writer.program, value, inputs, context));
      return make_chunk(std::move(made));
    }
    TROUPE_TRY(shape, value_shape(writer.program, value, inputs));
    TROUPE_TRY(step, ReductionStep::make(*steps_[root].params, shape.size()));
    const auto converted = writer.program.convert(value, reduce_type(step.op, writer.program.node(value).dtype));
    TROUPE_TRY(made, run_reduction(writer.program, converted, step.op, step.axes, inputs, context));
    return make_chunk(std::move(made));
  }

  std::span<const FusedStep> steps_;
  const KernelContext& context_;
  std::span<ChunkPtr> inputs_;
  std::vector<bool> made_;
  std::vector<ChunkPtr> outputs_;
  std::vector<std::size_t> uses_of_input_, uses_of_output_;
};

} // namespace

std::vector<bool> made_as_chunks(std::span<const FusedStep> steps) {
  std::vector<bool> made(steps.size(), false);
  std::vector<std::optional<std::size_t>> wanted_by(steps.size()); // the stage, where it is one so far
  for (auto step = steps.size(); step-- > 0;) {
    made[step] = made[step] || step + 1 == steps.size() || stands_alone(steps[step]);
    if (!made[step] && !wanted_by[step])
      continue; // nobody asks for it
    const auto stage = made[step] ? step : *wanted_by[step];
    for (auto place : steps[step].inputs) {
      if (place >= 0)
        continue;
      auto& wanted = wanted_by[step_at(place)];
      if (steps[step].kernel->role == TileRole::none || steps[step].kernel->role == TileRole::transpose || wanted.value_or(stage) != stage)
        made[step_at(place)] = true;
      wanted = stage;
    }
  }
  return made;
}

Result<ChunkPtr> run_stages(std::span<const FusedStep> steps, const KernelContext& context, std::span<ChunkPtr> inputs) {
  return Running(steps, context, inputs).run();
}

} // namespace troupe
