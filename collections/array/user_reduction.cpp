// Array::reduction(): a tree of the user's own functions, each checked against its declared output.
#include "collections/array/blockwise.hpp"
#include "collections/array/function_call.hpp"
#include "collections/array/reduction_tree.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// The user's own function called for every chunk of a plan, told what it is to make where that is known.
Result<ExpressionPtr> call_each(const BlockwisePlan& plan, const std::string& function, const ReductionKernels& kernels,
                                const std::optional<ChunkGrid>& makes) {
  auto call = call_of(function, kernels.params);
  call.makes = makes ? FunctionCall::Makes::arrays : FunctionCall::Makes::anything;
  call.counts = plan.layout.bounds().counts();
  if (makes)
    call.outputs = {array_params(DType::float64, Layout(*makes))};
  for (const auto& array : plan.arrays)
    call.inputs.push_back(array_params(array));
  return run_blockwise(plan, function_call_kernel, call.to_params());
}

/// As the array is cut, each chunk of the same `extent` along the axes, or all of `shape` where the result is to have
/// that.
Result<std::optional<ChunkGrid>> partial_grid(const ReductionKernels& kernels, const Array& array,
                                              const std::vector<std::size_t>& axes) {
  if (kernels.shape)
    return std::optional<ChunkGrid>(); // only the last of them is of that shape, perhaps
  std::vector<std::vector<std::int64_t>> extents;
  for (std::size_t axis = 0; axis < array.ndim(); ++axis) {
    const auto& given = array.layout().bounds().extents(axis);
    const bool reduced = std::find(axes.begin(), axes.end(), axis) != axes.end();
    if (!reduced && !array.layout().known(axis))
      return std::optional<ChunkGrid>();
    extents.push_back(reduced ? std::vector<std::int64_t>(given.size(), 1) : given);
  }
  TROUPE_TRY(grid, ChunkGrid::from_extents(std::move(extents)));
  return std::optional<ChunkGrid>(std::move(grid));
}

Result<Array> reduced_by(const ReductionKernels& kernels, const Array& array, const std::vector<std::size_t>& axes) {
  TROUPE_TRY(plan, plan_blockwise({array}));
  TROUPE_TRY(makes, partial_grid(kernels, array, axes));
  TROUPE_TRY(chunks, call_each(plan, kernels.chunk, kernels, makes));
  TROUPE_TRY(partials, Array::make(chunks, plan.layout));
  auto combine = call_of(kernels.combine, kernels.params);
  combine.makes = FunctionCall::Makes::like;
  TROUPE_TRY(combined, combine_along(partials, axes, function_call_kernel, combine.to_params()));
  if (kernels.aggregate.empty())
    return combined;
  TROUPE_TRY(last, plan_blockwise({combined}));
  std::optional<ChunkGrid> result;
  if (kernels.shape) {
    TROUPE_TRY(grid, ChunkGrid::make(*kernels.shape, Shape(kernels.shape->size(), -1)));
    result = grid;
  } else if (combined.known_shape()) {
    result = combined.grid();
  }
  TROUPE_TRY(aggregated, call_each(last, kernels.aggregate, kernels, result));
  return Array::make(aggregated, combined.layout());
}

} // namespace

Array Array::reduction(const ReductionKernels& kernels, const Axes& axis, bool keepdims) const {
  const auto axes = axis.fit(ndim()).value();
  if (kernels.chunk.empty() || kernels.combine.empty())
    throw TroupeError({Errc::invalid_argument, "a reduction needs the names of its chunk and combine kernels"});
  if (kernels.shape && (axes.size() != ndim() || keepdims))
    throw TroupeError({Errc::invalid_argument, "a reduction to the shape " + to_string(*kernels.shape)
                                                   + " goes along all axes and keeps none"});
  const auto result = reduced_by(kernels, *this, axes).value();
  if (kernels.shape)
    return Array::make(result.expression(), ChunkGrid::make(*kernels.shape, Shape(kernels.shape->size(), -1)).value())
        .value();
  return keepdims ? result : troupe::squeeze(result, axes).value();
}

} // namespace troupe
