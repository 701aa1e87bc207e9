#include "collections/array/along_axis.hpp"
#include "collections/array/indexing.hpp"
#include "collections/array/late_axis.hpp"
#include "collections/array/shaping.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>

namespace troupe {

Wiring wiring_along(const ChunkGrid& grid, std::size_t axis) {
  if (grid.rank() == 1)
    return Wiring::each();
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t i = 0; i < grid.size(); ++i) {
    taken.push_back(static_cast<std::uint32_t>(grid.place(i)[axis]));
    begins.push_back(i + 1);
  }
  return Wiring::list(std::move(begins), std::move(taken));
}

std::string misfit(const Array& mask, const Array& array, std::size_t axis) {
  if (mask.ndim() == 1)
    return "a mask of " + std::to_string(mask.shape()[0]) + " elements does not fit axis " + std::to_string(axis)
           + " of " + std::to_string(array.layout().bounds().shape()[axis]);
  return "a mask of shape " + extents_text(mask) + " does not fit " + to_string(array) + " from axis "
         + std::to_string(axis) + " on";
}

Result<Array> fitted_mask(const Array& array, const Array& mask, std::size_t axis) {
  const auto& layout = array.layout();
  if (layout.known(axis) && mask.known_shape()) {
    if (mask.shape()[0] != layout.bounds().shape()[axis])
      return fail(Errc::invalid_shape, misfit(mask, array, axis));
    return rechunk(mask, std::vector<std::vector<std::int64_t>>{layout.bounds().extents(axis)});
  }
  if (layout.chosen(axis) != mask.layout().chosen(0))
    return fail(Errc::invalid_shape,
                "the mask " + to_string(mask) + " does not lie on axis " + std::to_string(axis) + " of "
                    + to_string(array)
                    + ": extents that are not known are the same only where the same mask chose them; "
                    + "compute_chunk_sizes(executor, x) makes them known");
  return mask.npartitions() > array.numblocks()[axis] ? joined_along(mask, 0) : mask;
}

/// Chunk by chunk: in C order only where the axes after the first are one chunk.
Result<Array> merged_by_chunk(const Array& array, std::size_t axis, std::size_t count) {
  std::vector<std::pair<int, std::int64_t>> whole;
  std::int64_t inner = 1;
  for (auto at = axis + 1; at < axis + count; ++at) {
    whole.emplace_back(static_cast<int>(at), -1);
    inner *= length_along(array, at);
  }
  const auto laid = rechunk_axes(array, whole);
  std::vector<std::vector<std::int64_t>> extents;
  std::vector<std::optional<Key>> chosen;
  for (std::size_t at = 0; at < laid.ndim(); ++at) {
    if (at > axis && at < axis + count)
      continue;
    extents.push_back(laid.layout().bounds().extents(at));
    chosen.push_back(laid.layout().chosen(at));
  }
  for (auto& extent : extents[axis])
    extent *= inner;
  if (chosen[axis])
    chosen[axis] = KeyHasher().text("together").key(*chosen[axis]).text(std::to_string(inner)).finish();
  ExpressionSpec spec;
  spec.kernel = "array.run_together";
  spec.params.set("axis", axis).set("count", count);
  spec.tasks = laid.npartitions();
  spec.inputs.push_back({laid.expression(), Wiring::each()});
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  TROUPE_TRY(grid, ChunkGrid::from_extents(std::move(extents)));
  return Array::make(std::move(expression), Layout(std::move(grid), std::move(chosen)), array.dtype());
}

Array merged(const Array& array, std::size_t axis, std::size_t count) {
  if (!array.known_shape())
    return merged_by_chunk(array, axis, count).value();
  Shape shape(array.shape().begin(), array.shape().begin() + static_cast<std::ptrdiff_t>(axis));
  shape.push_back(1);
  for (std::size_t at = axis; at < array.ndim(); ++at)
    if (at < axis + count)
      shape.back() *= array.shape()[at];
    else
      shape.push_back(array.shape()[at]);
  return reshape(array, shape);
}

bool lies_on(const Array& mask, const Array& array, std::size_t axis) {
  for (std::size_t at = 0; at < mask.ndim(); ++at)
    if (mask.layout().chosen(at) != array.layout().chosen(axis + at)
        || mask.layout().bounds().shape()[at] != array.layout().bounds().shape()[axis + at])
      return false;
  return true;
}

Array cut_as(const Array& array, std::size_t axis, const Array& fitted) {
  return array.layout().bounds().extents(axis) == fitted.layout().bounds().extents(0) ? array
                                                                                      : joined_along(array, axis);
}

Key chosen_by(const Array& fitted) { return KeyHasher().text("mask").key(fitted.expression()->key()).finish(); }

namespace {

Result<Array> masked(const Array& given, const Array& mask, std::size_t axis) {
  TROUPE_TRY(fitted, fitted_mask(given, mask, axis));
  const auto array = cut_as(given, axis, fitted);
  const auto& bounds = array.layout().bounds();
  ExpressionSpec spec;
  spec.kernel = "array.compress";
  spec.params.set("axis", axis);
  spec.tasks = array.npartitions();
  spec.inputs.push_back({array.expression(), Wiring::each()});
  spec.inputs.push_back({fitted.expression(), wiring_along(bounds, axis)});
  TROUPE_TRY(expression, Expression::make(std::move(spec)));
  return with_axis(expression, array.layout(), axis, bounds.extents(axis), chosen_by(fitted), array.dtype());
}

/// One task for each chunk and block of positions, then one for each chunk of the result. @pre positions are int64, one
/// axis
Result<Array> taken(const Array& array, const Array& positions, std::size_t axis) {
  if (!array.layout().known(axis))
    return taken_late(array, positions, axis);
  const auto& grid = array.layout().bounds();
  Params::Ints starts;
  std::int64_t length = 0;
  for (auto extent : grid.extents(axis)) {
    starts.push_back(length);
    length += extent;
  }
  const auto params = Params{}.set("axis", axis).set("length", length).set("starts", starts);
  auto extents = bounds_of(array);
  extents[axis] = positions.layout().bounds().extents(0);
  TROUPE_TRY(result, ChunkGrid::from_extents(std::move(extents)));
  const auto chunks = static_cast<std::uint32_t>(starts.size());
  std::vector<std::uint32_t> begins{0}, from, at;
  for (std::uint32_t i = 0; i < result.size(); ++i) {
    auto place = result.place(i);
    const auto block = static_cast<std::uint32_t>(place[axis]);
    for (std::uint32_t chunk = 0; chunk < chunks; ++chunk) {
      place[axis] = chunk;
      from.push_back(grid.index(place));
      at.push_back(block);
      begins.push_back(static_cast<std::uint32_t>(from.size()));
    }
  }
  ExpressionSpec pick;
  pick.kernel = "array.take_pick";
  pick.params = params;
  pick.tasks = static_cast<std::uint32_t>(from.size());
  pick.inputs.push_back({array.expression(), Wiring::list(begins, std::move(from))});
  pick.inputs.push_back({positions.expression(), Wiring::list(begins, std::move(at))});
  TROUPE_TRY(picked, Expression::make(std::move(pick)));
  ExpressionSpec place;
  place.kernel = "array.take_place";
  place.params = params;
  place.tasks = result.size();
  place.inputs.push_back({positions.expression(), wiring_along(result, axis)});
  place.inputs.push_back({std::move(picked), Wiring::tree(chunks)});
  TROUPE_TRY(expression, Expression::make(std::move(place)));
  return with_axis(expression, array.layout(), axis, result.extents(axis), positions.layout().chosen(0), array.dtype());
}

/// Positions of any number of axes, which stand where the axis was.
Result<Array> taken_at(const Array& array, const Array& positions, std::size_t axis) {
  if (!is_integer(positions.dtype()))
    return fail(Errc::invalid_dtype, "positions are whole numbers, masks truth values; an axis cannot be indexed by "
                                         + to_string(positions));
  const auto whole = positions.astype(DType::int64);
  if (whole.ndim() == 1)
    return taken(array, whole, axis);
  TROUPE_TRY(line, taken(array, reshape(whole, {-1}), axis));
  for (std::size_t other = 0; other < array.ndim(); ++other)
    if (other != axis)
      static_cast<void>(length_along(array, other));
  Shape shape = array.layout().bounds().shape();
  const auto at = shape.erase(shape.begin() + static_cast<std::ptrdiff_t>(axis));
  shape.insert(at, whole.shape().begin(), whole.shape().end());
  return reshape(line, shape);
}

} // namespace

Result<Array> index_lazily(const Array& array, const std::vector<Index>& full) {
  std::vector<Index> others;
  const Array* lazy = nullptr;
  std::size_t axis = 0; // of what `others` leave
  for (const auto& index : full) {
    if (const auto* found = std::get_if<Index::Lazy>(&index.value())) {
      if (lazy)
        return fail(
            Errc::invalid_argument,
            "one lazy array can index at a time; " + to_string(*lazy) + " and " + to_string(**found)
                + " were given. Index axis after axis (every pair of elements), or compute them and give lists");
      lazy = found->get();
      others.insert(others.end(), axes_taken(index), Index(indexing::all));
      continue;
    }
    if (std::holds_alternative<Index::Positions>(index.value()))
      return fail(
          Errc::invalid_argument,
          "a list of " + std::to_string(std::get<Index::Positions>(index.value()).size())
              + " positions cannot index together with a lazy array, whose length is known too late. Index axis "
              + "after axis (every pair of elements), or compute the lazy array and give two lists");
    others.push_back(index);
    if (!lazy && !std::holds_alternative<std::int64_t>(index.value()))
      ++axis;
  }
  const bool mask = lazy->dtype() == DType::bool_;
  if (mask && lazy->ndim() == 0)
    return fail(Errc::invalid_argument, "a mask needs at least one axis; " + to_string(*lazy) + " has none");
  auto rest = std::all_of(others.begin(), others.end(), is_whole) ? array : array.index(others);
  auto chosen = *lazy;
  if (mask && chosen.ndim() > 1) {
    if (!lies_on(chosen, rest, axis))
      return fail(Errc::invalid_shape, misfit(chosen, rest, axis));
    rest = merged(rest, axis, chosen.ndim());
    chosen = ravel(chosen);
  }
  if (axis > 0 && list_goes_first(full)) {
    rest = moveaxis(rest, static_cast<int>(axis), 0);
    axis = 0;
  }
  return mask ? masked(rest, chosen, axis) : taken_at(rest, chosen, axis);
}

Array take(const Array& array, const Array& positions) { return take(ravel(array), positions, 0); }
Array take(const Array& array, const Array& positions, int axis) {
  return taken_at(array, positions, axis_of(array, axis)).value();
}

} // namespace troupe
