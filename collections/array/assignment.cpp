#include "collections/array/assignment.hpp"

#include "collections/array/assignment_lazily.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/gathered.hpp"
#include "collections/array/indexing.hpp"
#include "collections/array/late_axis.hpp"

#include <algorithm>
#include <numeric>
#include <span>

namespace troupe {
namespace {

bool is_list(const Index& index) { return std::holds_alternative<Index::Positions>(index.value()); }
bool is_new_axis(const Index& index) { return std::holds_alternative<indexing::NewAxis>(index.value()); }

/// Places along one axis, rising, and how the values along it have to be ordered for them.
struct Places {
  SliceRange range; ///< step > 0; count -1: `listed`
  std::vector<std::int64_t> listed = {};
  bool dropped = false;                 ///< by an integer: values have no such axis
  bool backwards = false;               ///< values are to be turned round
  std::vector<std::int64_t> order = {}; ///< of a list: which value goes to each place

  std::int64_t named = 0; ///< places as the caller named them: what a value's extent has to be
  std::int64_t count() const { return range.count < 0 ? static_cast<std::int64_t>(listed.size()) : range.count; }
  /// How many lie in each chunk.
  std::vector<std::int64_t> within(const std::vector<std::int64_t>& extents) const {
    std::vector<std::int64_t> counts;
    std::int64_t end = 0, before = 0;
    for (auto extent : extents) {
      end += extent;
      const auto upto = range.count < 0      ? std::lower_bound(listed.begin(), listed.end(), end) - listed.begin()
                        : end <= range.first ? 0
                                             : std::min(range.count, (end - range.first - 1) / range.step + 1);
      counts.push_back(upto - before);
      before = upto;
    }
    return counts;
  }
};

Places places_of_list(const std::vector<std::int64_t>& positions) {
  Places places{{0, 1, -1}};
  places.named = static_cast<std::int64_t>(positions.size());
  std::vector<std::int64_t> order(positions.size());
  std::iota(order.begin(), order.end(), 0);
  const auto at = [&](std::int64_t i) { return positions[static_cast<std::size_t>(i)]; };
  std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return at(a) < at(b); });
  for (std::size_t i = 0; i < order.size(); ++i)
    if (i + 1 == order.size() || at(order[i]) != at(order[i + 1])) { // of equals the last one counts
      places.listed.push_back(at(order[i]));
      places.order.push_back(order[i]);
    }
  return places;
}

Result<Places> places_along(const Index& index, std::int64_t length, std::size_t axis) {
  if (const auto* slice = std::get_if<Slice>(&index.value())) {
    TROUPE_TRY(range, fit(*slice, length));
    Places places{range};
    places.named = range.count;
    if (range.step < 0) {
      places.range = {range.first + range.step * std::max<std::int64_t>(range.count - 1, 0), -range.step, range.count};
      places.backwards = true;
    }
    return places;
  }
  if (const auto* at = std::get_if<std::int64_t>(&index.value())) {
    TROUPE_TRY(element, position(*at, length, axis));
    Places places{{element, 1, 1}};
    places.named = 1;
    places.dropped = true;
    return places;
  }
  if (std::holds_alternative<Index::Positions>(index.value())) {
    TROUPE_TRY(positions, positions_along(index, length, axis));
    return places_of_list(positions);
  }
  return fail(Errc::invalid_argument, "assignment takes integers, slices, lists, or one lazy array: axis "
                                          + std::to_string(axis) + " is indexed by none of them");
}

/// The value with an axis for each of the array's, in the order of rising places. `first`: the list's axis comes first
/// in it.
Array laid_out(Array value, const std::vector<Places>& places, std::optional<std::size_t> first) {
  Shape wanted;
  std::size_t list_axis = 0;
  for (std::size_t axis = 0; axis < places.size(); ++axis) {
    if (first && axis == *first)
      list_axis = wanted.size();
    if (!places[axis].dropped)
      wanted.push_back(places[axis].named);
  }
  if (first && list_axis > 0)
    std::rotate(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(list_axis),
                wanted.begin() + static_cast<std::ptrdiff_t>(list_axis) + 1);
  const auto given = value.shape();
  while (value.ndim() > wanted.size() && value.shape()[0] == 1)
    value = squeeze(value, 0);
  while (value.ndim() < wanted.size())
    value = expand_dims(value, 0);
  bool fits = value.ndim() == wanted.size();
  for (std::size_t axis = 0; fits && axis < wanted.size(); ++axis)
    fits = value.shape()[axis] == 1 || value.shape()[axis] == wanted[axis];
  if (!fits)
    throw TroupeError({Errc::invalid_shape, "values of shape " + to_string(given)
                                                + " cannot be broadcast to the places assigned to, "
                                                + to_string(wanted)});
  if (first && list_axis > 0)
    value = moveaxis(value, 0, static_cast<int>(list_axis));
  for (std::size_t axis = 0; axis < places.size(); ++axis) {
    if (places[axis].dropped)
      value = expand_dims(value, static_cast<int>(axis));
    if (value.shape()[axis] == 1 && places[axis].named != 1)
      continue;
    if (places[axis].backwards)
      value = flip(value, static_cast<int>(axis));
    else if (!places[axis].order.empty())
      value = take(value, places[axis].order, static_cast<int>(axis));
  }
  return value;
}

/// Values cut as the places are by the array's chunks, and which chunk each task takes.
struct Pieces {
  Array values;
  Wiring wiring;
};

Pieces cut_for(const Array& array, const Array& value, const std::vector<Places>& places) {
  std::vector<std::vector<std::int64_t>> cut,
      number; // of the values; the piece of each chunk along an axis, -1 for none
  for (std::size_t axis = 0; axis < places.size(); ++axis) {
    const bool stretched = value.shape()[axis] == 1;
    cut.emplace_back();
    number.emplace_back();
    for (auto count : places[axis].within(array.grid().extents(axis))) {
      number.back().push_back(count == 0 ? -1 : stretched ? 0 : static_cast<std::int64_t>(cut.back().size()));
      if (count > 0 && !stretched)
        cut.back().push_back(count);
    }
    if (stretched)
      cut.back() = {1};
  }
  const auto pieces = rechunk(value, cut);
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t i = 0; i < array.npartitions(); ++i) {
    auto place = array.grid().place(i);
    for (std::size_t axis = 0; axis < place.size(); ++axis)
      place[axis] = number[axis][static_cast<std::size_t>(place[axis])];
    if (std::find(place.begin(), place.end(), -1) == place.end())
      taken.push_back(pieces.grid().index(place));
    begins.push_back(static_cast<std::uint32_t>(taken.size()));
  }
  return {pieces, Wiring::list(std::move(begins), std::move(taken))};
}

Params params_of(const Array& array, const std::vector<Places>& places) {
  Params params;
  Params::Ints first, step, count;
  for (std::size_t axis = 0; axis < places.size(); ++axis) {
    first.push_back(places[axis].range.first);
    step.push_back(places[axis].range.step);
    count.push_back(places[axis].range.count);
    if (count.back() < 0)
      params.set("p" + std::to_string(axis), Params::Ints(places[axis].listed));
    Params::Ints starts;
    std::int64_t start = 0;
    for (auto extent : array.grid().extents(axis)) {
      starts.push_back(start);
      start += extent;
    }
    params.set("s" + std::to_string(axis), std::move(starts));
  }
  return params.set("first", std::move(first)).set("step", std::move(step)).set("count", std::move(count));
}

/// @pre one list at most, and no lazy arrays
Array assigned(const Array& array, const std::vector<Index>& full, const Array& value) {
  std::vector<Places> places;
  std::optional<std::size_t> list;
  for (const auto& index : full) {
    const auto axis = places.size();
    if (is_list(index))
      list = axis;
    places.push_back(places_along(index, array.shape()[axis], axis).value());
  }
  const auto values = laid_out(value, places, list && list_goes_first(full) ? list : std::nullopt);
  if (std::any_of(places.begin(), places.end(), [](const Places& along) { return along.count() == 0; }))
    return array;
  auto pieces = cut_for(array, values, places);
  ExpressionSpec spec;
  spec.kernel = "array.assign";
  spec.params = params_of(array, places);
  spec.tasks = array.npartitions();
  spec.inputs.push_back({array.expression(), Wiring::each()});
  spec.inputs.push_back({pieces.values.expression(), std::move(pieces.wiring)});
  return Array::make(Expression::make(std::move(spec)).value(), array.grid(), array.dtype()).value();
}

/// Several lists name places together: their axes are made one, to which is assigned by one list.
Array assigned_jointly(const Array& array, const std::vector<Index>& full, const Array& value) {
  std::vector<Index::Positions> lists;
  std::vector<std::int64_t> listed, others;
  std::vector<Index> merged;
  Shape extents, shape;
  for (std::size_t axis = 0; axis < full.size(); ++axis) {
    const bool list = is_list(full[axis]);
    (list ? listed : others).push_back(static_cast<std::int64_t>(axis));
    (list ? extents : shape).push_back(array.shape()[axis]);
    if (list)
      lists.push_back(positions_along(full[axis], array.shape()[axis], axis).value());
    else
      merged.push_back(full[axis]);
  }
  const auto at = list_goes_first(full) ? 0 : listed.front();
  auto order = others;
  order.insert(order.begin() + at, listed.begin(), listed.end());
  merged.insert(merged.begin() + at, Index(numbers_together(lists, extents).value()));
  shape.insert(shape.begin() + at, element_count(extents));
  const auto together = transposed(array, order).value();
  const auto changed = reshape(assigned(reshape(together, shape), merged, value), together.shape());
  std::vector<std::int64_t> back(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    back[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
  return rechunk(transposed(changed, back).value(), array.chunks());
}

} // namespace

Array setitem(const Array& array, const std::vector<Index>& indices, const ArrayLike& value) {
  const auto values = (value.array() ? *value.array() : full({}, *value.scalar())).astype(array.dtype());
  const auto all_indices = completed(indices, array).value();
  if (std::any_of(all_indices.begin(), all_indices.end(), is_new_axis))
    throw TroupeError({Errc::invalid_argument, "assignment takes no new axes"});
  if (std::any_of(all_indices.begin(), all_indices.end(), is_lazy))
    return assigned_lazily(array, all_indices, values);
  if (!array.known_shape())
    return assigned_late(array, all_indices, values);
  const bool jointly = std::count_if(all_indices.begin(), all_indices.end(), is_list) > 1;
  return jointly ? assigned_jointly(array, all_indices, values) : assigned(array, all_indices, values);
}

namespace {

/// The array with `value` at the places that the steps from `at` on pick, one after the other.
Array assigned_within(const Array& array, std::span<const std::vector<Index>> steps, const ArrayLike& value) {
  if (steps.size() == 1)
    return setitem(array, steps[0], value);
  const auto viewed = [](const Index& index) { return !is_list(index) && !is_lazy(index); };
  if (!std::all_of(steps[0].begin(), steps[0].end(), viewed))
    throw TroupeError({Errc::invalid_argument,
                       "what lists and masks pick is a copy, as in NumPy: an assignment to some of it would be lost. "
                       "Assign by one index, x[{mask, 0}] = value"});
  return setitem(array, steps[0], assigned_within(array.index(steps[0]), steps.subspan(1), value));
}

} // namespace

Selection::Selection(Array picked, Array& from, std::vector<Index> indices)
    : Array(std::move(picked)), from_(&from), steps_{std::move(indices)} {}

Selection Selection::within(std::vector<Index> indices) const {
  auto picked = *this;
  static_cast<Array&>(picked) = index(indices);
  picked.steps_.push_back(std::move(indices));
  return picked;
}

void Selection::operator=(const ArrayLike& value) && { *from_ = assigned_within(*from_, steps_, value); }
void Selection::operator=(const Selection& value) && {
  *from_ = assigned_within(*from_, steps_, static_cast<const Array&>(value));
}

} // namespace troupe
