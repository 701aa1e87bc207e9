#include "collections/array/blockwise.hpp"

#include "collections/array/broadcast.hpp"
#include "collections/array/unify_chunks.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// The axis of an array that lies `from_last` axes before the last one of the result; none where it has fewer.
std::optional<std::size_t> axis_from_last(const Array& array, std::size_t from_last) {
  return array.ndim() > from_last ? std::optional(array.ndim() - 1 - from_last) : std::nullopt;
}

bool stretches(const Array& array, std::size_t axis) {
  const auto& layout = array.layout();
  return layout.known(axis) && layout.bounds().shape()[axis] == 1 && layout.bounds().counts()[axis] == 1;
}

/// What chose the elements along an axis of the result, which has to be the same for all that are not stretched.
Result<std::optional<Key>> chosen_along(const std::vector<Array>& arrays, std::size_t from_last) {
  std::optional<Key> chosen;
  const Array* first = nullptr;
  for (const auto& array : arrays) {
    const auto axis = axis_from_last(array, from_last);
    if (!axis || stretches(array, *axis))
      continue;
    if (first && array.layout().chosen(*axis) != chosen)
      return fail(
          Errc::invalid_shape,
          to_string(*first) + " and " + to_string(array) + " may not lie on each other: extents that are not known are "
              + "the same only where the same mask chose them; compute_chunk_sizes(executor, x) makes them known");
    chosen = array.layout().chosen(*axis);
    first = &array;
  }
  return chosen;
}

bool all_known(const std::vector<Array>& arrays) {
  return std::all_of(arrays.begin(), arrays.end(), [](const Array& array) { return array.known_shape(); });
}

/// Cut alike; axes of unknown extents are only looked at.
Result<std::vector<Array>> aligned(const std::vector<Array>& arrays) {
  if (all_known(arrays))
    return unify_chunks(arrays);
  std::size_t rank = 0;
  for (const auto& array : arrays)
    rank = std::max(rank, array.ndim());
  for (std::size_t from_last = 0; from_last < rank; ++from_last)
    TROUPE_CHECK(chosen_along(arrays, from_last));
  return unify_chunks(arrays);
}

Result<Layout> layout_of(const std::vector<Array>& arrays, const ChunkGrid& grid) {
  if (all_known(arrays))
    return Layout(grid);
  std::vector<std::optional<Key>> chosen(grid.rank());
  for (std::size_t from_last = 0; from_last < grid.rank(); ++from_last) {
    TROUPE_TRY(key, chosen_along(arrays, from_last));
    chosen[grid.rank() - 1 - from_last] = key;
  }
  return Layout(grid, std::move(chosen));
}

} // namespace

Result<BlockwisePlan> plan_blockwise(const std::vector<Array>& given) {
  TROUPE_TRY(arrays, aligned(given));
  std::vector<const ChunkGrid*> grids;
  for (const auto& array : arrays)
    grids.push_back(&array.layout().bounds());
  TROUPE_TRY(cut, broadcast(grids));
  TROUPE_TRY(layout, layout_of(arrays, cut.grid));
  return BlockwisePlan{std::move(arrays), std::move(cut.wirings), std::move(layout)};
}

Result<ExpressionPtr> run_blockwise(const BlockwisePlan& plan, const std::string& kernel, const Params& params,
                                    std::shared_ptr<const void> holds) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = params;
  spec.tasks = plan.layout.bounds().size();
  spec.holds = std::move(holds);
  for (std::size_t i = 0; i < plan.arrays.size(); ++i)
    spec.inputs.push_back({plan.arrays[i].expression(), plan.wirings[i]});
  return Expression::make(std::move(spec));
}

Result<Array> blockwise(const std::string& kernel, const Params& params, const std::vector<Array>& arrays,
                        DType dtype) {
  TROUPE_TRY(plan, plan_blockwise(arrays));
  TROUPE_TRY(expression, run_blockwise(plan, kernel, params));
  return Array::make(std::move(expression), std::move(plan.layout), dtype);
}

} // namespace troupe
