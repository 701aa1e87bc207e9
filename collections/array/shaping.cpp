#include "collections/array/shaping.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/broadcast.hpp"
#include "collections/array/gathered.hpp"
#include "collections/array/late_axis.hpp"
#include "collections/array/unify_chunks.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace troupe {
namespace {

/// Every axis as it is, to be changed here and there.
GatherSpec unchanged(const Array& array) {
  GatherSpec spec{{array}, 0, {}, std::nullopt, {}};
  for (std::size_t axis = 0; axis < array.ndim(); ++axis)
    spec.axes.push_back(GatheredAxis::whole(array.layout().bounds(), axis));
  return spec;
}

GatheredAxis rolled(const ChunkGrid& grid, std::size_t axis, std::int64_t shift) {
  const auto length = grid.shape()[axis];
  auto whole = GatheredAxis::whole(grid, axis);
  if (length == 0 || shift % length == 0)
    return whole;
  const auto back = (shift % length + length) % length;
  return {{{length - back, 1, back, false}, {0, 1, length - back, false}}, whole.extents};
}

/// Broadcast to the shape; the axes that are stretched are cut as `extents` say.
Array stretched(const Array& array, const Shape& shape, const std::vector<std::vector<std::int64_t>>& extents) {
  const auto refuse = [&] {
    throw TroupeError({Errc::invalid_shape, "an array of shape " + to_string(array.shape()) + " cannot be broadcast to "
                                                + to_string(shape)});
  };
  if (shape.size() < array.ndim())
    refuse();
  auto whole = array;
  while (whole.ndim() < shape.size())
    whole = expand_dims(whole, 0);
  auto spec = unchanged(whole);
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (whole.shape()[axis] == shape[axis])
      continue;
    if (whole.shape()[axis] != 1)
      refuse();
    spec.axes[axis] = {{{0, 0, shape[axis], false}}, extents[axis]};
  }
  return gathered(spec).value();
}

std::vector<Array> padded_to_rank(const Array& array, std::size_t rank, bool in_front) {
  auto result = array;
  while (result.ndim() < rank)
    result = expand_dims(result, in_front ? Axes(0) : Axes(-1));
  return {result};
}

} // namespace

Array transpose(const Array& array, const std::vector<int>& axes) {
  if (axes.empty()) {
    auto order = axes_in_order(array.ndim());
    std::reverse(order.begin(), order.end());
    return transposed(array, order).value();
  }
  std::vector<std::int64_t> order;
  for (auto axis : axes)
    order.push_back(static_cast<std::int64_t>(axis_of(array, axis)));
  auto sorted = order;
  std::sort(sorted.begin(), sorted.end());
  if (sorted != axes_in_order(array.ndim()))
    throw TroupeError(
        {Errc::invalid_argument, "the axes " + to_string(order) + " are not those of " + to_string(array)});
  return transposed(array, order).value();
}

Array swapaxes(const Array& array, int first, int second) {
  auto order = axes_in_order(array.ndim());
  std::swap(order[axis_of(array, first)], order[axis_of(array, second)]);
  return transposed(array, order).value();
}

Array moveaxis(const Array& array, int from, int to) {
  const auto source = axis_of(array, from), target = axis_of(array, to);
  auto order = axes_in_order(array.ndim());
  order.erase(order.begin() + static_cast<std::ptrdiff_t>(source));
  order.insert(order.begin() + static_cast<std::ptrdiff_t>(target), static_cast<std::int64_t>(source));
  return transposed(array, order).value();
}

Array rollaxis(const Array& array, int axis, int start) {
  const auto rank = static_cast<int>(array.ndim());
  const auto from = static_cast<int>(axis_of(array, axis));
  auto before = start < 0 ? start + rank : start;
  if (before < 0 || before > rank)
    throw TroupeError({Errc::invalid_argument,
                       "rollaxis: no place " + std::to_string(start) + " among " + std::to_string(rank) + " axes"});
  if (from < before)
    --before;
  return from == before ? array : moveaxis(array, from, before);
}

Array squeeze(const Array& array, const Axes& axes) {
  const auto named = axes.fit(array.ndim()).value();
  auto spec = unchanged(array);
  spec.order.emplace();
  for (std::size_t axis = 0; axis < array.ndim(); ++axis) {
    const bool drop = std::binary_search(named.begin(), named.end(), axis);
    const bool one = array.layout().known(axis) && array.layout().bounds().shape()[axis] == 1;
    if (drop && !one && !axes.all())
      throw TroupeError({Errc::invalid_shape,
                         "squeeze: axis " + std::to_string(axis) + " of " + to_string(array) + " is not of extent 1"});
    if (!drop || !one)
      spec.order->push_back(static_cast<std::int64_t>(axis));
    else
      spec.axes[axis].extents = std::nullopt;
  }
  return gathered(spec).value();
}

Array expand_dims(const Array& array, const Axes& axes) {
  const auto added = axes.all() ? 0 : axes.count();
  const auto places = axes.all() ? std::vector<std::size_t>{} : axes.fit(array.ndim() + added).value();
  auto spec = unchanged(array);
  spec.order.emplace();
  std::int64_t next = 0;
  for (std::size_t axis = 0; axis < array.ndim() + added; ++axis)
    spec.order->push_back(std::binary_search(places.begin(), places.end(), axis) ? -1 : next++);
  return gathered(spec).value();
}

Array atleast_1d(const Array& array) { return padded_to_rank(array, 1, true).front(); }
Array atleast_2d(const Array& array) { return padded_to_rank(array, 2, true).front(); }
Array atleast_3d(const Array& array) {
  return padded_to_rank(padded_to_rank(array, 2, true).front(), 3, false).front(); // NumPy: a vector is (1, n, 1)
}

Array broadcast_to(const Array& array, const Shape& shape, const Chunks& chunks) {
  const auto cut = ChunkGrid::make(shape, chunks.fit(shape, size_of(array.dtype())).value()).value();
  std::vector<std::vector<std::int64_t>> extents;
  for (std::size_t axis = 0; axis < cut.rank(); ++axis)
    extents.push_back(cut.extents(axis));
  return stretched(array, shape, extents);
}

std::vector<Array> broadcast_arrays(const std::vector<Array>& given) {
  const auto arrays = unify_chunks(given).value();
  std::vector<const ChunkGrid*> grids;
  for (const auto& array : arrays)
    grids.push_back(&array.grid());
  const auto whole = broadcast(grids).value().grid;
  std::vector<std::vector<std::int64_t>> extents;
  for (std::size_t axis = 0; axis < whole.rank(); ++axis)
    extents.push_back(whole.extents(axis));
  std::vector<Array> result;
  for (const auto& array : arrays)
    result.push_back(stretched(array, whole.shape(), extents));
  return result;
}

Array flip(const Array& given, const Axes& axes) {
  auto array = given;
  for (auto axis : axes.fit(given.ndim()).value())
    if (!given.layout().known(axis))
      array = along(array, axis, slice(indexing::none, indexing::none, -1));
  auto spec = unchanged(array);
  for (auto axis : axes.fit(array.ndim()).value()) {
    if (!given.layout().known(axis))
      continue;
    auto extents = extents_along(array, axis);
    const auto length = length_along(array, axis);
    std::reverse(extents.begin(), extents.end());
    spec.axes[axis] = {{{length - 1, -1, length, false}}, std::move(extents)};
  }
  return gathered(spec).value();
}

Array flipud(const Array& array) { return flip(array, 0); }
Array fliplr(const Array& array) { return flip(array, 1); }

Array roll(const Array& array, std::int64_t shift) {
  const auto rolled = roll(ravel(array), shift, 0);
  return array.ndim() == 1 ? rolled : reshape(rolled, shape_with_open(array));
}

Array roll(const Array& array, std::int64_t shift, int axis) {
  return roll(array, std::vector<std::int64_t>{shift}, {axis});
}

Array roll(const Array& given, const std::vector<std::int64_t>& shifts, const std::vector<int>& axes) {
  if (shifts.size() != axes.size())
    throw TroupeError({Errc::invalid_argument, "roll: " + std::to_string(shifts.size()) + " shifts for "
                                                   + std::to_string(axes.size()) + " axes"});
  std::vector<std::int64_t> by(given.ndim(), 0);
  for (std::size_t i = 0; i < axes.size(); ++i)
    by[axis_of(given, axes[i])] += shifts[i];
  auto array = given;
  for (std::size_t axis = 0; axis < given.ndim(); ++axis)
    if (!given.layout().known(axis))
      array = rolled_late(array, axis, std::exchange(by[axis], 0));
  auto spec = unchanged(array);
  for (std::size_t axis = 0; axis < array.ndim(); ++axis)
    if (by[axis] != 0 && length_along(array, axis) > 0)
      spec.axes[axis] = rolled(array.layout().bounds(), axis, by[axis]);
  return gathered(spec).value();
}

Array rot90(const Array& array, int times, int first, int second) {
  const auto turns = (times % 4 + 4) % 4;
  if (axis_of(array, first) == axis_of(array, second))
    throw TroupeError(
        {Errc::invalid_argument, "rot90 turns from one axis towards another; both are " + std::to_string(first)});
  switch (turns) {
  case 0:
    return array;
  case 1:
    return swapaxes(flip(array, second), first, second);
  case 2:
    return flip(flip(array, first), second);
  default:
    return flip(swapaxes(array, first, second), second);
  }
}

Array Array::transpose(const std::vector<int>& axes) const { return troupe::transpose(*this, axes); }
Array Array::reshape(const Shape& shape) const { return troupe::reshape(*this, shape); }
Array Array::ravel() const { return troupe::ravel(*this); }
Array Array::squeeze(const Axes& axes) const { return troupe::squeeze(*this, axes); }
Array Array::rechunk(const Chunks& chunks) const { return troupe::rechunk(*this, chunks); }

} // namespace troupe
