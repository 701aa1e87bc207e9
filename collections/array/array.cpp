#include "collections/array/array.hpp"

#include "collections/array/along_axis.hpp"
#include "runtime/base/number_text.hpp"

#include <algorithm>
#include <ostream>

namespace troupe {
namespace {

/// (5, 4); (?, 4) where the first extent is not known.
std::string extents_text(const Shape& extents, const Layout& layout) {
  std::string text = "(";
  for (std::size_t axis = 0; axis < extents.size(); ++axis)
    text += (axis == 0 ? "" : ", ") + (layout.known(axis) ? std::to_string(extents[axis]) : std::string("?"));
  return text + (extents.size() == 1 ? ",)" : ")");
}

} // namespace

Array::Array(ExpressionPtr expression, Layout layout, DType dtype)
    : expression_(std::move(expression)), layout_(std::move(layout)), dtype_(dtype) {}

Result<Array> Array::make(ExpressionPtr expression, Layout layout, DType dtype) {
  const auto& grid = layout.bounds();
  if (!expression || expression->tasks() != grid.size())
    return fail(Errc::invalid_argument, "an array of shape " + extents_text(grid.shape(), layout) + " in "
                                            + std::to_string(grid.size())
                                            + " chunks needs an expression of as many tasks; it has "
                                            + std::to_string(expression ? expression->tasks() : 0));
  if (dtype == DType::string)
    return fail(Errc::invalid_dtype, "arrays hold numbers; texts live in bags and dataframes");
  return Array(std::move(expression), std::move(layout), dtype);
}

const ChunkGrid& Array::grid() const {
  if (!layout_.known())
    throw TroupeError(unknown_extents(*this));
  return layout_.bounds();
}

std::vector<std::vector<std::int64_t>> Array::chunks() const {
  std::vector<std::vector<std::int64_t>> chunks;
  for (std::size_t axis = 0; axis < grid().rank(); ++axis)
    chunks.push_back(grid().extents(axis));
  return chunks;
}

Shape Array::chunksize() const {
  Shape longest;
  for (std::size_t axis = 0; axis < grid().rank(); ++axis)
    longest.push_back(*std::max_element(grid().extents(axis).begin(), grid().extents(axis).end()));
  return longest;
}

std::string extents_text(const Array& array) { return extents_text(array.layout().bounds().shape(), array.layout()); }

std::ostream& operator<<(std::ostream& out, const Array& array) { return out << to_string(array); }

std::string to_string(const Array& array) {
  const auto& layout = array.layout();
  return "Array(shape " + extents_text(layout.bounds().shape(), layout) + ", chunks "
         + extents_text(layout.bounds().chunk_shape(0), layout) + ", " + std::string(to_string(array.dtype())) + ", "
         + std::to_string(array.npartitions()) + (array.npartitions() == 1 ? " chunk" : " chunks")
         + (layout.known() ? ", " + format_bytes(array.nbytes()) : std::string()) + ")";
}

} // namespace troupe
