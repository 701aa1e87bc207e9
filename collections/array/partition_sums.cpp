#include "collections/array/partition_sums.hpp"

#include "collections/array/reduction_tree.hpp"

namespace troupe {

Result<Array> each_partition(const ExpressionPtr& parts, const std::string& kernel, const Params& params) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = params;
  spec.tasks = parts->tasks();
  spec.inputs.push_back({parts, Wiring::each()});
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  TROUPE_TRY(grid, ChunkGrid::make({parts->tasks()}, {1}));
  return Array::make(expression, std::move(grid));
}

Result<Array> sum_of_partitions(const ExpressionPtr& parts, const std::string& kernel, const Params& params) {
  TROUPE_TRY(partials, each_partition(parts, kernel, params));
  TROUPE_TRY(sum, combine_along(partials, {0}, "array.combine", Params{}.set("op", "sum")));
  return squeeze(sum, std::vector<std::size_t>{0});
}

} // namespace troupe
