// Steps that reading and writing by index share. Pure functions.
#pragma once

#include "collections/array/array.hpp"

#include <vector>

namespace troupe {

/// One index for each axis and new axis: the ellipsis written out, whole axes appended; a lazy mask stands for all its axes.
Result<std::vector<Index>> completed(const std::vector<Index>& given, const Array& array);
/// Axes of the array that the index stands for.
std::size_t axes_taken(const Index& index);
/// From the start; Errc::invalid_argument when it is out of bounds.
Result<std::int64_t> position(std::int64_t at, std::int64_t length, std::size_t axis);
/// The positions of a list along an axis, from its start; Errc::invalid_argument when one is out of bounds or a mask does not fit.
Result<Index::Positions> positions_along(const Index& index, std::int64_t length, std::size_t axis);
/// NumPy: advanced indices (arrays, lists and integers) that are not neighbours put their axis first.
bool list_goes_first(const std::vector<Index>& full);
/// Lists of one length (or of one element, which goes with all of the others') as positions in axes of those extents made one.
Result<Index::Positions> numbers_together(const std::vector<Index::Positions>& lists, const Shape& extents);

inline bool is_lazy(const Index& index) { return std::holds_alternative<Index::Lazy>(index.value()); }
/// By a lazy mask or lazy positions, one of `full`.
Result<Array> index_lazily(const Array& array, const std::vector<Index>& full);

} // namespace troupe
