// Common steps of reading and writing by index. Pure functions.
#pragma once

#include "collections/array/array.hpp"

#include <string>
#include <vector>

namespace troupe {

/// One index for each axis and new axis: the ellipsis written out, whole axes appended; a lazy mask stands for all its
/// axes.
Result<std::vector<Index>> completed(const std::vector<Index>& given, const Array& array);
/// A slice without bounds and step.
inline bool is_whole(const Index& index) {
  const auto* slice = std::get_if<Slice>(&index.value());
  return slice && !slice->start && !slice->stop && !slice->step;
}
/// Axes of the array that the index stands for.
std::size_t axes_taken(const Index& index);
/// From the start; Errc::invalid_argument when it is out of bounds.
Result<std::int64_t> position(std::int64_t at, std::int64_t length, std::size_t axis);
/// The positions of a list along an axis, from its start; Errc::invalid_argument when one is out of bounds or a mask
/// does not fit.
Result<Index::Positions> positions_along(const Index& index, std::int64_t length, std::size_t axis);
/// NumPy: advanced indices (arrays, lists and integers) that are not neighbours put their axis first.
bool list_goes_first(const std::vector<Index>& full);
/// Lists of one length (or of one element, which goes with all of the others') as positions in axes of those extents
/// made one.
Result<Index::Positions> numbers_together(const std::vector<Index::Positions>& lists, const Shape& extents);

inline bool is_lazy(const Index& index) { return std::holds_alternative<Index::Lazy>(index.value()); }
/// By a lazy mask or lazy positions, one of `full`.
Result<Array> index_lazily(const Array& array, const std::vector<Index>& full);

/// Which chunk of an array of one axis goes with each chunk of the grid, by its place along `axis`.
Wiring wiring_along(const ChunkGrid& grid, std::size_t axis);
/// What a mask that does not fit the axes from `axis` on is told.
std::string misfit(const Array& mask, const Array& array, std::size_t axis);
/// Whether its extents are those of the axes from `axis` on, known or not.
bool lies_on(const Array& mask, const Array& array, std::size_t axis);
/// The mask cut as the array is along its axis. @pre mask has one axis
Result<Array> fitted_mask(const Array& array, const Array& mask, std::size_t axis);
/// The array cut along the axis as its mask is: of unknown extents either may have been made one chunk.
Array cut_as(const Array& array, std::size_t axis, const Array& fitted);
/// The axes from `axis` on that a mask of several covers, made one. Of unknown extents may be the first of them and
/// those before.
Array merged(const Array& array, std::size_t axis, std::size_t count);
/// What chose the elements that such a mask keeps (Layout::chosen).
Key chosen_by(const Array& fitted);

} // namespace troupe
