#include "collections/array/chunks.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// Fills from the last axis on, so that chunks are runs of whole rows as long as a row fits.
Shape automatic(const Shape& shape) {
  Shape extents(shape.size());
  std::int64_t left = Chunks::auto_elements;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    extents[axis] = std::clamp<std::int64_t>(shape[axis], 1, std::max<std::int64_t>(left, 1));
    left /= extents[axis];
  }
  return extents;
}

} // namespace

Result<Shape> Chunks::fit(const Shape& shape) const {
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    if (shape[axis] < 0)
      return fail(Errc::invalid_shape, "axis " + std::to_string(axis) + " of the shape " + to_string(shape) + " is negative");
  if (kind_ == Kind::automatic)
    return automatic(shape);
  auto extents = kind_ == Kind::every_axis ? Shape(shape.size(), extents_.front()) : extents_;
  if (extents.size() != shape.size())
    return fail(Errc::invalid_shape, "chunks " + to_string(extents) + " have " + std::to_string(extents.size()) +
                                       " axes; the shape " + to_string(shape) + " has " + std::to_string(shape.size()));
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (extents[axis] < 1 && extents[axis] != -1)
      return fail(Errc::invalid_shape, "chunks " + to_string(extents) + ": axis " + std::to_string(axis) +
                                         " must be at least 1, or -1 for the whole axis");
    const auto whole = std::max<std::int64_t>(shape[axis], 1);
    extents[axis] = extents[axis] == -1 ? whole : std::min(extents[axis], whole);
  }
  return extents;
}

} // namespace troupe
