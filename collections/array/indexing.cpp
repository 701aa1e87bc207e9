#include "collections/array/along_axis.hpp"
#include "collections/array/gathered.hpp"
#include "collections/array/index.hpp"
#include "collections/array/shaping.hpp"

#include <algorithm>

namespace troupe {
namespace {

using Positions = Index::Positions;

bool takes_axis(const Index& index) {
  return !std::holds_alternative<indexing::NewAxis>(index.value()) && !std::holds_alternative<indexing::Ellipsis>(index.value());
}
bool is_advanced(const Index& index) {
  return std::holds_alternative<Positions>(index.value()) || std::holds_alternative<std::int64_t>(index.value());
}

/// One index for each axis and new axis: the ellipsis written out, whole axes appended.
Result<std::vector<Index>> completed(const std::vector<Index>& given, const Array& array) {
  const auto taking = static_cast<std::size_t>(std::count_if(given.begin(), given.end(), takes_axis));
  if (taking > array.ndim())
    return fail(Errc::invalid_argument, "too many indices: " + to_string(array) + " has " + std::to_string(array.ndim()) +
                                          " axes; " + std::to_string(taking) + " were given");
  std::vector<Index> full;
  bool found = false;
  for (const auto& index : given) {
    if (!std::holds_alternative<indexing::Ellipsis>(index.value())) {
      full.push_back(index);
      continue;
    }
    if (found)
      return fail(Errc::invalid_argument, "an index can have only one ellipsis");
    found = true;
    full.insert(full.end(), array.ndim() - taking, Index(indexing::all));
  }
  if (!found)
    full.insert(full.end(), array.ndim() - taking, Index(indexing::all));
  return full;
}

Result<std::int64_t> position(std::int64_t at, std::int64_t length, std::size_t axis) {
  if (at < -length || at >= length)
    return fail(Errc::invalid_argument, "index " + std::to_string(at) + " is out of bounds for axis " + std::to_string(axis) +
                                          " of " + std::to_string(length) + " elements");
  return at < 0 ? at + length : at;
}

/// Positions out of order are cut as coarsely as the axis is.
std::vector<std::int64_t> extents_for(const std::vector<std::int64_t>& source, const std::vector<AxisRun>& runs, std::int64_t count) {
  auto natural = natural_extents(source, runs);
  const auto widest = std::max<std::int64_t>(1, *std::max_element(source.begin(), source.end()));
  if (static_cast<std::int64_t>(natural.size()) <= std::max<std::int64_t>(static_cast<std::int64_t>(source.size()), count / widest + 1))
    return natural;
  std::vector<std::int64_t> extents;
  for (auto left = count; left > 0; left -= widest)
    extents.push_back(std::min(left, widest));
  return extents.empty() ? std::vector<std::int64_t>{0} : extents;
}

Result<GatheredAxis> gathered_axis(const Array& array, std::size_t axis, const Index& index) {
  const auto length = array.shape()[axis];
  if (const auto* range = std::get_if<Slice>(&index.value())) {
    TROUPE_TRY(fitted, fit(*range, length));
    if (fitted.first == 0 && fitted.step == 1 && fitted.count == length)
      return GatheredAxis::whole(array.grid(), axis);
    return GatheredAxis{{{fitted.first, fitted.step, fitted.count, false}}, std::nullopt};
  }
  if (const auto* at = std::get_if<std::int64_t>(&index.value())) {
    TROUPE_TRY(element, position(*at, length, axis));
    return GatheredAxis{{{element, 1, 1, false}}, std::nullopt};
  }
  if (const auto* array_index = std::get_if<Index::Mask>(&index.value()))
    return fail(Errc::invalid_argument, "axis " + std::to_string(axis) + " cannot be indexed by a lazy array (" + to_string(**array_index) +
                                          "): compute it and pass its positions as vector<int64_t> or its truth values as " +
                                          "vector<bool>; where(mask, x, other) stays lazy and keeps the shape");
  const auto& wanted = std::get<Positions>(index.value());
  if (index.mask_length() && *index.mask_length() != length)
    return fail(Errc::invalid_shape, "a mask of " + std::to_string(*index.mask_length()) + " elements does not fit axis " +
                                       std::to_string(axis) + " of " + std::to_string(length));
  Positions elements;
  for (auto at : wanted) {
    TROUPE_TRY(element, position(at, length, axis));
    elements.push_back(element);
  }
  auto runs = runs_of(elements);
  auto extents = extents_for(array.grid().extents(axis), runs, static_cast<std::int64_t>(elements.size()));
  return GatheredAxis{std::move(runs), std::move(extents)};
}

/// NumPy: advanced indices (a list and integers) that are not neighbours put their axis first.
bool list_goes_first(const std::vector<Index>& full) {
  const auto first = std::find_if(full.begin(), full.end(), is_advanced);
  const auto last = std::find_if(full.rbegin(), full.rend(), is_advanced).base();
  return first < last && !std::all_of(first, last, is_advanced);
}

Result<Array> index_known(const Array& array, const std::vector<Index>& full) {
  GatherSpec spec{{array}, 0, {}, std::vector<std::int64_t>{}, {}};
  std::size_t lists = 0, list_axis = 0;
  for (const auto& index : full) {
    if (std::holds_alternative<indexing::NewAxis>(index.value())) {
      spec.order->push_back(-1);
      continue;
    }
    const auto axis = spec.axes.size();
    TROUPE_TRY(gathered, gathered_axis(array, axis, index));
    spec.axes.push_back(std::move(gathered));
    if (std::holds_alternative<Positions>(index.value())) {
      ++lists;
      list_axis = spec.order->size();
    }
    if (!std::holds_alternative<std::int64_t>(index.value()))
      spec.order->push_back(static_cast<std::int64_t>(axis));
  }
  if (lists > 1)
    return fail(Errc::invalid_argument, "at most one axis can be indexed by a list at a time; use take() axis after axis");
  TROUPE_TRY(result, gathered(spec));
  if (lists == 0 || list_axis == 0 || !list_goes_first(full))
    return result;
  auto order = axes_in_order(result.ndim());
  std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(list_axis), order.begin() + static_cast<std::ptrdiff_t>(list_axis) + 1);
  return transposed(result, order);
}

} // namespace

Array Array::index(const std::vector<Index>& indices) const {
  return index_known(*this, completed(indices, *this).value()).value();
}

Array take(const Array& array, const std::vector<std::int64_t>& positions, int axis) {
  return along(array, axis_of(array, axis), positions);
}

} // namespace troupe
