#include "collections/array/array.hpp"

#include "runtime/base/number_text.hpp"

namespace troupe {

Array::Array(ExpressionPtr expression, ChunkGrid grid, DType dtype)
    : expression_(std::move(expression)), grid_(std::move(grid)), dtype_(dtype) {}

Result<Array> Array::make(ExpressionPtr expression, ChunkGrid grid, DType dtype) {
  if (!expression || expression->tasks() != grid.size())
    return fail(Errc::invalid_argument, "an array of shape " + to_string(grid.shape()) + " in " +
                                          std::to_string(grid.size()) + " chunks needs an expression of as many tasks; it has " +
                                          std::to_string(expression ? expression->tasks() : 0));
  if (dtype == DType::string)
    return fail(Errc::invalid_dtype, "arrays hold numbers; texts live in bags and dataframes");
  return Array(std::move(expression), std::move(grid), dtype);
}

std::vector<std::vector<std::int64_t>> Array::chunks() const {
  std::vector<std::vector<std::int64_t>> chunks;
  for (std::size_t axis = 0; axis < grid_.rank(); ++axis)
    chunks.push_back(grid_.extents(axis));
  return chunks;
}

std::string to_string(const Array& array) {
  return "Array(shape " + to_string(array.shape()) + ", chunks " + to_string(array.grid().chunk_shape(0)) + ", " +
         std::string(to_string(array.dtype())) + ", " + std::to_string(array.npartitions()) +
         (array.npartitions() == 1 ? " chunk, " : " chunks, ") + format_bytes(array.nbytes()) + ")";
}

} // namespace troupe
