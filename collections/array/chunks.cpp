#include "collections/array/chunks.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// Fills the automatic axes from the last one on.
void fill_in(Shape& extents, const Shape& shape, std::int64_t elements) {
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    if (extents[axis] != Chunks::automatic)
      elements /= std::max<std::int64_t>(extents[axis], 1);
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    if (extents[axis] != Chunks::automatic)
      continue;
    extents[axis] = std::clamp<std::int64_t>(shape[axis], 1, std::max<std::int64_t>(elements, 1));
    elements /= extents[axis];
  }
}

} // namespace

Result<Shape> Chunks::fit(const Shape& shape, std::size_t element) const {
  for (std::size_t axis = 0; axis < shape.size(); ++axis)
    if (shape[axis] < 0)
      return fail(Errc::invalid_shape,
                  "axis " + std::to_string(axis) + " of the shape " + to_string(shape) + " is negative");
  auto extents = kind_ == Kind::every_axis ? Shape(shape.size(), extents_.front()) : extents_;
  if (extents.size() != shape.size())
    return fail(Errc::invalid_shape, "chunks " + to_string(extents) + " have " + std::to_string(extents.size())
                                         + " axes; the shape " + to_string(shape) + " has "
                                         + std::to_string(shape.size()));
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (extents[axis] < 1 && extents[axis] != -1 && extents[axis] != automatic)
      return fail(Errc::invalid_shape, "chunks " + to_string(extents) + ": axis " + std::to_string(axis)
                                           + " must be at least 1, -1 for the whole axis or Chunks::automatic");
    if (extents[axis] == automatic)
      continue;
    const auto whole = std::max<std::int64_t>(shape[axis], 1);
    extents[axis] = extents[axis] == -1 ? whole : std::min(extents[axis], whole);
  }
  fill_in(extents, shape, bytes_ / static_cast<std::int64_t>(std::max<std::size_t>(element, 1)));
  return extents;
}

} // namespace troupe
