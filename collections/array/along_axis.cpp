#include "collections/array/along_axis.hpp"

namespace troupe {

std::size_t axis_of(const Array& array, int axis) { return Axes(axis).fit(array.ndim()).value().front(); }

Error unknown_extents(const Array& array) {
  return {Errc::invalid_shape, "how many elements " + to_string(array)
                                   + " has is not known before it is computed, and this needs it; "
                                   + "compute_chunk_sizes(executor, x) returns the array with its chunks' sizes known"};
}

const std::vector<std::int64_t>& extents_along(const Array& array, std::size_t axis) {
  if (!array.layout().known(axis))
    throw TroupeError(unknown_extents(array));
  return array.layout().bounds().extents(axis);
}

std::int64_t length_along(const Array& array, std::size_t axis) {
  static_cast<void>(extents_along(array, axis));
  return array.layout().bounds().shape()[axis];
}

std::vector<std::vector<std::int64_t>> bounds_of(const Array& array) {
  std::vector<std::vector<std::int64_t>> extents;
  for (std::size_t axis = 0; axis < array.ndim(); ++axis)
    extents.push_back(array.layout().bounds().extents(axis));
  return extents;
}

Array along(const Array& array, std::size_t axis, const Index& part) {
  std::vector<Index> indices(axis, Index(indexing::all));
  indices.push_back(part);
  return array.index(indices);
}

Array relaid(const ExpressionPtr& expression, std::vector<std::vector<std::int64_t>> extents, DType dtype) {
  return Array::make(expression, ChunkGrid::from_extents(std::move(extents)).value(), dtype).value();
}

} // namespace troupe
