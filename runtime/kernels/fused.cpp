// `fused`: several steps as one task. Where the last step takes tiles and all it needs are generators, no chunk of
// theirs ever exists: each tile is made in cache, eaten, and made over. Otherwise step after step, each intermediate
// dropped with its last use, so that kernels may take over its buffer. Either way the bits are those of separate tasks.
#include "runtime/kernels/arguments.hpp"
#include "runtime/kernels/builtin.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace troupe {
namespace {

constexpr std::int64_t all_inputs = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t tile_bytes = 256 << 10; ///< of all inputs' tiles together: half of a usual second-level cache

/// Where a step's input comes from: an input of the task (i >= 0) or the output of step -1 - i.
using Place = std::int64_t;
std::size_t step_at(Place place) { return static_cast<std::size_t>(-1 - place); }

struct Step {
  const Kernel* kernel = nullptr;
  const Params* params = nullptr;
  std::vector<Place> inputs;

  KernelContext context(const KernelContext& task) const { return {*params, task.index, task.pool, task.cancelled}; }
};

Failure bad_step(std::size_t step, const std::string& why) {
  return fail(Errc::invalid_argument, "step " + std::to_string(step) + " of a fused task " + why);
}

Result<std::vector<Place>> read_places(const Params& step, std::size_t number, std::size_t externals) {
  TROUPE_TRY(given, step.integers("inputs"));
  std::vector<Place> places;
  for (const auto place : given) {
    if (place == all_inputs) {
      for (std::size_t i = 0; i < externals; ++i)
        places.push_back(static_cast<Place>(i));
      continue;
    }
    if (place >= 0 && static_cast<std::size_t>(place) >= externals)
      return bad_step(number, "takes input " + std::to_string(place) + "; the task has " + std::to_string(externals));
    if (place < 0 && step_at(place) >= number)
      return bad_step(number, "takes the output of step " + std::to_string(step_at(place)) + ", which does not come before it");
    places.push_back(place);
  }
  return places;
}

Result<std::vector<Step>> read_steps(const KernelRegistry& registry, const Params& params, std::size_t externals) {
  const auto* list = params.list("steps");
  if (!list || list->empty())
    return fail(Errc::invalid_argument, "parameter 'steps' must be a list of at least one step");
  std::vector<Step> steps;
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
Sources open_sources(const std::vector<Step>& steps, const KernelContext& context) {
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

Result<ChunkPtr> run_in_tiles(const Step& last, Sources& sources, const KernelContext& context) {
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
  for (std::int64_t first = 0; first < rows; first += tile_rows) {
    if (context.is_cancelled())
      return fail(Errc::cancelled, "a fused task was cancelled");
    const auto count = std::min(tile_rows, rows - first);
    for (std::size_t i = 0; i < sources.size(); ++i)
      TROUPE_CHECK(sources[i]->read(first, count, tiles[i]));
    TROUPE_CHECK(sink->consume(tiles, count));
  }
  return sink->finish();
}

/// For each chunk, the number of places that will still ask for it.
struct Uses {
  std::vector<std::size_t> of_input, of_step;

  Uses(const std::vector<Step>& steps, std::size_t externals) : of_input(externals), of_step(steps.size()) {
    for (const auto& step : steps)
      for (const auto place : step.inputs)
        ++at(place);
  }
  std::size_t& at(Place place) {
    return place >= 0 ? of_input[static_cast<std::size_t>(place)] : of_step[step_at(place)];
  }
};

Result<ChunkPtr> run_in_steps(const std::vector<Step>& steps, const KernelContext& context, std::span<ChunkPtr> inputs) {
  Uses uses(steps, inputs.size());
  std::vector<ChunkPtr> outputs(steps.size());
  std::vector<ChunkPtr> taken;
  for (std::size_t number = 0; number < steps.size(); ++number) {
    if (context.is_cancelled())
      return fail(Errc::cancelled, "a fused task was cancelled");
    const auto& step = steps[number];
    const bool last = number + 1 == steps.size();
    if (!last && uses.of_step[number] == 0)
      continue; // nobody asks for it
    taken.clear();
    for (const auto place : step.inputs) {
      auto& chunk = place >= 0 ? inputs[static_cast<std::size_t>(place)] : outputs[step_at(place)];
      taken.push_back(--uses.at(place) == 0 ? std::move(chunk) : chunk);
    }
    TROUPE_TRY(output, step.kernel->run(step.context(context), taken));
    outputs[number] = std::move(output);
  }
  return std::move(outputs.back());
}

Result<ChunkPtr> run_fused(const KernelRegistry& registry, const KernelContext& context, std::span<ChunkPtr> inputs) {
  TROUPE_TRY(steps, read_steps(registry, context.params, inputs.size()));
  if (auto sources = open_sources(steps, context); !sources.empty())
    return run_in_tiles(steps.back(), sources, context);
  return run_in_steps(steps, context, inputs);
}

} // namespace

void add_fused_kernels(KernelRegistry& registry) {
  Kernel kernel;
  kernel.name = "fused";
  kernel.run = [&registry](const KernelContext& context, std::span<ChunkPtr> inputs) {
    return run_fused(registry, context, inputs);
  };
  add_builtin(registry, std::move(kernel));
}

} // namespace troupe
