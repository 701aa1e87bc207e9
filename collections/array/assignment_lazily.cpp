#include "collections/array/assignment_lazily.hpp"

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

bool is_whole(const Index& index) {
  const auto* slice = std::get_if<Slice>(&index.value());
  return slice && !slice->start && !slice->stop && !slice->step;
}

const Array& lazy_in(const std::vector<Index>& full) {
  return *std::get<Index::Lazy>(std::find_if(full.begin(), full.end(), is_lazy)->value());
}

/// As many values as the mask keeps elements: the one for an element is found by how many were kept before it.
Array scattered(const Array& array, const Array& mask, const Array& value) {
  const auto total = count_nonzero(mask);
  const auto checked = [&](const Array& of) {
    return blockwise("array.require_count", Params{}.set("count", value.size()), {of, total}, of.dtype()).value();
  };
  if (value.size() == 0)
    return checked(array);
  const auto flat = ravel(mask);
  const auto before = clip(cumsum(flat, 0) - 1, 0, value.size() - 1);
  const auto spread = reshape(take(checked(value), before, 0), array.shape());
  return where(mask, rechunk(spread, array.chunks()), array);
}

Array assigned_by_mask(const Array& array, const Array& mask, std::size_t axis, const Array& value) {
  auto chunks = array.chunks();
  chunks.resize(std::min(axis + mask.ndim(), chunks.size()));
  chunks.erase(chunks.begin(), chunks.begin() + static_cast<std::ptrdiff_t>(axis));
  if (!std::equal(mask.shape().begin(), mask.shape().end(), array.shape().begin() + static_cast<std::ptrdiff_t>(axis)))
    throw TroupeError({Errc::invalid_shape, "a mask of shape " + to_string(mask.shape()) + " does not fit " + to_string(array) + " from axis " + std::to_string(axis) + " on"});
  auto laid = rechunk(mask, chunks);
  if (value.size() != 1 && laid.ndim() == array.ndim() && value.ndim() == 1)
    return scattered(array, laid, value);
  if (value.size() != 1)
    throw TroupeError({Errc::invalid_shape, "by a mask a number is assigned, or, where the mask covers all axes, values along one axis: not " + to_string(value)});
  while (axis + laid.ndim() < array.ndim())
    laid = expand_dims(laid, static_cast<int>(laid.ndim()));
  return where(laid, reshape(value, {}), array);
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
  return Array::make(Expression::make(std::move(spec)).value(), ChunkGrid::from_extents({extents}).value(), DType::int64).value();
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
      throw TroupeError({Errc::invalid_shape, "values of shape " + to_string(value.shape()) + " cannot be broadcast to the places assigned to, " + to_string(wanted)});
  return fitted;
}

Array assigned_at(const Array& array, const Array& positions, std::size_t axis, const Array& value) {
  if (!is_integer(positions.dtype()))
    throw TroupeError({Errc::invalid_dtype, "positions are whole numbers, masks truth values; an axis cannot be indexed by " + to_string(positions)});
  if (positions.ndim() != 1)
    throw TroupeError({Errc::invalid_shape, "assignment takes lazy positions of one axis, not " + to_string(positions) + "; ravel() them and the values"});
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
        throw TroupeError({Errc::invalid_argument, "assignment takes one lazy array at a time: " + to_string(*lazy) + " and " + to_string(**found) +
                                                     " were given; join masks by logical_and(), or compute positions first and give lists"});
      lazy = found->get();
      others.insert(others.end(), axes_taken(index), Index(indexing::all));
      continue;
    }
    if (std::holds_alternative<Index::Positions>(index.value()))
      throw TroupeError({Errc::invalid_argument, "assignment takes integers and slices beside a lazy array, but no list; compute " +
                                                   to_string(lazy_in(full)) + " first and give two lists"});
    others.push_back(index);
    if (!lazy && !std::holds_alternative<std::int64_t>(index.value()))
      ++axis;
  }
  if (lazy->dtype() == DType::bool_ && lazy->ndim() == 0)
    throw TroupeError({Errc::invalid_argument, "a mask needs at least one axis; " + to_string(*lazy) + " has none"});
  const bool alone = std::all_of(others.begin(), others.end(), is_whole);
  const auto part = alone ? array : array.index(others);
  auto laid = value;
  if (axis > 0 && list_goes_first(full) && value.size() != 1) { // the positions' axis comes first in it
    while (laid.ndim() < part.ndim())
      laid = expand_dims(laid, 0);
    laid = moveaxis(laid, static_cast<int>(laid.ndim() - part.ndim()), static_cast<int>(laid.ndim() - part.ndim() + axis));
  }
  const auto changed = lazy->dtype() == DType::bool_ ? assigned_by_mask(part, *lazy, axis, laid) : assigned_at(part, *lazy, axis, laid);
  return alone ? changed : setitem(array, others, changed);
}

} // namespace troupe
