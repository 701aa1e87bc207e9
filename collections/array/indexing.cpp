#include "collections/array/indexing.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/gathered.hpp"
#include "collections/array/index.hpp"
#include "collections/array/late_axis.hpp"
#include "collections/array/shaping.hpp"

#include <algorithm>
#include <numeric>

namespace troupe {
namespace {

using Positions = Index::Positions;

bool is_advanced(const Index& index) {
  return std::holds_alternative<Positions>(index.value()) || std::holds_alternative<std::int64_t>(index.value())
         || is_lazy(index);
}

/// Positions out of order are cut as coarsely as the axis is.
std::vector<std::int64_t> extents_for(const std::vector<std::int64_t>& source, const std::vector<AxisRun>& runs,
                                      std::int64_t count) {
  auto natural = natural_extents(source, runs);
  const auto widest = std::max<std::int64_t>(1, *std::max_element(source.begin(), source.end()));
  if (static_cast<std::int64_t>(natural.size())
      <= std::max<std::int64_t>(static_cast<std::int64_t>(source.size()), count / widest + 1))
    return natural;
  std::vector<std::int64_t> extents;
  for (auto left = count; left > 0; left -= widest)
    extents.push_back(std::min(left, widest));
  return extents.empty() ? std::vector<std::int64_t>{0} : extents;
}

Result<GatheredAxis> gathered_axis(const Array& array, std::size_t axis, const Index& index) {
  if (is_whole(index))
    return GatheredAxis::whole(array.layout().bounds(), axis);
  const auto length = length_along(array, axis);
  if (const auto* range = std::get_if<Slice>(&index.value())) {
    TROUPE_TRY(fitted, fit(*range, length));
    if (fitted.first == 0 && fitted.step == 1 && fitted.count == length)
      return GatheredAxis::whole(array.layout().bounds(), axis);
    return GatheredAxis{{{fitted.first, fitted.step, fitted.count, false}}, std::nullopt};
  }
  if (const auto* at = std::get_if<std::int64_t>(&index.value())) {
    TROUPE_TRY(element, position(*at, length, axis));
    return GatheredAxis{{{element, 1, 1, false}}, std::nullopt};
  }
  TROUPE_TRY(elements, positions_along(index, length, axis));
  auto runs = runs_of(elements);
  auto extents = extents_for(extents_along(array, axis), runs, static_cast<std::int64_t>(elements.size()));
  return GatheredAxis{std::move(runs), std::move(extents)};
}

bool is_list_index(const Index& index) { return std::holds_alternative<Positions>(index.value()); }

/// Several lists name elements together, as NumPy has it: their axes become one, along which the elements are then
/// taken.
Result<Array> index_jointly(const Array& array, const std::vector<Index>& full);

Result<Array> index_known(const Array& array, const std::vector<Index>& full) {
  if (std::count_if(full.begin(), full.end(), is_list_index) > 1)
    return index_jointly(array, full);
  GatherSpec spec{{array}, 0, {}, std::vector<std::int64_t>{}, {}};
  bool lists = false;
  std::size_t list_axis = 0;
  for (const auto& index : full) {
    if (std::holds_alternative<indexing::NewAxis>(index.value())) {
      spec.order->push_back(-1);
      continue;
    }
    const auto axis = spec.axes.size();
    TROUPE_TRY(gathered, gathered_axis(array, axis, index));
    spec.axes.push_back(std::move(gathered));
    if (is_list_index(index)) {
      lists = true;
      list_axis = spec.order->size();
    }
    if (!std::holds_alternative<std::int64_t>(index.value()))
      spec.order->push_back(static_cast<std::int64_t>(axis));
  }
  TROUPE_TRY(result, gathered(spec));
  if (!lists || list_axis == 0 || !list_goes_first(full))
    return result;
  auto order = axes_in_order(result.ndim());
  std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(list_axis),
              order.begin() + static_cast<std::ptrdiff_t>(list_axis) + 1);
  return transposed(result, order);
}

Result<Array> index_jointly(const Array& array, const std::vector<Index>& full) {
  auto apart = full;
  std::vector<Positions> lists;
  std::vector<std::int64_t> listed, others; // axes of what the other indices leave
  std::size_t source = 0;
  for (auto& index : apart) {
    const auto axis = static_cast<std::int64_t>(listed.size() + others.size());
    if (is_list_index(index)) {
      TROUPE_TRY(positions, positions_along(index, length_along(array, source), source));
      lists.push_back(std::move(positions));
      listed.push_back(axis);
      index = Index(indexing::all);
    } else if (!std::holds_alternative<std::int64_t>(index.value())) {
      others.push_back(axis);
    }
    source += axes_taken(index);
  }
  TROUPE_TRY(plain, index_known(array, apart));
  const auto at = list_goes_first(full) ? 0 : listed.front(); // none of the others lies before it there
  auto order = others;
  order.insert(order.begin() + at, listed.begin(), listed.end());
  TROUPE_TRY(together, transposed(plain, order));
  Shape extents;
  for (auto axis : listed)
    extents.push_back(plain.shape()[static_cast<std::size_t>(axis)]);
  TROUPE_TRY(numbers, numbers_together(lists, extents));
  Shape shape;
  for (auto axis : others)
    shape.push_back(plain.shape()[static_cast<std::size_t>(axis)]);
  shape.insert(shape.begin() + at, element_count(extents));
  return along(reshape(together, shape), static_cast<std::size_t>(at), numbers);
}

} // namespace

Result<Positions> numbers_together(const std::vector<Positions>& lists, const Shape& extents) {
  std::size_t length = 1;
  for (const auto& list : lists) {
    if (list.size() != length && list.size() != 1 && length != 1)
      return fail(Errc::invalid_shape, "lists of " + std::to_string(length) + " and of " + std::to_string(list.size())
                                           + " positions do not name elements together");
    length = list.size() == 1 ? length : list.size();
  }
  Positions numbers(length, 0);
  for (std::size_t k = 0; k < lists.size(); ++k)
    for (std::size_t i = 0; i < length; ++i)
      numbers[i] = numbers[i] * extents[k] + lists[k][lists[k].size() == 1 ? 0 : i];
  return numbers;
}

std::size_t axes_taken(const Index& index) {
  if (std::holds_alternative<indexing::NewAxis>(index.value())
      || std::holds_alternative<indexing::Ellipsis>(index.value()))
    return 0;
  const auto* lazy = std::get_if<Index::Lazy>(&index.value());
  return lazy && (*lazy)->dtype() == DType::bool_ ? (*lazy)->ndim() : 1;
}

Result<std::vector<Index>> completed(const std::vector<Index>& given, const Array& array) {
  std::size_t taking = 0;
  for (const auto& index : given)
    taking += axes_taken(index);
  if (taking > array.ndim())
    return fail(Errc::invalid_argument, "too many indices: " + to_string(array) + " has " + std::to_string(array.ndim())
                                            + " axes; " + std::to_string(taking) + " were given");
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
    return fail(Errc::invalid_argument, "index " + std::to_string(at) + " is out of bounds for axis "
                                            + std::to_string(axis) + " of " + std::to_string(length) + " elements");
  return at < 0 ? at + length : at;
}

Result<Positions> positions_along(const Index& index, std::int64_t length, std::size_t axis) {
  if (index.mask_length() && *index.mask_length() != length)
    return fail(Errc::invalid_shape, "a mask of " + std::to_string(*index.mask_length())
                                         + " elements does not fit axis " + std::to_string(axis) + " of "
                                         + std::to_string(length));
  Positions elements;
  for (auto at : std::get<Positions>(index.value())) {
    TROUPE_TRY(element, position(at, length, axis));
    elements.push_back(element);
  }
  return elements;
}

bool list_goes_first(const std::vector<Index>& full) {
  const auto first = std::find_if(full.begin(), full.end(), is_advanced);
  const auto last = std::find_if(full.rbegin(), full.rend(), is_advanced).base();
  return first < last && !std::all_of(first, last, is_advanced);
}

namespace {

/// What indices pick along axes of unknown extents is picked first; where it was, there is left what keeps its place.
Array with_late_picked(const Array& array, std::vector<Index>& full) {
  auto picked = array;
  std::size_t axis = 0;
  for (auto& index : full) {
    const auto taking = axes_taken(index);
    if (taking == 1 && !array.layout().known(axis) && !is_whole(index) && !is_lazy(index)) {
      picked = picked_late(picked, axis, index);
      if (const auto* list = std::get_if<Positions>(&index.value())) {
        Positions in_order(list->size());
        std::iota(in_order.begin(), in_order.end(), 0);
        index = Index(std::move(in_order));
      } else {
        index = std::holds_alternative<Slice>(index.value()) ? Index(indexing::all) : Index(0);
      }
    }
    axis += taking;
  }
  return picked;
}

} // namespace

Array Array::index(const std::vector<Index>& indices) const {
  auto full = completed(indices, *this).value();
  const auto array = known_shape() ? *this : with_late_picked(*this, full);
  return (std::any_of(full.begin(), full.end(), is_lazy) ? index_lazily(array, full) : index_known(array, full))
      .value();
}

Array take(const Array& array, const std::vector<std::int64_t>& positions) { return take(ravel(array), positions, 0); }
Array take(const Array& array, const std::vector<std::int64_t>& positions, int axis) {
  return along(array, axis_of(array, axis), positions);
}

} // namespace troupe
