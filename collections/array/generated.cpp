#include "collections/array/generated.hpp"

#include <utility>

namespace troupe {

Result<Array> generated_in(const std::string& kernel, Params params, const ChunkGrid& grid, const Shape& chunks,
                           DType dtype) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = std::move(params.set("shape", Params::Ints(grid.shape())).set("chunks", Params::Ints(chunks)));
  spec.tasks = grid.size();
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), grid, dtype);
}

Result<Array> generated(const std::string& kernel, Params params, const Shape& shape, const Chunks& chunks,
                        DType dtype) {
  TROUPE_TRY(extents, chunks.fit(shape, size_of(dtype)));
  TROUPE_TRY(grid, ChunkGrid::make(shape, extents));
  return generated_in(kernel, std::move(params), grid, extents, dtype);
}

Params typed(DType dtype) { return Params{}.set("dtype", std::string(to_string(dtype))); }

} // namespace troupe
