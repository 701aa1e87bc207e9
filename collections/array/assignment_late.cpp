#include "collections/array/along_axis.hpp"
#include "collections/array/assignment.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/indexing.hpp"
#include "collections/array/late_axis.hpp"
#include "collections/array/shaping.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// One of the array's axes, and what of it is assigned to.
struct Marked {
  std::optional<Array> named = std::nullopt;   ///< a bool line; none: all
  std::optional<Array> numbers = std::nullopt; ///< of a known axis: for each element which value goes there
  std::int64_t count = 1;                      ///< how many values there are then
  bool dropped = false;                        ///< by an integer: values have no such axis
};

Marked marked(const Array& array, std::size_t axis, const Index& index) {
  Marked found;
  found.dropped = std::holds_alternative<std::int64_t>(index.value());
  if (is_whole(index))
    return found;
  if (!array.layout().known(axis)) {
    found.named = marked_late(array, axis, index);
    return found;
  }
  const Shape length{array.layout().bounds().shape()[axis]};
  const auto none = zeros(length, {.dtype = DType::int64});
  found.named = setitem(none, {index}, 1).astype(DType::bool_);
  if (!found.dropped) {
    found.count = none.index({index}).shape()[0];
    found.numbers = setitem(none, {index}, arange(found.count));
  }
  return found;
}

[[noreturn]] void refuse(const Array& array, const Array& value) {
  throw TroupeError(
      {Errc::invalid_shape,
       "values of shape " + extents_text(value) + " cannot be broadcast to the places assigned to of "
           + to_string(array)
           + ": along axes of unknown extents they are one, or as many as the axis has elements and of the same mask"});
}

/// The value with an axis for each of the array's, its elements where they belong along those that are known.
Array laid_out(const Array& array, const Array& given, const std::vector<Marked>& axes) {
  const auto wanted = static_cast<std::size_t>(
      std::count_if(axes.begin(), axes.end(), [](const Marked& axis) { return !axis.dropped; }));
  const auto one = [](const Array& value, std::size_t axis) {
    return value.layout().known(axis) && value.layout().bounds().shape()[axis] == 1;
  };
  auto value = given;
  while (value.ndim() > wanted && one(value, 0))
    value = squeeze(value, 0);
  if (value.ndim() > wanted)
    refuse(array, given);
  while (value.ndim() < wanted)
    value = expand_dims(value, 0);
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    if (axes[axis].dropped)
      value = expand_dims(value, static_cast<int>(axis));
    if (!axes[axis].named || one(value, axis))
      continue;
    if (!axes[axis].numbers || !value.layout().known(axis) || value.layout().bounds().shape()[axis] != axes[axis].count)
      refuse(array, given);
    value = take(value, *axes[axis].numbers, static_cast<int>(axis));
  }
  return value;
}

} // namespace

Array assigned_late(const Array& array, const std::vector<Index>& indices, const Array& value) {
  const auto lists = std::count_if(indices.begin(), indices.end(), [](const Index& index) {
    return std::holds_alternative<Index::Positions>(index.value());
  });
  if (lists > 1 || (lists == 1 && list_goes_first(indices)))
    throw TroupeError(unknown_extents(array));
  std::vector<Marked> axes;
  for (const auto& index : indices)
    axes.push_back(marked(array, axes.size(), index));
  auto places = full({}, true);
  const auto values = laid_out(array, value, axes);
  for (std::size_t axis = 0; axis < axes.size(); ++axis) {
    if (!axes[axis].named)
      continue;
    auto line = *axes[axis].named;
    for (std::size_t at = 0; at < array.ndim(); ++at)
      if (at != axis)
        line = expand_dims(line, static_cast<int>(at));
    places = logical_and(places, line);
  }
  return where(places, values, array);
}

} // namespace troupe
