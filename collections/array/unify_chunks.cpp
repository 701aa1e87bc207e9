#include "collections/array/unify_chunks.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/late_axis.hpp"
#include "collections/array/rechunk_plan.hpp"

#include <algorithm>
#include <optional>

namespace troupe {
namespace {

using Extents = std::vector<std::int64_t>;

bool has_axis(const Array& array, std::size_t from_last) { return array.ndim() > from_last; }
std::size_t axis_at(const Array& array, std::size_t from_last) { return array.ndim() - 1 - from_last; }

/// The common cut of the axis that many before the last; nothing where the arrays agree, or do not fit each other at
/// all.
std::optional<Extents> common_cut(const std::vector<Array>& arrays, std::size_t from_last) {
  std::optional<Extents> cut;
  bool differ = false;
  std::int64_t length = 1;
  for (const auto& array : arrays) {
    if (!has_axis(array, from_last))
      continue;
    const auto axis = axis_at(array, from_last);
    const auto& bounds = array.layout().bounds();
    if (!array.layout().known(axis))
      return std::nullopt; // stays as it is cut
    if (bounds.shape()[axis] == 1)
      continue;
    const auto& extents = bounds.extents(axis);
    if (cut && bounds.shape()[axis] != length)
      return std::nullopt;
    differ = differ || (cut && *cut != extents);
    length = bounds.shape()[axis];
    cut = cut && *cut != extents ? refined_cut(*cut, extents) : extents;
  }
  return differ ? cut : std::nullopt;
}

/// Along axes of unknown extents arrays may have been made one chunk: then all are.
void join_common_cut(std::vector<Array>& arrays, std::size_t from_last) {
  const auto unknown = [&](const Array& array) {
    return has_axis(array, from_last) && !array.layout().known(axis_at(array, from_last));
  };
  const auto one = [&](const Array& array) {
    return unknown(array) && array.numblocks()[axis_at(array, from_last)] == 1;
  };
  if (std::none_of(arrays.begin(), arrays.end(), one))
    return;
  for (auto& array : arrays)
    if (unknown(array))
      array = joined_along(array, axis_at(array, from_last));
}

} // namespace

Result<std::vector<Array>> unify_chunks(const std::vector<Array>& arrays) {
  if (arrays.size() < 2)
    return arrays;
  std::size_t rank = 0;
  for (const auto& array : arrays)
    rank = std::max(rank, array.ndim());
  std::vector<AxisExtents> cuts;
  for (const auto& array : arrays)
    cuts.push_back(bounds_of(array));
  for (std::size_t from_last = 0; from_last < rank; ++from_last) {
    const auto common = common_cut(arrays, from_last);
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      if (!has_axis(arrays[i], from_last))
        continue;
      const auto axis = axis_at(arrays[i], from_last);
      if (arrays[i].layout().known(axis) && arrays[i].layout().bounds().shape()[axis] == 1)
        cuts[i][axis] = {1}; // without empty chunks beside it, so that it can be stretched
      else if (common)
        cuts[i][axis] = *common;
    }
  }
  std::vector<Array> unified;
  for (std::size_t i = 0; i < arrays.size(); ++i)
    unified.push_back(cuts[i] == bounds_of(arrays[i]) ? arrays[i] : rechunk(arrays[i], cuts[i]));
  for (std::size_t from_last = 0; from_last < rank; ++from_last)
    join_common_cut(unified, from_last);
  return unified;
}

} // namespace troupe
