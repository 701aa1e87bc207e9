#include "collections/array/shaping.hpp"

#include "collections/array/indexing.hpp"
#include "collections/array/late_axis.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// Axes [in_begin, in_end) of the array hold the same elements as axes [out_begin, out_end) of the result.
struct AxisGroup {
  std::size_t in_begin, in_end, out_begin, out_end;
};

Result<Shape> completed_shape(const Array& array, Shape shape) {
  const auto refuse = [&] {
    return fail(Errc::invalid_shape,
                "an array of shape " + to_string(array.shape()) + " cannot be reshaped to " + to_string(shape));
  };
  const auto open = std::count(shape.begin(), shape.end(), -1);
  if (open > 1 || std::any_of(shape.begin(), shape.end(), [](auto extent) { return extent < -1; }))
    return refuse();
  if (open == 1) {
    auto& hole = *std::find(shape.begin(), shape.end(), -1);
    hole = 1;
    const auto rest = element_count(shape);
    if (rest == 0 || array.size() % rest != 0) {
      hole = -1;
      return refuse();
    }
    hole = array.size() / rest;
  }
  if (element_count(shape) != array.size())
    return refuse();
  return shape;
}

/// Cuts both shapes where their products agree; axes of extent 1 go alone, so that they never force others together.
/// @pre equal element counts, none zero
std::vector<AxisGroup> groups_of(const Shape& in, const Shape& out) {
  std::vector<AxisGroup> groups;
  std::size_t i = 0, o = 0;
  while (i < in.size() || o < out.size()) {
    AxisGroup group{i, i, o, o};
    const bool in_one = i < in.size() && in[i] == 1, out_one = o < out.size() && out[o] == 1;
    i += in_one ? 1 : 0;
    o += out_one ? 1 : 0;
    if (!in_one && !out_one)
      for (std::int64_t left = 1, right = 1; left != right || i == group.in_begin;) {
        if (left <= right)
          left *= in[i++];
        else
          right *= out[o++];
      }
    group.in_end = i;
    group.out_end = o;
    groups.push_back(group);
  }
  return groups;
}

std::int64_t product(const Shape& shape, std::size_t begin, std::size_t end) {
  std::int64_t result = 1;
  for (auto axis = begin; axis < end; ++axis)
    result *= shape[axis];
  return result;
}

/// One layer in which every chunk keeps its elements. @pre chunk i of the array holds the elements of chunk i of the
/// cut
Result<Array> relabelled(const Array& array, const std::vector<std::vector<std::int64_t>>& chunks) {
  TROUPE_TRY(grid, ChunkGrid::from_extents(chunks));
  if (grid == array.grid())
    return array;
  ExpressionSpec spec;
  spec.kernel = "array.reshape";
  Params::List axes;
  for (const auto& extents : chunks)
    axes.push_back(Params{}.set("extents", extents));
  spec.params.set("chunks", std::move(axes));
  spec.tasks = grid.size();
  spec.inputs.push_back({array.expression(), Wiring::each()});
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return Array::make(std::move(expression), std::move(grid), array.dtype());
}

/// Extents of about `wanted` made of whole units.
std::vector<std::int64_t> in_units(std::int64_t length, std::int64_t unit, std::int64_t wanted) {
  const auto step = std::max<std::int64_t>(1, wanted / unit) * unit;
  std::vector<std::int64_t> extents;
  for (auto left = length; left > 0; left -= step)
    extents.push_back(std::min(left, step));
  return extents;
}

bool all_in_units(const std::vector<std::int64_t>& extents, std::int64_t unit) {
  return std::all_of(extents.begin(), extents.end(), [&](auto extent) { return extent % unit == 0; });
}

/// The largest chunk of the group's axes, in elements.
std::int64_t largest(const Array& array, std::size_t begin, std::size_t end) {
  std::int64_t result = 1;
  for (auto axis = begin; axis < end; ++axis)
    result *= *std::max_element(array.grid().extents(axis).begin(), array.grid().extents(axis).end());
  return std::max<std::int64_t>(result, 1);
}

bool trailing_whole(const Array& array, std::size_t begin, std::size_t end) {
  for (auto axis = begin + 1; axis < end; ++axis)
    if (array.grid().counts()[axis] != 1)
      return false;
  return true;
}

/// Every group to one axis, chunks being runs of its elements in C order.
Result<Array> flattened_groups(const Array& array, const std::vector<AxisGroup>& groups) {
  auto cut = array.chunks();
  for (const auto& group : groups) {
    if (group.out_begin == group.out_end)
      cut[group.in_begin] = {1}; // it goes; so do its empty chunks
    if (trailing_whole(array, group.in_begin, group.in_end))
      continue;
    const auto rest = product(array.shape(), group.in_begin + 1, group.in_end);
    const auto rows = std::max<std::int64_t>(1, largest(array, group.in_begin, group.in_end) / rest);
    cut[group.in_begin] = in_units(array.shape()[group.in_begin], 1, rows);
    for (auto axis = group.in_begin + 1; axis < group.in_end; ++axis)
      cut[axis] = {array.shape()[axis]};
  }
  const auto aligned = rechunk(array, cut);
  std::vector<std::vector<std::int64_t>> flat;
  for (const auto& group : groups) {
    flat.push_back(group.in_begin == group.in_end ? std::vector<std::int64_t>{1}
                                                  : aligned.grid().extents(group.in_begin));
    for (auto& extent : flat.back())
      extent *= product(array.shape(), std::min(group.in_begin + 1, group.in_end), group.in_end);
  }
  return relabelled(aligned, flat);
}

/// Every axis of the flat array to its group of the result.
Result<Array> split_groups(const Array& flat, const std::vector<AxisGroup>& groups, const Shape& shape) {
  auto cut = flat.chunks();
  std::vector<std::vector<std::int64_t>> chunks;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups[i].out_begin == groups[i].out_end)
      continue;
    const auto rest = product(shape, groups[i].out_begin + 1, groups[i].out_end);
    if (!all_in_units(cut[i], rest))
      cut[i] = in_units(flat.shape()[i], rest, largest(flat, i, i + 1));
    auto leading = cut[i];
    for (auto& extent : leading)
      extent /= rest;
    chunks.push_back(std::move(leading));
    for (auto axis = groups[i].out_begin + 1; axis < groups[i].out_end; ++axis)
      chunks.push_back({shape[axis]});
  }
  return relabelled(rechunk(flat, cut), chunks);
}

/// Nothing to move: one empty chunk.
Result<Array> reshaped_empty(const Array& array, const Shape& shape) {
  std::vector<std::vector<std::int64_t>> whole, chunks;
  for (auto extent : array.shape())
    whole.push_back({extent});
  for (auto extent : shape)
    chunks.push_back({extent});
  return relabelled(rechunk(array, whole), chunks);
}

} // namespace

Array reshape(const Array& array, const Shape& shape) {
  if (!array.known_shape())
    return reshaped_late(array, shape);
  const auto wanted = completed_shape(array, shape).value();
  if (wanted == array.shape())
    return array;
  if (array.size() == 0)
    return reshaped_empty(array, wanted).value();
  const auto groups = groups_of(array.shape(), wanted);
  return split_groups(flattened_groups(array, groups).value(), groups, wanted).value();
}

Array ravel(const Array& array) {
  if (array.ndim() == 1)
    return array;
  const auto& layout = array.layout();
  for (std::size_t axis = 1; axis < array.ndim(); ++axis)
    if (!layout.known(axis))
      return reshape(array, {-1});
  return array.known_shape() ? reshape(array, {-1}) : merged(array, 0, array.ndim());
}

} // namespace troupe
