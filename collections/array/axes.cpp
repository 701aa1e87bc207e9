#include "collections/array/axes.hpp"

#include <algorithm>
#include <numeric>

namespace troupe {

Result<std::vector<std::size_t>> Axes::fit(std::size_t rank) const {
  std::vector<std::size_t> axes(rank);
  std::iota(axes.begin(), axes.end(), std::size_t{0});
  if (all_)
    return axes;
  axes.clear();
  const auto bound = static_cast<int>(rank);
  for (auto axis : listed_) {
    if (axis < -bound || axis >= bound)
      return fail(Errc::invalid_argument, "axis " + std::to_string(axis) + " is out of bounds for an array of "
                                              + std::to_string(rank) + " axes");
    axes.push_back(static_cast<std::size_t>(axis < 0 ? axis + bound : axis));
  }
  std::sort(axes.begin(), axes.end());
  if (auto twice = std::adjacent_find(axes.begin(), axes.end()); twice != axes.end())
    return fail(Errc::invalid_argument, "axis " + std::to_string(*twice) + " is given twice");
  return axes;
}

} // namespace troupe
