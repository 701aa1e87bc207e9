#include "collections/array/joining.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/gathered.hpp"
#include "collections/array/indexing.hpp"
#include "collections/array/late_axis.hpp"
#include "collections/array/one_type.hpp"
#include "runtime/base/suggest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace troupe {
namespace {

std::string shapes_of(const std::vector<Array>& arrays) {
  std::string text;
  for (const auto& array : arrays)
    text += (text.empty() ? "" : " and ") + extents_text(array);
  return text;
}

void require_some(const std::vector<Array>& arrays, const char* what) {
  if (arrays.empty())
    throw TroupeError({Errc::invalid_argument, std::string(what) + " needs at least one array"});
}

/// A position from the start. @param bound  what it must be less than
std::int64_t element_of(std::int64_t at, std::int64_t length, std::int64_t bound, std::size_t axis) {
  const auto element = at < 0 ? at + length : at;
  if (element < 0 || element >= bound)
    throw TroupeError({Errc::invalid_argument, "index " + std::to_string(at) + " is out of bounds for axis "
                                                   + std::to_string(axis) + " of " + std::to_string(length)
                                                   + " elements"});
  return element;
}

/// An element's index beyond the ends of an axis, by the mode. @pre length > 0
std::int64_t reflected(std::int64_t at, std::int64_t length, PadMode mode) {
  const auto turn = [](std::int64_t value, std::int64_t period) { return (value % period + period) % period; };
  switch (mode) {
  case PadMode::edge:
    return std::clamp<std::int64_t>(at, 0, length - 1);
  case PadMode::wrap:
    return turn(at, length);
  case PadMode::symmetric: {
    const auto place = turn(at, 2 * length);
    return place < length ? place : 2 * length - 1 - place;
  }
  default: {
    if (length == 1)
      return 0;
    const auto place = turn(at, 2 * length - 2);
    return place < length ? place : 2 * length - 2 - place;
  }
  }
}

std::vector<AxisRun> pad_runs(std::int64_t begin, std::int64_t end, std::int64_t length, PadMode mode) {
  if (begin >= end)
    return {};
  if (mode == PadMode::constant)
    return {{0, 0, end - begin, true}};
  std::vector<std::int64_t> positions;
  for (auto at = begin; at < end; ++at)
    positions.push_back(reflected(at, length, mode));
  return runs_of(positions);
}

std::vector<Array> cut_at(const Array& array, const std::vector<std::int64_t>& places, int axis) {
  const auto along = axis_of(array, axis);
  std::vector<Index> indices(along, Index(indexing::all));
  std::vector<Array> parts;
  std::int64_t begin = 0;
  for (std::size_t i = 0; i <= places.size(); ++i) {
    auto part = indices;
    if (i < places.size())
      part.emplace_back(slice(begin, places[i]));
    else
      part.emplace_back(slice(begin, indexing::none));
    parts.push_back(array.index(part));
    begin = i < places.size() ? places[i] : begin;
  }
  return parts;
}

/// Along axes of unknown extents but `along`, of which some arrays may have been made one chunk, all are.
void join_where_one_is(std::vector<Array>& arrays, std::size_t along) {
  for (std::size_t axis = 0; axis < arrays[0].ndim(); ++axis) {
    const auto unknown = [&](const Array& array) { return axis < array.ndim() && !array.layout().known(axis); };
    if (axis == along || std::none_of(arrays.begin(), arrays.end(), [&](const Array& array) {
          return unknown(array) && array.numblocks()[axis] == 1;
        }))
      continue;
    for (auto& array : arrays)
      array = unknown(array) ? joined_along(array, axis) : array;
  }
}

std::int64_t cut_shape(const Array& array, std::size_t axis) { return array.layout().bounds().shape()[axis]; }

/// Along an axis of which the extents are not known: chunk after chunk, as they are. How long it is follows from all
/// that chose.
/// @pre cut alike along the other axes
Array joined_whole(const std::vector<Array>& arrays, std::size_t along, const std::vector<std::int64_t>& extents) {
  auto cut = bounds_of(arrays[0]);
  cut[along] = extents;
  auto grid = ChunkGrid::from_extents(std::move(cut)).value();
  ExpressionSpec spec;
  spec.kernel = "array.squeeze"; // of no axis: the chunk itself
  spec.params.set("axes", Params::Ints{});
  spec.tasks = grid.size();
  KeyHasher hasher;
  hasher.text("joined");
  std::int64_t before = 0;
  for (const auto& array : arrays) {
    const auto& bounds = array.layout().bounds();
    std::vector<std::uint32_t> begins{0}, taken;
    for (std::uint32_t i = 0; i < grid.size(); ++i) {
      auto place = grid.place(i);
      place[along] -= before;
      if (place[along] >= 0 && place[along] < bounds.counts()[along])
        taken.push_back(bounds.index(place));
      begins.push_back(static_cast<std::uint32_t>(taken.size()));
    }
    before += bounds.counts()[along];
    spec.inputs.push_back({array.expression(), Wiring::list(std::move(begins), std::move(taken))});
    hasher.key(array.layout().chosen(along).value_or(KeyHasher().text(to_string(bounds.extents(along))).finish()));
  }
  std::vector<std::optional<Key>> chosen;
  for (std::size_t axis = 0; axis < grid.rank(); ++axis)
    chosen.push_back(axis == along ? hasher.finish() : arrays[0].layout().chosen(axis));
  return Array::make(Expression::make(std::move(spec)).value(), Layout(std::move(grid), std::move(chosen)),
                     arrays[0].dtype())
      .value();
}

constexpr std::pair<const char*, PadMode> pad_modes[] = {{"constant", PadMode::constant},
                                                         {"edge", PadMode::edge},
                                                         {"reflect", PadMode::reflect},
                                                         {"symmetric", PadMode::symmetric},
                                                         {"wrap", PadMode::wrap}};

} // namespace

Array concatenate(const std::vector<Array>& given, int axis) {
  require_some(given, "concatenate");
  auto arrays = of_one_type(given);
  const auto along = axis_of(arrays[0], axis);
  join_where_one_is(arrays, along);
  const auto rank = arrays[0].ndim();
  std::vector<Array> cut_alike;
  std::vector<std::int64_t> joined;
  for (const auto& array : arrays) {
    auto cut = bounds_of(arrays[0]);
    bool fits = array.ndim() == rank;
    for (std::size_t other = 0; fits && other < rank; ++other)
      fits = other == along
             || (array.layout().bounds().shape()[other] == cut_shape(arrays[0], other)
                 && array.layout().chosen(other) == arrays[0].layout().chosen(other));
    if (!fits)
      throw TroupeError({Errc::invalid_shape, "arrays of shapes " + shapes_of(arrays) + " cannot be joined along axis "
                                                  + std::to_string(along)});
    cut[along] = array.layout().bounds().extents(along);
    joined.insert(joined.end(), cut[along].begin(), cut[along].end());
    cut_alike.push_back(rechunk(array, cut));
  }
  if (std::any_of(arrays.begin(), arrays.end(), [&](const Array& array) { return !array.layout().known(along); }))
    return joined_whole(cut_alike, along, joined);
  GatherSpec spec{cut_alike, along, {}, std::nullopt, {}};
  for (std::size_t other = 0; other < rank; ++other) {
    spec.axes.push_back(GatheredAxis::whole(arrays[0].layout().bounds(), other));
    if (other == along)
      spec.axes.back() = {{{0, 1, std::accumulate(joined.begin(), joined.end(), std::int64_t{0}), false}}, joined};
  }
  return gathered(spec).value();
}

Array stack(const std::vector<Array>& arrays, int axis) {
  require_some(arrays, "stack");
  std::vector<Array> stood;
  for (const auto& array : arrays) {
    if (extents_text(array) != extents_text(arrays[0]))
      throw TroupeError({Errc::invalid_shape, "stack needs arrays of one shape; got " + shapes_of(arrays)});
    stood.push_back(expand_dims(array, Axes(axis)));
  }
  return concatenate(stood, axis);
}

Array vstack(const std::vector<Array>& arrays) {
  std::vector<Array> rows;
  for (const auto& array : arrays)
    rows.push_back(atleast_2d(array));
  return concatenate(rows, 0);
}

Array hstack(const std::vector<Array>& arrays) {
  std::vector<Array> parts;
  for (const auto& array : arrays)
    parts.push_back(atleast_1d(array));
  return concatenate(parts, !parts.empty() && parts[0].ndim() == 1 ? 0 : 1);
}

Array dstack(const std::vector<Array>& arrays) {
  std::vector<Array> parts;
  for (const auto& array : arrays)
    parts.push_back(atleast_3d(array));
  return concatenate(parts, 2);
}

Array column_stack(const std::vector<Array>& arrays) {
  std::vector<Array> columns;
  for (const auto& array : arrays)
    columns.push_back(array.ndim() < 2 ? expand_dims(atleast_1d(array), 1) : array);
  return concatenate(columns, 1);
}

Array block(const std::vector<std::vector<Array>>& rows) {
  std::vector<Array> joined;
  for (const auto& row : rows) {
    std::vector<Array> parts;
    for (const auto& part : row)
      parts.push_back(atleast_2d(part));
    joined.push_back(concatenate(parts, -1));
  }
  return concatenate(joined, -2);
}

Array append(const Array& array, const Array& values) { return concatenate({ravel(array), ravel(values)}); }
Array append(const Array& array, const Array& values, int axis) { return concatenate({array, values}, axis); }

namespace {

/// Along axes of unknown extents so many copies, joined.
Array tiled_late(const Array& array, const std::vector<std::int64_t>& times) {
  auto whole = array;
  const auto missing = array.ndim() - times.size();
  for (std::size_t axis = missing; axis < array.ndim(); ++axis)
    if (const auto count = times[axis - missing]; count < 1)
      throw TroupeError(unknown_extents(array));
    else if (count > 1)
      whole = concatenate(std::vector<Array>(static_cast<std::size_t>(count), whole), static_cast<int>(axis));
  return whole;
}

} // namespace

Array tile(const Array& array, const std::vector<std::int64_t>& times) {
  auto whole = array;
  while (whole.ndim() < times.size())
    whole = expand_dims(whole, 0);
  if (!whole.known_shape())
    return tiled_late(whole, times);
  GatherSpec spec{{whole}, 0, {}, std::nullopt, {}};
  for (std::size_t axis = 0; axis < whole.ndim(); ++axis) {
    auto along = GatheredAxis::whole(whole.grid(), axis);
    const auto missing = whole.ndim() - times.size();
    const auto count = axis < missing ? 1 : times[axis - missing];
    if (count < 0)
      throw TroupeError({Errc::invalid_argument, "tile: " + std::to_string(count) + " times is not possible"});
    const auto run = along.runs.front();
    const auto extents = *along.extents;
    along.runs.assign(static_cast<std::size_t>(count), run);
    along.extents->clear();
    for (std::int64_t i = 0; i < count; ++i)
      along.extents->insert(along.extents->end(), extents.begin(), extents.end());
    if (count == 0)
      along.extents = {{0}};
    spec.axes.push_back(std::move(along));
  }
  return gathered(spec).value();
}

Array repeat(const Array& array, std::int64_t times) { return repeat(ravel(array), times, 0); }

Array repeat(const Array& array, std::int64_t times, int axis) {
  if (times < 0)
    throw TroupeError({Errc::invalid_argument, "repeat: " + std::to_string(times) + " times is not possible"});
  const auto along = axis_of(array, axis);
  if (!array.known_shape()) { // so many beside each other, then run together
    if (times == 0)
      throw TroupeError(unknown_extents(array));
    return merged(stack(std::vector<Array>(static_cast<std::size_t>(times), array), static_cast<int>(along) + 1), along,
                  2);
  }
  auto stretched = expand_dims(array, static_cast<int>(along) + 1);
  auto shape = stretched.shape();
  shape[along + 1] = times;
  auto result = array.shape();
  result[along] *= times;
  return reshape(broadcast_to(stretched, shape, Chunks(Shape(shape.size(), -1))), result);
}

Result<PadMode> pad_mode_from_string(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& [known, mode] : pad_modes) {
    if (name == known)
      return mode;
    names.emplace_back(known);
  }
  return fail(Errc::invalid_argument, "no pad mode '" + std::string(name) + "'" + did_you_mean(name, names));
}

Array pad(const Array& array, const std::vector<std::pair<std::int64_t, std::int64_t>>& width, PadMode mode,
          const Scalar& value) {
  if (width.size() != 1 && width.size() != array.ndim())
    throw TroupeError({Errc::invalid_argument, "pad: " + std::to_string(width.size()) + " widths for "
                                                   + std::to_string(array.ndim()) + " axes"});
  GatherSpec spec{{array}, 0, {}, std::nullopt, fill_bytes(array.dtype(), value)};
  for (std::size_t axis = 0; axis < array.ndim(); ++axis) {
    const auto [before, after] = width[width.size() == 1 ? 0 : axis];
    const auto length = array.shape()[axis];
    if (before < 0 || after < 0 || (length == 0 && before + after > 0 && mode != PadMode::constant))
      throw TroupeError({Errc::invalid_argument, "pad: axis " + std::to_string(axis) + " of " + to_string(array)
                                                     + " cannot be padded by " + std::to_string(before) + " and "
                                                     + std::to_string(after)});
    auto along = GatheredAxis::whole(array.grid(), axis);
    const auto left = pad_runs(-before, 0, length, mode), right = pad_runs(length, length + after, length, mode);
    along.runs.insert(along.runs.begin(), left.begin(), left.end());
    along.runs.insert(along.runs.end(), right.begin(), right.end());
    if (before > 0)
      along.extents->insert(along.extents->begin(), before);
    if (after > 0)
      along.extents->push_back(after);
    spec.axes.push_back(std::move(along));
  }
  return gathered(spec).value();
}

Array pad(const Array& array, std::int64_t width, PadMode mode, const Scalar& value) {
  return pad(array, {{width, width}}, mode, value);
}

std::vector<Array> split(const Array& array, const std::vector<std::int64_t>& places, int axis) {
  return cut_at(array, places, axis);
}

std::vector<Array> array_split(const Array& array, std::int64_t parts, int axis) {
  if (parts < 1)
    throw TroupeError({Errc::invalid_argument, "split into " + std::to_string(parts) + " parts is not possible"});
  const auto length = array.shape()[axis_of(array, axis)];
  std::vector<std::int64_t> places;
  std::int64_t at = 0;
  for (std::int64_t part = 0; part + 1 < parts; ++part)
    places.push_back(at += length / parts + (part < length % parts ? 1 : 0));
  return cut_at(array, places, axis);
}

std::vector<Array> split(const Array& array, std::int64_t parts, int axis) {
  const auto length = array.shape()[axis_of(array, axis)];
  if (parts < 1 || length % parts != 0)
    throw TroupeError({Errc::invalid_argument, "an axis of " + std::to_string(length) + " elements has no "
                                                   + std::to_string(parts) + " equal parts; use array_split"});
  return array_split(array, parts, axis);
}

std::vector<Array> vsplit(const Array& array, std::int64_t parts) { return split(array, parts, 0); }
std::vector<Array> hsplit(const Array& array, std::int64_t parts) {
  return split(array, parts, array.ndim() == 1 ? 0 : 1);
}
std::vector<Array> dsplit(const Array& array, std::int64_t parts) { return split(array, parts, 2); }

Array insert(const Array& array, const std::vector<std::int64_t>& positions, const Array& values, int axis) {
  const auto at = axis_of(array, axis);
  const auto length = array.shape()[at];
  std::vector<std::int64_t> before;
  for (auto position : positions)
    before.push_back(element_of(position, length, length + 1, at));
  if (before.size() == 1 && values.ndim() == array.ndim())
    before.assign(static_cast<std::size_t>(values.shape()[at]), before[0]);
  auto shape = array.shape();
  shape[at] = static_cast<std::int64_t>(before.size());
  const auto added = broadcast_to(values.astype(array.dtype()), shape);
  std::vector<std::size_t> order(before.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return before[a] < before[b]; });
  std::vector<Array> parts;
  std::int64_t done = 0;
  for (auto which : order) {
    if (before[which] > done)
      parts.push_back(along(array, at, slice(std::exchange(done, before[which]), before[which])));
    parts.push_back(along(added, at, slice(static_cast<std::int64_t>(which), static_cast<std::int64_t>(which) + 1)));
  }
  parts.push_back(along(array, at, slice(done, length)));
  return concatenate(parts, static_cast<int>(at));
}

Array delete_at(const Array& array, const std::vector<std::int64_t>& positions, int axis) {
  const auto along = axis_of(array, axis);
  const auto length = array.shape()[along];
  std::vector<bool> kept(static_cast<std::size_t>(length), true);
  for (auto at : positions)
    kept[static_cast<std::size_t>(element_of(at, length, length, along))] = false;
  std::vector<Index> indices(along, Index(indexing::all));
  indices.emplace_back(kept);
  return array.index(indices);
}

} // namespace troupe
