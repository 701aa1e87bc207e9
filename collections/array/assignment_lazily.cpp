#include "collections/array/assignment_lazily.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/assignment.hpp"
#include "collections/array/blockwise.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/cumulative.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/indexing.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/shaping.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>

namespace troupe {
namespace {

const Array& lazy_in(const std::vector<Index>& full) {
  return *std::get<Index::Lazy>(std::find_if(full.begin(), full.end(), is_lazy)->value());
}

bool is_single(const Array& value) { return value.known_shape() && value.size() == 1; }

/// A mask of one axis with axes of extent 1 after it, so that it lies on the array's from `axis` on.
Array stood_along(const Array& mask, std::size_t axis, std::size_t rank) {
  auto laid = mask;
  while (axis + laid.ndim() < rank)
    laid = expand_dims(laid, static_cast<int>(laid.ndim()));
  return laid;
}

/// Values for the elements that the mask keeps along the axis, as many as it keeps: the one for an element is found by
/// how many were kept before it. @pre value has the array's axes
Array scattered(const Array& array, const Array& mask, std::size_t axis, const Array& value) {
  const auto count = length_along(value, axis);
  const auto total = count_nonzero(mask);
  const auto checked = [&](const Array& of) {
    return blockwise("array.require_count", Params{}.set("count", count), {of, total}, of.dtype()).value();
  };
  if (count == 0)
    return checked(array);
  const auto before = clip(cumsum(mask, 0) - 1, 0, count - 1);
  const auto spread = take(checked(value), before, static_cast<int>(axis));
  return where(stood_along(mask, axis, array.ndim()), spread, array);
}

/// Values that the same mask chose, chunk by chunk. @pre value has the array's axes
Array expanded(const Array& array, const Array& mask, std::size_t axis, const Array& value) {
  const auto refuse = [&] {
    throw TroupeError(
        {Errc::invalid_shape,
         to_string(value) + " cannot be assigned to what the mask keeps of " + to_string(array)
             + ": extents that are not known are "
             + "the same only where the same mask chose them; compute_chunk_sizes(executor, x) makes them known"});
  };
  const auto& bounds = array.layout().bounds();
  auto cut = bounds_of(array);
  for (std::size_t at = 0; at < array.ndim(); ++at) {
    const bool stretched = at != axis && value.layout().known(at) && value.layout().bounds().shape()[at] == 1;
    const auto wanted = at == axis ? std::optional(chosen_by(mask)) : array.layout().chosen(at);
    if (stretched)
      cut[at] = {1};
    else if (value.layout().chosen(at) != wanted || value.layout().bounds().shape()[at] != bounds.shape()[at])
      refuse();
  }
  const auto laid = rechunk(value, cut);
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t i = 0; i < bounds.size(); ++i) {
    auto place = bounds.place(i);
    for (std::size_t at = 0; at < place.size(); ++at)
      place[at] = laid.layout().bounds().counts()[at] == 1 ? 0 : place[at];
    taken.push_back(laid.layout().bounds().index(place));
    begins.push_back(i + 1);
  }
  ExpressionSpec spec;
  spec.kernel = "array.expand";
  spec.params.set("axis", axis);
  spec.tasks = bounds.size();
  spec.inputs.push_back({array.expression(), Wiring::each()});
  spec.inputs.push_back({mask.expression(), wiring_along(bounds, axis)});
  spec.inputs.push_back({laid.expression(), Wiring::list(std::move(begins), std::move(taken))});
  return Array::make(Expression::make(std::move(spec)).value(), array.layout(), array.dtype()).value();
}

/// @pre mask has one axis and is cut as the array along `axis`
Array assigned_along(const Array& array, const Array& mask, std::size_t axis, const Array& value) {
  if (value.ndim() + axis < array.ndim()) // the same for all that are kept
    return where(stood_along(mask, axis, array.ndim()), value, array);
  auto laid = value;
  while (laid.ndim() > array.ndim() && laid.layout().known(0) && laid.layout().bounds().shape()[0] == 1)
    laid = squeeze(laid, 0);
  while (laid.ndim() < array.ndim())
    laid = expand_dims(laid, 0);
  if (laid.ndim() > array.ndim())
    throw TroupeError({Errc::invalid_shape, "values of shape " + extents_text(value)
                                                + " cannot be broadcast to what a mask keeps of " + to_string(array)});
  if (!laid.layout().known(axis))
    return expanded(array, mask, axis, laid);
  if (laid.layout().bounds().shape()[axis] == 1)
    return where(stood_along(mask, axis, array.ndim()), laid, array);
  return scattered(array, mask, axis, laid);
}

Array assigned_by_mask(const Array& given, const Array& mask, std::size_t axis, const Array& value) {
  auto array = given;
  if (mask.ndim() == 1) {
    const auto fitted = fitted_mask(array, mask, axis).value();
    array = cut_as(given, axis, fitted);
    const auto changed = is_single(value) ? where(stood_along(fitted, axis, array.ndim()), reshape(value, {}), array)
                                          : assigned_along(array, fitted, axis, value);
    return rechunk(changed, bounds_of(array));
  }
  if (!lies_on(mask, array, axis))
    throw TroupeError({Errc::invalid_shape, misfit(mask, array, axis)});
  auto chunks = bounds_of(array);
  chunks.resize(axis + mask.ndim());
  chunks.erase(chunks.begin(), chunks.begin() + static_cast<std::ptrdiff_t>(axis));
  if (is_single(value))
    return where(stood_along(rechunk(mask, chunks), axis, array.ndim()), reshape(value, {}), array);
  const auto together = merged(array, axis, mask.ndim());
  const auto line = fitted_mask(together, ravel(mask), axis).value();
  return rechunk(reshape(assigned_along(together, line, axis, value), array.shape()), array.chunks());
}

/// For each place along the axis the number of the last position that names it, -1 where none does; cut as the axis is.
Array last_of_each_place(const Array& array, const Array& positions, std::size_t axis) {
  const auto& extents = array.grid().extents(axis);
  Params::Ints bounds{0};
  for (auto extent : extents)
    bounds.push_back(bounds.back() + extent);
  const auto together = positions.astype(DType::int64).rechunk(Chunks({-1}));
  ExpressionSpec spec;
  spec.kernel = "array.last_places";
  spec.params.set("bounds", std::move(bounds));
  spec.tasks = static_cast<std::uint32_t>(extents.size());
  spec.inputs.push_back({together.expression(), Wiring::one(0)});
  return Array::make(Expression::make(std::move(spec)).value(), ChunkGrid::from_extents({extents}).value(),
                     DType::int64)
      .value();
}

/// The value with as many axes as the array; where there are as many positions as the array is long along `axis`.
Array fitted_value(const Array& array, std::size_t axis, std::int64_t count, const Array& value) {
  auto wanted = array.shape();
  wanted[axis] = count;
  auto fitted = value;
  while (fitted.ndim() > wanted.size() && fitted.shape()[0] == 1)
    fitted = squeeze(fitted, 0);
  while (fitted.ndim() < wanted.size())
    fitted = expand_dims(fitted, 0);
  for (std::size_t at = 0; at < fitted.ndim(); ++at)
    if (fitted.ndim() != wanted.size() || (fitted.shape()[at] != 1 && fitted.shape()[at] != wanted[at]))
      throw TroupeError({Errc::invalid_shape, "values of shape " + to_string(value.shape())
                                                  + " cannot be broadcast to the places assigned to, "
                                                  + to_string(wanted)});
  return fitted;
}

Array assigned_at(const Array& array, const Array& positions, std::size_t axis, const Array& value) {
  if (!is_integer(positions.dtype()))
    throw TroupeError(
        {Errc::invalid_dtype,
         "positions are whole numbers, masks truth values; an axis cannot be indexed by " + to_string(positions)});
  if (positions.ndim() != 1)
    throw TroupeError({Errc::invalid_shape, "assignment takes lazy positions of one axis, not " + to_string(positions)
                                                + "; ravel() them and the values"});
  const auto count = positions.shape()[0];
  auto fitted = fitted_value(array, axis, count, value);
  if (count == 0)
    return array;
  auto last = last_of_each_place(array, positions, axis);
  if (fitted.shape()[axis] != 1)
    fitted = take(fitted, clip(last, 0, count - 1), static_cast<int>(axis));
  for (std::size_t at = 0; at < array.ndim(); ++at)
    if (at != axis)
      last = expand_dims(last, static_cast<int>(at));
  return rechunk(where(last >= 0, fitted, array), array.chunks());
}

} // namespace

Array assigned_lazily(const Array& array, const std::vector<Index>& full, const Array& value) {
  const Array* lazy = nullptr;
  std::size_t axis = 0; // of what the other indices leave
  std::vector<Index> others;
  for (const auto& index : full) {
    if (const auto* found = std::get_if<Index::Lazy>(&index.value())) {
      if (lazy)
        throw TroupeError(
            {Errc::invalid_argument,
             "assignment takes one lazy array at a time: " + to_string(*lazy) + " and " + to_string(**found)
                 + " were given; join masks by logical_and(), or compute positions first and give lists"});
      lazy = found->get();
      others.insert(others.end(), axes_taken(index), Index(indexing::all));
      continue;
    }
    if (std::holds_alternative<Index::Positions>(index.value()))
      throw TroupeError(
          {Errc::invalid_argument, "assignment takes integers and slices beside a lazy array, but no list; compute "
                                       + to_string(lazy_in(full)) + " first and give two lists"});
    others.push_back(index);
    if (!lazy && !std::holds_alternative<std::int64_t>(index.value()))
      ++axis;
  }
  if (lazy->dtype() == DType::bool_ && lazy->ndim() == 0)
    throw TroupeError({Errc::invalid_argument, "a mask needs at least one axis; " + to_string(*lazy) + " has none"});
  const bool alone = std::all_of(others.begin(), others.end(), is_whole);
  const auto part = alone ? array : array.index(others);
  auto laid = value;
  if (axis > 0 && list_goes_first(full) && !is_single(value)) { // the positions' axis comes first in it
    while (laid.ndim() < part.ndim())
      laid = expand_dims(laid, 0);
    laid =
        moveaxis(laid, static_cast<int>(laid.ndim() - part.ndim()), static_cast<int>(laid.ndim() - part.ndim() + axis));
  }
  const auto changed =
      lazy->dtype() == DType::bool_ ? assigned_by_mask(part, *lazy, axis, laid) : assigned_at(part, *lazy, axis, laid);
  return alone ? changed : setitem(array, others, changed);
}

} // namespace troupe
