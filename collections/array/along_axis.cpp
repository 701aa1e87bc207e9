#include "collections/array/along_axis.hpp"

namespace troupe {

std::size_t axis_of(const Array& array, int axis) { return Axes(axis).fit(array.ndim()).value().front(); }

Array along(const Array& array, std::size_t axis, const Index& part) {
  std::vector<Index> indices(axis, Index(indexing::all));
  indices.push_back(part);
  return array.index(indices);
}

Array relaid(const ExpressionPtr& expression, std::vector<std::vector<std::int64_t>> extents, DType dtype) {
  return Array::make(expression, ChunkGrid::from_extents(std::move(extents)).value(), dtype).value();
}

} // namespace troupe
