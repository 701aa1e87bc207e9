#include "runtime/chunk/function_call.hpp"

#include <algorithm>

namespace troupe {
namespace {

Params axis_params(const std::vector<std::int64_t>& extents) {
  const auto step = extents.front();
  const bool regular = step > 0
                       && std::all_of(extents.begin(), extents.end() - 1, [&](auto extent) { return extent == step; })
                       && extents.back() <= step && (extents.back() > 0 || extents.size() == 1);
  std::int64_t length = 0;
  Params::Ints starts{0};
  for (const auto extent : extents)
    starts.push_back(length += extent);
  return regular ? Params{}.set("length", length).set("step", step)
                 : Params{}.set("starts", Params::Value(std::move(starts)));
}

Failure bad(const std::string& what) { return fail(Errc::invalid_argument, "a call's array " + what); }

/// One axis as its parameters say it, read without a copy.
struct Axis {
  std::int64_t length = 0, step = 0, count = 1;
  const Params::Ints* starts = nullptr;
  bool unknown = false;

  static Result<Axis> read(const Params& params) {
    Axis axis;
    axis.unknown = params.has("unknown");
    if (const auto* value = params.find("starts")) {
      axis.starts = std::get_if<Params::Ints>(value);
      if (!axis.starts || axis.starts->size() < 2)
        return bad("has an axis without chunks");
      axis.length = axis.starts->back();
      axis.count = static_cast<std::int64_t>(axis.starts->size()) - 1;
      return axis;
    }
    TROUPE_TRY(length, params.integer("length"));
    TROUPE_TRY(step, params.integer("step"));
    if (length < 1 || step < 1)
      return bad("has an axis of " + std::to_string(length) + " elements in chunks of " + std::to_string(step));
    axis.length = length;
    axis.step = step;
    axis.count = (length - 1) / step + 1;
    return axis;
  }

  Result<std::pair<std::int64_t, std::int64_t>> range(std::int64_t chunk) const {
    if (chunk < 0 || chunk >= count)
      return bad("has no chunk " + std::to_string(chunk) + " along an axis of " + std::to_string(count));
    if (!starts)
      return std::pair(chunk * step, chunk * step + std::min(step, length - chunk * step));
    const auto at = static_cast<std::size_t>(chunk);
    const auto begin = (*starts)[at], end = (*starts)[at + 1];
    if (begin < 0 || end < begin)
      return bad("has a chunk from " + std::to_string(begin) + " to " + std::to_string(end));
    return std::pair(begin, end);
  }
};

Result<std::vector<Axis>> axes_of(const Params& array) {
  const auto* list = array.list("axes");
  if (!list)
    return bad("has no axes");
  std::vector<Axis> axes;
  for (const auto& one : *list) {
    TROUPE_TRY(axis, Axis::read(one));
    axes.push_back(axis);
  }
  return axes;
}

constexpr const char* makes_names[] = {"arrays", "like", "bag", "anything"};

} // namespace

Params array_params(DType dtype, const ChunkGrid& grid, const std::vector<bool>& unknown) {
  Params::List axes;
  for (std::size_t axis = 0; axis < grid.rank(); ++axis) {
    axes.push_back(axis_params(grid.extents(axis)));
    if (!unknown.empty() && unknown[axis])
      axes.back().set("unknown", true);
  }
  return Params{}.set("dtype", std::string(to_string(dtype))).set("axes", Params::Value(std::move(axes)));
}

Result<Shape> chunk_counts(const Params& array) {
  TROUPE_TRY(axes, axes_of(array));
  Shape counts;
  for (const auto& axis : axes)
    counts.push_back(axis.count);
  return counts;
}

Result<BlockPlace> place_in(const Params& array, std::span<const std::int64_t> location) {
  TROUPE_TRY(axes, axes_of(array));
  TROUPE_TRY(type, array.text("dtype"));
  TROUPE_TRY(dtype, dtype_from_string(type));
  if (axes.size() != location.size() || dtype == DType::string)
    return bad("of " + std::to_string(axes.size()) + " axes and " + type + " was asked for a chunk of "
               + std::to_string(location.size()));
  BlockPlace place{dtype, {}, {}, {location.begin(), location.end()}, {}, {}};
  for (std::size_t at = 0; at < axes.size(); ++at) {
    TROUPE_TRY(range, axes[at].range(location[at]));
    const bool unknown = axes[at].unknown;
    place.shape.push_back(unknown ? -1 : axes[at].length);
    place.num_chunks.push_back(axes[at].count);
    place.array_location.push_back(unknown ? std::pair<std::int64_t, std::int64_t>(-1, -1) : range);
    place.chunk_shape.push_back(unknown ? -1 : range.second - range.first);
  }
  return place;
}

Result<Shape> largest_chunk(const Params& array, std::span<const std::int64_t> location) {
  TROUPE_TRY(axes, axes_of(array));
  Shape largest;
  for (std::size_t at = 0; at < std::min(axes.size(), location.size()); ++at) {
    TROUPE_TRY(range, axes[at].range(location[at]));
    largest.push_back(range.second - range.first);
  }
  return largest;
}

Result<Shape> chunk_location(const Shape& counts, std::uint32_t index) {
  Shape location(counts.size(), 0);
  std::int64_t rest = index;
  for (std::size_t axis = counts.size(); axis-- > 0;) {
    if (counts[axis] < 1)
      return bad("has " + std::to_string(counts[axis]) + " chunks along an axis");
    location[axis] = rest % counts[axis];
    rest /= counts[axis];
  }
  if (rest != 0)
    return bad("of " + to_string(counts) + " chunks has no number " + std::to_string(index));
  return location;
}

Params FunctionCall::to_params() const {
  auto written = Params{}.set("function", function).set("params", Params::Value(Params::List{params}));
  if (held)
    written.set("held", to_string(*held));
  written.set("makes", makes_names[static_cast<std::size_t>(makes)]);
  if (!outputs.empty())
    written.set("outputs", Params::Value(outputs));
  written.set("counts", Params::Value(Params::Ints(counts)));
  if (!inputs.empty())
    written.set("inputs", Params::Value(inputs));
  return written;
}

} // namespace troupe
