#include "runtime/kernels/fused/fused_stages.hpp"

#include "runtime/kernels/fused/stage_plan.hpp"
#include "runtime/kernels/tile_kernels.hpp"

#include <algorithm>
#include <utility>

namespace troupe {
namespace {

/// Writes the program of one stage, step by step.
class StageProgram {
public:
  /// @param made    for each step, whether its output is a chunk rather than part of the program
  /// @param places  room for a number for each step; the program's own are written
  StageProgram(std::span<const FusedStep> steps, const std::vector<bool>& made, const KernelContext& context,
               std::span<const std::int64_t> takes, const TileBlocks& blocks, std::vector<TileProgram::Place>& places)
      : steps_(steps), made_(made), context_(context), takes_(takes), blocks_(blocks), places_(places) {}

  TileProgram program;

  /// @pre what the step needs within the program was added
  Result<void> add(std::size_t step) {
    TROUPE_TRY(place, written(steps_[step]));
    places_[step] = place;
    return {};
  }
  /// The output of the step, or, of a reduction, what it reduces. @pre it was added
  TileProgram::Place value(std::size_t step) const { return places_[step]; }

private:
  Result<TileProgram::Place> written(const FusedStep& step) {
    if (step.kernel->role == TileRole::transpose) {
      TROUPE_TRY(axes, transposed_axes(*step.params));
      return step.inputs.size() == 1 ? argument(step.inputs[0], axes)
                                     : fail(Errc::invalid_argument, "array.transpose takes one chunk");
    }
    std::vector<TileProgram::Place> arguments;
    for (auto place : step.inputs) {
      TROUPE_TRY(from, argument(place, {}));
      arguments.push_back(from);
    }
    if (step.kernel->role == TileRole::reduction)
      return arguments.size() == 1 ? Result<TileProgram::Place>(arguments[0])
                                   : fail(Errc::invalid_argument, "array.reduce takes one chunk");
    return step.kernel->tile_step(step.context(context_), program, arguments);
  }

  Result<TileProgram::Place> argument(std::int64_t place, std::vector<std::size_t> axes) {
    if (place < 0 && !made_[step_at(place)])
      return places_[step_at(place)];
    const auto at = static_cast<std::size_t>(std::find(takes_.begin(), takes_.end(), place) - takes_.begin());
    return program.input(static_cast<std::uint32_t>(at), blocks_.blocks[at]->dtype, std::move(axes));
  }

  std::span<const FusedStep> steps_;
  const std::vector<bool>& made_;
  const KernelContext& context_;
  std::span<const std::int64_t> takes_;
  const TileBlocks& blocks_;
  std::vector<TileProgram::Place>& places_;
};

/// What is made of the value of a step: its elements, or, of a reduction, what comes out.
Result<TileOutput> tile_output(TileProgram& program, const FusedStep& step, TileProgram::Place value,
                               const TileInputs& inputs) {
  if (step.kernel->role != TileRole::reduction)
    return TileOutput{value, std::nullopt, {}};
  TROUPE_TRY(shape, value_shape(program, value, inputs));
  TROUPE_TRY(reduction, ReductionStep::make(*step.params, shape.size()));
  const auto converted = program.convert(value, reduce_type(reduction.op, program.node(value).dtype));
  return TileOutput{converted, reduction.op, reduction.axes};
}

/// The chunks there are while the stages run.
class Running {
public:
  Running(std::span<const FusedStep> steps, std::span<const std::size_t> wanted, const KernelContext& context,
          std::span<ChunkPtr> inputs)
      : steps_(steps), wanted_(wanted), context_(context), inputs_(inputs), plan_(steps, wanted),
        outputs_(steps.size()), places_(steps.size()), uses_of_input_(inputs.size()), uses_of_output_(steps.size()) {
    for (const auto step : wanted)
      ++uses_of_output_[step];
    for (std::size_t step = 0; step < steps.size(); ++step)
      if (plan_.made_as_chunks()[step])
        for (auto place : plan_.takes(step))
          ++uses(place);
  }

  Result<std::vector<ChunkPtr>> run() && {
    for (std::size_t step = 0; step < steps_.size(); ++step) {
      if (!plan_.made_as_chunks()[step] || uses_of_output_[step] == 0)
        continue;
      if (context_.is_cancelled())
        return fail(Errc::cancelled, "a fused task was cancelled");
      const auto takes = plan_.takes(step);
      std::vector<ChunkPtr> taken;
      for (auto place : takes)
        taken.push_back(take(place));
      const auto& kernel = *steps_[step].kernel;
      TROUPE_TRY(output, kernel.role == TileRole::none ? kernel.run(steps_[step].context(context_), taken)
                                                       : run_stage(step, takes, taken));
      outputs_[step] = std::move(output);
    }
    std::vector<ChunkPtr> made;
    for (const auto step : wanted_)
      made.push_back(outputs_[step]);
    return made;
  }

private:
  std::size_t& uses(std::int64_t place) {
    return place >= 0 ? uses_of_input_[static_cast<std::size_t>(place)] : uses_of_output_[step_at(place)];
  }
  ChunkPtr take(std::int64_t place) {
    auto& chunk = place >= 0 ? inputs_[static_cast<std::size_t>(place)] : outputs_[step_at(place)];
    return --uses(place) == 0 ? std::move(chunk) : chunk;
  }

  Result<ChunkPtr> run_stage(std::size_t root, std::span<const std::int64_t> takes, std::span<const ChunkPtr> taken) {
    TROUPE_TRY(blocks, TileBlocks::make(taken));
    StageProgram writer(steps_, plan_.made_as_chunks(), context_, takes, blocks, places_);
    for (auto step : plan_.members(root))
      TROUPE_CHECK(writer.add(step));
    const auto value = writer.value(root);
    const auto inputs = blocks.inputs();
    const TileContext context{context_.pool, context_.cancelled};
    if (steps_[root].kernel->role != TileRole::reduction) {
      TROUPE_TRY(made, run_elements(writer.program, value, inputs, context));
      return make_chunk(std::move(made));
    }
    TROUPE_TRY(output, tile_output(writer.program, steps_[root], value, inputs));
    TROUPE_TRY(made, run_reduction(writer.program, output.value, *output.op, output.axes, inputs, context));
    return make_chunk(std::move(made));
  }

  std::span<const FusedStep> steps_;
  std::span<const std::size_t> wanted_;
  const KernelContext& context_;
  std::span<ChunkPtr> inputs_;
  StagePlan plan_;
  std::vector<ChunkPtr> outputs_;
  std::vector<TileProgram::Place> places_; ///< of steps in the program of the stage that runs
  std::vector<std::size_t> uses_of_input_, uses_of_output_;
};

/// Several outputs in one walk over the tiles: there is nothing but steps of the tile engine, and none needs a chunk
/// that another makes, and they fit one stage.
bool can_walk_once(std::span<const FusedStep> steps, std::span<const std::size_t> wanted) {
  if (wanted.size() < 2 || wanted.size() > most_tile_outputs || steps.size() > most_stage_steps)
    return false;
  for (std::size_t step = 0; step < steps.size(); ++step) {
    const auto& inputs = steps[step].inputs;
    const auto role = steps[step].kernel->role;
    if (role == TileRole::none
        || (role == TileRole::reduction && std::find(wanted.begin(), wanted.end(), step) == wanted.end()))
      return false;
    for (auto place : inputs)
      if (place < 0 && (role == TileRole::transpose || steps[step_at(place)].kernel->role == TileRole::reduction))
        return false;
  }
  return true;
}

std::vector<bool> needed_for(std::span<const FusedStep> steps, std::span<const std::size_t> wanted) {
  std::vector<bool> needed(steps.size(), false);
  for (const auto step : wanted)
    needed[step] = true;
  for (auto step = steps.size(); step-- > 0;)
    for (auto place : steps[step].inputs)
      if (needed[step] && place < 0)
        needed[step_at(place)] = true;
  return needed;
}

/// One walk for all values of one shape.
Result<std::vector<ChunkPtr>> walk_once(std::span<const FusedStep> steps, std::span<const std::size_t> wanted,
                                        const KernelContext& context, std::span<const ChunkPtr> inputs) {
  std::vector<std::int64_t> takes(inputs.size());
  for (std::size_t i = 0; i < takes.size(); ++i)
    takes[i] = static_cast<std::int64_t>(i);
  TROUPE_TRY(blocks, TileBlocks::make(inputs));
  blocks.expendable.clear(); // an output that takes over an input's memory would be written while others still read it
  const std::vector<bool> none_made(steps.size(), false);
  std::vector<TileProgram::Place> places(steps.size());
  StageProgram writer(steps, none_made, context, takes, blocks, places);
  const auto needed = needed_for(steps, wanted);
  for (std::size_t step = 0; step < steps.size(); ++step)
    if (needed[step])
      TROUPE_CHECK(writer.add(step));
  std::vector<TileOutput> outputs;
  std::vector<Shape> shapes;
  for (const auto step : wanted) {
    TROUPE_TRY(output, tile_output(writer.program, steps[step], writer.value(step), blocks.inputs()));
    TROUPE_TRY(shape, value_shape(writer.program, output.value, blocks.inputs()));
    outputs.push_back(output);
    shapes.push_back(shape);
  }
  std::vector<ChunkPtr> chunks(outputs.size());
  for (std::size_t first = 0; first < outputs.size(); ++first) {
    if (chunks[first])
      continue;
    std::vector<std::size_t> alike;
    std::vector<TileOutput> together;
    for (auto i = first; i < outputs.size(); ++i)
      if (shapes[i] == shapes[first]) {
        alike.push_back(i);
        together.push_back(outputs[i]);
      }
    TROUPE_TRY(made,
               run_outputs(writer.program, together, blocks.inputs(), TileContext{context.pool, context.cancelled}));
    for (std::size_t k = 0; k < alike.size(); ++k)
      chunks[alike[k]] = make_chunk(std::move(made[k]));
  }
  return chunks;
}

} // namespace

Result<std::vector<ChunkPtr>> run_stages(std::span<const FusedStep> steps, std::span<const std::size_t> wanted,
                                         const KernelContext& context, std::span<ChunkPtr> inputs) {
  if (can_walk_once(steps, wanted))
    return walk_once(steps, wanted, context, inputs);
  return Running(steps, wanted, context, inputs).run();
}

} // namespace troupe
