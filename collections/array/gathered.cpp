#include "collections/array/gathered.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/narrow_parts.hpp"
#include "collections/array/transposed_source.hpp"

#include <algorithm>
#include <complex>
#include <numeric>

namespace troupe {
namespace {

/// Along one axis: the extents of the source chunks and whose they are.
struct SourceAxis {
  std::vector<std::int64_t> extents;
  std::vector<std::int64_t> owners; ///< empty for one source
};

SourceAxis source_axis(const GatherSpec& spec, std::size_t axis) {
  SourceAxis found;
  if (axis != spec.join || spec.sources.size() == 1)
    return {spec.sources[0].layout().bounds().extents(axis), {}};
  for (std::size_t i = 0; i < spec.sources.size(); ++i) {
    const auto& extents = spec.sources[i].layout().bounds().extents(axis);
    found.extents.insert(found.extents.end(), extents.begin(), extents.end());
    found.owners.insert(found.owners.end(), extents.size(), static_cast<std::int64_t>(i));
  }
  return found;
}

/// Axes of unknown extents stay as they are, chunk by chunk.
Result<void> check_unknown(const Array& source, const GatherSpec& spec) {
  if (source.known_shape())
    return {};
  const auto& bounds = source.layout().bounds();
  for (std::size_t axis = 0; axis < spec.axes.size(); ++axis) {
    const bool as_it_is = spec.axes[axis].runs == GatheredAxis::whole(bounds, axis).runs
                          && spec.axes[axis].extents == bounds.extents(axis);
    if (!source.layout().known(axis) && !as_it_is)
      return fail(unknown_extents(source));
  }
  return {};
}

Result<void> check_sources(const GatherSpec& spec) {
  const auto& first = spec.sources[0];
  for (const auto& source : spec.sources) {
    TROUPE_CHECK(check_unknown(source, spec));
    if (source.dtype() != first.dtype())
      return fail(Errc::invalid_dtype, "arrays of " + std::string(to_string(first.dtype())) + " and "
                                           + std::string(to_string(source.dtype())) + " cannot be joined as they are");
    for (std::size_t axis = 0; axis < first.ndim(); ++axis)
      if (source.ndim() != first.ndim() || source.layout().chosen(axis) != first.layout().chosen(axis)
          || (axis != spec.join && source.layout().bounds().extents(axis) != first.layout().bounds().extents(axis)))
        return fail(Errc::invalid_shape, "arrays of shapes " + to_string(first.layout().bounds().shape()) + " and "
                                             + to_string(source.layout().bounds().shape())
                                             + " do not lie on each other along axis " + std::to_string(axis));
  }
  return {};
}

bool made_of_none(const std::vector<AxisPlan>& plans, const Shape& place) {
  for (std::size_t axis = 0; axis < place.size(); ++axis)
    if (plans[axis].sources[static_cast<std::size_t>(place[axis])].empty())
      return true;
  return false;
}

/// A chunk that says how long a block of no elements is along axes of unknown extents: the one in its place along
/// these.
Shape beside(const std::vector<AxisPlan>& plans, const Shape& place, const ChunkGrid& grid) {
  Shape found(place.size(), 0);
  for (std::size_t axis = 0; axis < place.size(); ++axis)
    if (const auto& sources = plans[axis].sources[static_cast<std::size_t>(place[axis])];
        !sources.empty() && sources[0] < grid.counts()[axis])
      found[axis] = sources[0];
  return found;
}

/// Which chunks of source `which` each task takes: every combination of its axes' chunks, in C order.
Wiring wiring_for(const GatherSpec& spec, const std::vector<AxisPlan>& plans, std::size_t which, std::uint32_t tasks) {
  const auto& grid = spec.sources[which].layout().bounds();
  std::int64_t before = 0; // chunks of earlier sources along the joined axis
  for (std::size_t i = 0; i < which; ++i)
    before += spec.sources[i].layout().bounds().counts()[spec.join];
  const auto own = [&](std::size_t axis, std::uint32_t chunk) {
    return axis == spec.join ? std::int64_t{chunk} - before : std::int64_t{chunk};
  };
  std::vector<std::uint32_t> begins{0}, taken;
  begins.reserve(tasks + std::size_t{1});
  Shape place(plans.size(), 0);
  std::vector<std::uint32_t> partial, next;
  for (std::uint32_t task = 0; task < tasks; ++task) {
    partial.assign(1, 0);
    for (std::size_t axis = 0; axis < plans.size(); ++axis) {
      next.clear();
      for (auto base : partial)
        for (auto chunk : plans[axis].sources[static_cast<std::size_t>(place[axis])])
          if (const auto at = own(axis, chunk); at >= 0 && at < grid.counts()[axis])
            next.push_back(base * static_cast<std::uint32_t>(grid.counts()[axis]) + static_cast<std::uint32_t>(at));
      partial.swap(next);
    }
    if (which == 0 && !spec.sources[0].known_shape() && made_of_none(plans, place))
      partial.push_back(grid.index(beside(plans, place, grid)));
    taken.insert(taken.end(), partial.begin(), partial.end());
    begins.push_back(static_cast<std::uint32_t>(taken.size()));
    for (std::size_t axis = plans.size(); axis-- > 0;) {
      if (++place[axis] < static_cast<std::int64_t>(plans[axis].extents.size()))
        break;
      place[axis] = 0;
    }
  }
  return Wiring::list(std::move(begins), std::move(taken));
}

bool straight(const Wiring& wiring, std::uint32_t tasks, std::uint32_t source_tasks) {
  if (tasks != source_tasks || wiring.taken.size() != tasks)
    return false;
  for (std::uint32_t i = 0; i < tasks; ++i)
    if (wiring.begins[i] != i || wiring.taken[i] != i)
      return false;
  return true;
}

/// Every axis as it is; those of extent 1 may come and go.
bool keeps_all_axes(const GatherSpec& spec) {
  if (spec.sources.size() != 1)
    return false;
  const auto& grid = spec.sources[0].layout().bounds();
  for (std::size_t axis = 0; axis < spec.axes.size(); ++axis)
    if (spec.axes[axis].runs != GatheredAxis::whole(grid, axis).runs || spec.axes[axis].extents != grid.extents(axis))
      return false;
  return true;
}

Result<ChunkGrid> result_grid(const std::vector<AxisPlan>& plans, const std::vector<std::int64_t>& order) {
  std::vector<std::vector<std::int64_t>> extents;
  for (auto axis : order)
    extents.push_back(axis < 0 ? std::vector<std::int64_t>{1} : plans[static_cast<std::size_t>(axis)].extents);
  return ChunkGrid::from_extents(std::move(extents));
}

std::vector<AxisPlan> plans_of(const GatherSpec& spec) {
  std::vector<AxisPlan> plans;
  for (std::size_t axis = 0; axis < spec.axes.size(); ++axis) {
    const auto source = source_axis(spec, axis);
    const auto& wanted = spec.axes[axis];
    plans.push_back(plan_axis(source.extents, source.owners, wanted.runs,
                              wanted.extents ? *wanted.extents : natural_extents(source.extents, wanted.runs)));
  }
  return plans;
}

Params::List parameters_of(const std::vector<AxisPlan>& plans) {
  Params::List parameters;
  for (const auto& plan : plans)
    parameters.push_back(to_params(plan));
  return parameters;
}

bool fills(const GatherSpec& spec) {
  return std::ranges::any_of(spec.axes, [](const GatheredAxis& axis) {
    return std::ranges::any_of(axis.runs, [](const AxisRun& run) { return run.fill; });
  });
}

/// Chunks of fewer bytes go whole: a task costs as much as copying some tens of kilobytes.
constexpr std::int64_t least_cut_bytes = 1 << 20;
/// Parts for each chunk, of the source or the result, beyond which chunks go whole: what a halo on either side makes of
/// three axes.
constexpr std::int64_t most_parts = 27;

std::int64_t largest_chunk_bytes(const Array& array) {
  auto bytes = static_cast<std::int64_t>(size_of(array.dtype()));
  for (std::size_t axis = 0; axis < array.ndim(); ++axis)
    bytes *= *std::ranges::max_element(array.layout().bounds().extents(axis));
  return bytes;
}

/// The same in two steps, where chunks of the result take halos of large ones.
Result<std::optional<GatherSpec>> in_parts(const GatherSpec& spec, const std::vector<AxisPlan>& plans) {
  const auto& source = spec.sources[0];
  if (spec.sources.size() != 1 || !source.known_shape() || spec.shares != Shares::nothing
      || largest_chunk_bytes(source) < least_cut_bytes)
    return std::optional<GatherSpec>();
  GatherSpec parts{{source}, 0, {}, std::nullopt, {}, Shares::whole}, rest{{}, 0, {}, spec.order, spec.fill};
  std::int64_t count = 1, tasks = 1;
  bool narrow = false;
  for (std::size_t axis = 0; axis < plans.size(); ++axis) {
    auto cut = narrow_parts(source.layout().bounds().extents(axis), plans[axis]);
    narrow = narrow || cut;
    parts.axes.push_back(cut ? GatheredAxis{std::move(cut->parts), cut->part_extents}
                             : GatheredAxis::whole(source.layout().bounds(), axis));
    rest.axes.push_back({cut ? std::move(cut->runs) : spec.axes[axis].runs, plans[axis].extents});
    count *= static_cast<std::int64_t>(parts.axes.back().extents->size());
    tasks *= static_cast<std::int64_t>(plans[axis].extents.size());
  }
  if (!narrow || count > most_parts * std::max<std::int64_t>(tasks, source.npartitions()))
    return std::optional<GatherSpec>();
  TROUPE_TRY(cut, gathered(parts));
  rest.sources.push_back(cut);
  return std::optional(std::move(rest));
}

Params::Ints unknown_axes(const Layout& layout) {
  Params::Ints axes;
  for (std::size_t axis = 0; axis < layout.bounds().rank(); ++axis)
    if (!layout.known(axis))
      axes.push_back(static_cast<std::int64_t>(axis));
  return axes;
}

/// The grid as the layout of what has those axes of the source's, -1 for new ones.
Layout turned(const Layout& source, const std::vector<std::int64_t>& order, ChunkGrid grid) {
  std::vector<std::optional<Key>> chosen;
  for (auto axis : order)
    chosen.push_back(axis < 0 ? std::nullopt : source.chosen(static_cast<std::size_t>(axis)));
  return Layout(std::move(grid), std::move(chosen));
}

Result<Array> put_together(const GatherSpec& spec, const std::vector<std::int64_t>& order,
                           const std::vector<AxisPlan>& plans, ChunkGrid grid) {
  ExpressionSpec layer;
  layer.kernel = "array.gather";
  layer.params.set("axes", parameters_of(plans)).set("order", Params::Ints(order));
  layer.params.set("dtype", std::string(to_string(spec.sources[0].dtype())));
  if (!spec.sources[0].known_shape())
    layer.params.set("unknown", unknown_axes(spec.sources[0].layout()));
  if (fills(spec))
    layer.params.set("fill", Params::Ints(spec.fill.bytes.begin(), spec.fill.bytes.end()));
  if (spec.shares != Shares::nothing)
    layer.params.set("shares", spec.shares == Shares::whole ? "whole" : "stretches");
  layer.tasks = grid.size();
  for (std::size_t i = 0; i < spec.sources.size(); ++i) {
    auto wiring = wiring_for(spec, plans, i, layer.tasks);
    if (straight(wiring, layer.tasks, spec.sources[i].npartitions()))
      wiring = Wiring::each();
    layer.inputs.push_back({spec.sources[i].expression(), std::move(wiring)});
  }
  TROUPE_TRY(expression, Expression::make(std::move(layer)));
  return Array::make(std::move(expression), turned(spec.sources[0].layout(), order, std::move(grid)),
                     spec.sources[0].dtype());
}

} // namespace

std::vector<std::int64_t> axes_in_order(std::size_t rank) {
  std::vector<std::int64_t> axes(rank);
  std::iota(axes.begin(), axes.end(), 0);
  return axes;
}

FillBytes fill_bytes(DType dtype, const Scalar& value) {
  FillBytes fill;
  value.fill(dtype, fill.bytes.data(), 1);
  return fill;
}

Result<Array> gathered(const GatherSpec& spec) {
  TROUPE_CHECK(check_sources(spec));
  const auto order = spec.order.value_or(axes_in_order(spec.axes.size()));
  const auto plans = plans_of(spec);
  TROUPE_TRY(grid, result_grid(plans, order));
  if (keeps_all_axes(spec)) {
    if (order == axes_in_order(spec.axes.size()))
      return spec.sources[0];
    TROUPE_TRY(seen, source_with_ones(spec.sources[0], order, grid));
    if (seen)
      return *seen;
  }
  TROUPE_TRY(rest, in_parts(spec, plans));
  return rest ? gathered(*rest) : put_together(spec, order, plans, std::move(grid));
}

Result<Array> transposed(const Array& array, const std::vector<std::int64_t>& order) {
  if (std::is_sorted(order.begin(), order.end()))
    return array;
  TROUPE_TRY(made, transposed_source(array, order));
  if (made)
    return *made;
  std::vector<std::vector<std::int64_t>> extents;
  for (auto axis : order)
    extents.push_back(array.layout().bounds().extents(static_cast<std::size_t>(axis)));
  TROUPE_TRY(grid, ChunkGrid::from_extents(std::move(extents)));
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t i = 0; i < grid.size(); ++i) {
    const auto place = grid.place(i);
    Shape source(place.size());
    for (std::size_t axis = 0; axis < place.size(); ++axis)
      source[static_cast<std::size_t>(order[axis])] = place[axis];
    taken.push_back(array.layout().bounds().index(source));
    begins.push_back(i + 1);
  }
  ExpressionSpec layer;
  layer.kernel = "array.transpose";
  layer.params.set("axes", Params::Ints(order));
  layer.tasks = grid.size();
  auto wiring = Wiring::list(std::move(begins), std::move(taken));
  layer.inputs.push_back(
      {array.expression(), straight(wiring, layer.tasks, layer.tasks) ? Wiring::each() : std::move(wiring)});
  TROUPE_TRY(expression, Expression::make(std::move(layer)));
  return Array::make(std::move(expression), turned(array.layout(), order, std::move(grid)), array.dtype());
}

} // namespace troupe
