// `fused`: several steps as one task. Steps that the tile engine knows run together, tile by tile, and nothing of a
// chunk's size is made between them (fused_stages.hpp says which). Where the last step takes tiles and all it needs are
// generators, no chunk of theirs ever exists either. Intermediates that there must be are dropped with their last use,
// so that kernels may take over their buffers. Either way the bits are those of separate tasks.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/fused/fused_kernels.hpp"
#include "runtime/kernels/fused/fused_stages.hpp"
#include "runtime/kernels/fused/row_blocks.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace troupe {
namespace {

constexpr std::int64_t all_inputs = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t tile_bytes = 256 << 10; ///< of all inputs' tiles together: half of a usual second-level cache

Failure bad_step(std::size_t step, const std::string& why) {
  return fail(Errc::invalid_argument, "step " + std::to_string(step) + " of a fused task " + why);
}

Result<std::vector<std::int64_t>> read_places(const Params& step, std::size_t number, std::size_t externals) {
  TROUPE_TRY(given, step.integers("inputs"));
  std::vector<std::int64_t> places;
  for (const auto place : given) {
    if (place == all_inputs) {
      for (std::size_t i = 0; i < externals; ++i)
        places.push_back(static_cast<std::int64_t>(i));
      continue;
    }
    if (place >= 0 && static_cast<std::size_t>(place) >= externals)
      return bad_step(number, "takes input " + std::to_string(place) + "; the task has " + std::to_string(externals));
    if (place < 0 && step_at(place) >= number)
      return bad_step(number,
                      "takes the output of step " + std::to_string(step_at(place)) + ", which does not come before it");
    places.push_back(place);
  }
  return places;
}

Result<std::vector<FusedStep>> read_steps(const KernelRegistry& registry, const Params& params, std::size_t externals) {
  const auto* list = params.list("steps");
  if (!list || list->empty())
    return fail(Errc::invalid_argument, "parameter 'steps' must be a list of at least one step");
  std::vector<FusedStep> steps;
  for (std::size_t number = 0; number < list->size(); ++number) {
    const auto& given = (*list)[number];
    TROUPE_TRY(name, given.text("kernel"));
    TROUPE_TRY(kernel, registry.get(name));
    const auto* step_params = given.list("params");
    if (!step_params || step_params->size() != 1)
      return bad_step(number, "must have one set of parameters");
    TROUPE_TRY(places, read_places(given, number, externals));
    steps.push_back({kernel, &step_params->front(), std::move(places)});
  }
  return steps;
}

using Sources = std::vector<std::unique_ptr<TileSource>>;

/// One source for each input of the last step; empty when the task cannot be run in tiles.
Sources open_sources(const std::vector<FusedStep>& steps, const KernelContext& context) {
  const auto& last = steps.back();
  Sources sources;
  if (!last.kernel->tile_sink)
    return sources;
  for (const auto place : last.inputs) {
    if (place >= 0)
      return {};
    const auto& step = steps[step_at(place)];
    if (!step.kernel->tile_source || !step.inputs.empty())
      return {};
    auto source = step.kernel->tile_source(step.context(context));
    if (!source || (!sources.empty() && sources.front()->rows() != (*source)->rows()))
      return {}; // step after step it fails with the kernel's own words
    sources.push_back(std::move(*source));
  }
  return sources;
}

Result<ChunkPtr> run_in_tiles(const FusedStep& last, Sources& sources, const KernelContext& context) {
  std::vector<std::int64_t> columns;
  std::int64_t width = 0;
  for (const auto& source : sources) {
    columns.push_back(source->columns());
    width += columns.back();
  }
  TROUPE_TRY(sink, last.kernel->tile_sink(last.context(context), columns));
  const auto fitting = tile_bytes / (std::max<std::int64_t>(width, 1) * static_cast<std::int64_t>(sizeof(double)));
  const auto rows = sources.front()->rows();
  const auto tile_rows = std::clamp<std::int64_t>(rows, 1, std::max<std::int64_t>(fitting / 8 * 8, 8));

  auto memory = context.pool.allocate_for<double>(static_cast<std::size_t>(tile_rows * width));
  std::vector<double*> tiles;
  auto* next = memory.as<double>().data();
  for (const auto count : columns) {
    tiles.push_back(next);
    next += tile_rows * count;
  }
  for (bool another_pass = true; another_pass;) {
    for (std::int64_t first = 0; first < rows; first += tile_rows) {
      if (context.is_cancelled())
        return fail(Errc::cancelled, "a fused task was cancelled");
      const auto count = std::min(tile_rows, rows - first);
      for (std::size_t i = 0; i < sources.size(); ++i)
        TROUPE_CHECK(sources[i]->read(first, count, tiles[i]));
      TROUPE_CHECK(sink->consume(tiles, count));
    }
    TROUPE_TRY(wanted, sink->wants_another_pass());
    another_pass = wanted;
  }
  return sink->finish();
}

/// The steps whose outputs are wanted: the last one's alone, or those that the parameter `outputs` names.
Result<std::vector<std::size_t>> read_outputs(const Params& params, std::size_t steps) {
  const auto named = params.integers("outputs");
  if (!named)
    return std::vector<std::size_t>{steps - 1};
  std::vector<std::size_t> outputs;
  for (const auto step : *named) {
    if (step < 0 || static_cast<std::size_t>(step) >= steps)
      return fail(Errc::invalid_argument,
                  "a fused task of " + std::to_string(steps) + " steps has no step " + std::to_string(step));
    outputs.push_back(static_cast<std::size_t>(step));
  }
  return outputs;
}

Result<ChunkPtr> run_output(const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(output, context.params.integer("output"));
  const auto* list = inputs.size() == 1 && inputs[0] ? std::get_if<ChunkList>(inputs[0].get()) : nullptr;
  if (!list || output < 0 || static_cast<std::size_t>(output) >= list->chunks.size())
    return fail(Errc::invalid_argument,
                "fused.output takes one list of chunks, of which it hands on number " + std::to_string(output));
  return std::make_shared<Chunk>(*list->chunks[static_cast<std::size_t>(output)]);
}

Result<ChunkPtr> run_fused(const KernelRegistry& registry, const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(steps, read_steps(registry, context.params, inputs.size()));
  TROUPE_TRY(wanted, read_outputs(context.params, steps.size()));
  const bool one = !context.params.integers("outputs");
  if (one) {
    if (auto sources = open_sources(steps, context); !sources.empty())
      return run_in_tiles(steps.back(), sources, context);
    if (const auto blocks = RowBlocks::plan(steps, inputs))
      return blocks->run(context);
  }
  TROUPE_TRY(outputs, run_stages(steps, wanted, context, inputs));
  return one ? outputs.front() : make_chunk(ChunkList{std::move(outputs)});
}

} // namespace

void add_fused_kernels(KernelRegistry& registry) {
  Kernel kernel;
  kernel.name = "fused";
  kernel.run = [&registry](const KernelContext& context, std::span<ChunkPtr> inputs) {
    return run_fused(registry, context, inputs);
  };
  add_builtin(registry, std::move(kernel));
  Kernel output;
  output.name = "fused.output";
  output.run = run_output;
  add_builtin(registry, std::move(output));
}

} // namespace troupe
