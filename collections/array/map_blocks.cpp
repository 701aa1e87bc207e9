#include "collections/array/array.hpp"
#include "collections/array/blockwise.hpp"
#include "collections/array/function_call.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// The layout without `axes`, each of which must be one chunk, or the numbering of the chunks would change.
Result<Layout> without(const Layout& layout, const std::vector<int>& drop) {
  const auto& grid = layout.bounds();
  std::vector<bool> dropped(grid.rank(), false);
  for (auto axis : drop) {
    TROUPE_TRY(fitted, Axes(axis).fit(grid.rank()));
    if (grid.counts()[fitted.front()] != 1)
      return fail(Errc::invalid_shape, "axis " + std::to_string(axis) + " is cut into "
                                           + std::to_string(grid.counts()[fitted.front()])
                                           + " chunks; map_blocks can drop an axis only where it is one chunk");
    dropped[fitted.front()] = true;
  }
  std::vector<std::vector<std::int64_t>> extents;
  std::vector<std::optional<Key>> chosen;
  for (std::size_t axis = 0; axis < grid.rank(); ++axis)
    if (!dropped[axis]) {
      extents.push_back(grid.extents(axis));
      chosen.push_back(layout.chosen(axis));
    }
  TROUPE_TRY(kept, ChunkGrid::from_extents(std::move(extents)));
  return Layout(std::move(kept), std::move(chosen));
}

/// How what comes out is cut.
Result<Layout> declared_layout(const Function& function, const Layout& taken, const MapBlocksOptions& options) {
  TROUPE_TRY(kept, without(taken, options.drop_axis));
  if (!options.chunks)
    return kept;
  TROUPE_TRY(grid, ChunkGrid::from_extents(*options.chunks));
  if (grid.size() != taken.bounds().size())
    return fail(Errc::invalid_shape, "map_blocks of '" + function.name() + "' makes "
                                         + std::to_string(taken.bounds().size()) + " blocks; the chunks given are "
                                         + std::to_string(grid.size()));
  return Layout(std::move(grid));
}

DType declared_dtype(const Function& function, const MapBlocksOptions& options, std::size_t output) {
  return options.dtype.value_or(output < function.dtypes().size() ? function.dtypes()[output] : DType::float64);
}

/// One layer that calls the function; `layouts` and `dtypes` say what it makes.
Result<ExpressionPtr> calls(const Function& function, const BlockwisePlan& plan, const NamedParams& params,
                            const std::vector<Layout>& layouts, const std::vector<DType>& dtypes) {
  auto call = call_of(function, params);
  for (std::size_t i = 0; i < layouts.size(); ++i)
    call.outputs.push_back(array_params(dtypes[i], layouts[i]));
  call.counts = plan.layout.bounds().counts();
  for (const auto& array : plan.arrays) {
    auto input = array_params(array);
    call.inputs.push_back(input == call.outputs.front() ? Params() : std::move(input));
  }
  ExpressionSpec spec;
  spec.kernel = function_call_kernel;
  spec.params = call.to_params();
  spec.tasks = plan.layout.bounds().size();
  spec.holds = function.holds();
  spec.blockwise = layouts.size() == 1; // who makes several outputs is taken in by none of those that take them
  for (std::size_t i = 0; i < plan.arrays.size(); ++i)
    spec.inputs.push_back({plan.arrays[i].expression(), plan.wirings[i]});
  return Expression::make(std::move(spec));
}

Result<BlockwisePlan> plan_for(const Function& function, const std::vector<Array>& arrays) {
  if (arrays.empty())
    return fail(Errc::invalid_argument, "map_blocks of '" + function.name() + "' needs at least one array");
  return plan_blockwise(arrays);
}

Result<Array> mapped(const Function& function, const std::vector<Array>& arrays, const NamedParams& params,
                     const MapBlocksOptions& options) {
  TROUPE_TRY(plan, plan_for(function, arrays));
  TROUPE_TRY(layout, declared_layout(function, plan.layout, options));
  const auto dtype = declared_dtype(function, options, 0);
  TROUPE_TRY(expression, calls(function, plan, params, {layout}, {dtype}));
  return Array::make(std::move(expression), std::move(layout), dtype);
}

/// One output of a layer that makes several.
Result<Array> picked(const ExpressionPtr& all, std::size_t output, const Layout& layout, DType dtype) {
  ExpressionSpec spec;
  spec.kernel = "fused.output";
  spec.params.set("output", output);
  spec.tasks = all->tasks();
  spec.inputs.push_back({all, Wiring::each()});
  spec.blockwise = false;
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), layout, dtype);
}

Result<std::vector<Array>> mapped_outputs(const Function& function, const std::vector<Array>& arrays,
                                          const NamedParams& params, std::vector<MapBlocksOptions> outputs) {
  if (outputs.empty())
    outputs.resize(function.dtypes().size());
  if (outputs.empty())
    return fail(Errc::invalid_argument,
                "map_blocks_outputs of '" + function.name() + "' needs to be told of each output, its dtype at least");
  TROUPE_TRY(plan, plan_for(function, arrays));
  std::vector<Layout> layouts;
  std::vector<DType> dtypes;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    TROUPE_TRY(layout, declared_layout(function, plan.layout, outputs[i]));
    layouts.push_back(std::move(layout));
    dtypes.push_back(declared_dtype(function, outputs[i], i));
  }
  TROUPE_TRY(all, calls(function, plan, params, layouts, dtypes));
  std::vector<Array> made;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    auto one = outputs.size() == 1 ? Array::make(all, layouts[i], dtypes[i]) : picked(all, i, layouts[i], dtypes[i]);
    TROUPE_TRY(array, std::move(one));
    made.push_back(array);
  }
  return made;
}

} // namespace

Array map_blocks(const Function& function, const std::vector<Array>& arrays, const NamedParams& params,
                 const MapBlocksOptions& options) {
  return mapped(function, arrays, params, options).value();
}

std::vector<Array> map_blocks_outputs(const Function& function, const std::vector<Array>& arrays,
                                      const NamedParams& params, const std::vector<MapBlocksOptions>& outputs) {
  return mapped_outputs(function, arrays, params, outputs).value();
}

Array Array::map_blocks(const Function& function, const NamedParams& params, const MapBlocksOptions& options) const {
  return troupe::map_blocks(function, {*this}, params, options);
}

} // namespace troupe
