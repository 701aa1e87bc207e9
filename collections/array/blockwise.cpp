#include "collections/array/blockwise.hpp"

#include "collections/array/broadcast.hpp"
#include "collections/array/unify_chunks.hpp"

namespace troupe {

Result<Array> blockwise(const std::string& kernel, const Params& params, const std::vector<Array>& given, DType dtype) {
  TROUPE_TRY(arrays, unify_chunks(given));
  std::vector<const ChunkGrid*> grids;
  for (const auto& array : arrays)
    grids.push_back(&array.grid());
  TROUPE_TRY(cut, broadcast(grids));
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = params;
  spec.tasks = cut.grid.size();
  for (std::size_t i = 0; i < arrays.size(); ++i)
    spec.inputs.push_back({arrays[i].expression(), std::move(cut.wirings[i])});
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), std::move(cut.grid), dtype);
}

} // namespace troupe
