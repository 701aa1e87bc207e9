#include "collections/array/late_axis.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/lines.hpp"
#include "collections/array/shaping.hpp"
#include "runtime/chunk/slice_range.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// As the kernels' parameters have it.
Params params_of(std::size_t axis, const Index& index) {
  auto params = Params{}.set("axis", axis);
  if (const auto* slice = std::get_if<Slice>(&index.value())) {
    auto bounds = Params{}.set("step", slice->step.value_or(1));
    if (slice->start)
      bounds.set("start", *slice->start);
    if (slice->stop)
      bounds.set("stop", *slice->stop);
    return params.set("slice", Params::List{bounds});
  }
  if (const auto* at = std::get_if<std::int64_t>(&index.value()))
    return params.set("positions", Params::Ints{*at});
  return params.set("positions", Params::Ints(std::get<Index::Positions>(index.value())));
}

/// What the elements of an axis that a slice leaves are known by: as many as another slice leaves where that follows
/// from the bounds.
Key chosen_by_slice(const Key& whole, const Slice& slice) {
  const auto step = slice.step.value_or(1);
  if ((step == 1 || step == -1) && !slice.start && !slice.stop)
    return whole;
  const auto start = slice.start.value_or(0);
  if (step == 1 && start >= 0 && slice.stop.value_or(-1) < 0) { // all but so many
    std::int64_t fewer = start;
    if (!slice.stop || !__builtin_sub_overflow(start, *slice.stop, &fewer))
      return KeyHasher().text("all but").key(whole).text(std::to_string(fewer)).finish();
  }
  const auto text = [](const std::optional<std::int64_t>& bound) {
    return bound ? std::to_string(*bound) : std::string("none");
  };
  return KeyHasher()
      .text("slice")
      .key(whole)
      .text(text(slice.start))
      .text(text(slice.stop))
      .text(std::to_string(step))
      .finish();
}

/// How many elements a slice leaves at most, of an axis of `bound` at most.
std::int64_t most_left(const Slice& slice, std::int64_t bound) {
  const auto step = slice.step.value_or(1);
  const bool from_both_ends = slice.start && slice.stop && *slice.start < 0 && *slice.stop >= 0;
  if (step > 0 && !from_both_ends)
    return fit(slice, bound).value().count; // never more of a shorter axis
  return fit({std::nullopt, std::nullopt, step}, bound).value().count;
}

Result<ExpressionPtr> layer(const char* kernel, Params params, const Array& a,
                            std::optional<ExpressionPtr> other = std::nullopt) {
  ExpressionSpec spec;
  spec.kernel = kernel;
  spec.params = std::move(params);
  spec.tasks = a.npartitions();
  spec.inputs.push_back({a.expression(), Wiring::each()});
  if (other)
    spec.inputs.push_back({std::move(*other), Wiring::one(0)});
  return Expression::make(std::move(spec));
}

} // namespace

Array with_axis(const ExpressionPtr& expression, const Layout& of, std::size_t axis, std::vector<std::int64_t> extents,
                std::optional<Key> chosen, DType dtype) {
  std::vector<std::vector<std::int64_t>> cut;
  std::vector<std::optional<Key>> keys;
  if (std::all_of(extents.begin(), extents.end(), [](auto extent) { return extent == 0; }))
    chosen = std::nullopt; // of nothing nothing is left
  for (std::size_t at = 0; at < of.bounds().rank(); ++at) {
    cut.push_back(at == axis ? std::move(extents) : of.bounds().extents(at));
    keys.push_back(at == axis ? chosen : of.chosen(at));
  }
  return Array::make(expression, Layout(ChunkGrid::from_extents(std::move(cut)).value(), std::move(keys)), dtype)
      .value();
}

Array joined_along(const Array& a, std::size_t axis) {
  if (a.numblocks()[axis] == 1)
    return a;
  if (a.layout().known(axis))
    return rechunk_axes(a, {{static_cast<int>(axis), -1}});
  const auto& bounds = a.layout().bounds();
  ExpressionSpec spec;
  spec.kernel = "array.join";
  spec.params.set("axis", axis);
  spec.tasks = bounds.size() / static_cast<std::uint32_t>(bounds.counts()[axis]);
  spec.inputs.push_back({a.expression(), line_wiring(bounds, axis)});
  return with_axis(Expression::make(std::move(spec)).value(), a.layout(), axis, {bounds.shape()[axis]},
                   a.layout().chosen(axis), a.dtype());
}

Array joined_whole(const Array& a) {
  auto whole = a;
  for (std::size_t axis = 0; axis < a.ndim(); ++axis)
    whole = joined_along(whole, axis);
  return whole;
}

Array picked_late(const Array& a, std::size_t axis, const Index& index) {
  const auto whole = joined_along(a, axis);
  if (index.mask_length())
    throw TroupeError(unknown_extents(a)); // which may or may not be as long
  const auto made = layer("array.pick", params_of(axis, index), whole).value();
  if (const auto* slice = std::get_if<Slice>(&index.value())) {
    const auto length = whole.layout().bounds().shape()[axis];
    return with_axis(made, whole.layout(), axis, {most_left(*slice, length)},
                     chosen_by_slice(*whole.layout().chosen(axis), *slice), a.dtype());
  }
  const auto* list = std::get_if<Index::Positions>(&index.value());
  return with_axis(made, whole.layout(), axis, {list ? std::ssize(*list) : 1}, std::nullopt, a.dtype());
}

Array taken_late(const Array& a, const Array& positions, std::size_t axis) {
  const auto whole = joined_along(a, axis), at = joined_whole(positions);
  const auto made = layer("array.pick", Params{}.set("axis", axis), whole, at.expression()).value();
  return with_axis(made, whole.layout(), axis, at.layout().bounds().extents(0), at.layout().chosen(0), a.dtype());
}

Array rolled_late(const Array& a, std::size_t axis, std::int64_t shift) {
  const auto whole = joined_along(a, axis);
  return Array::make(layer("array.pick", Params{}.set("axis", axis).set("roll", shift), whole).value(), whole.layout(),
                     a.dtype())
      .value();
}

Array marked_late(const Array& a, std::size_t axis, const Index& index) {
  const auto whole = joined_along(a, axis);
  const auto& bounds = whole.layout().bounds();
  ExpressionSpec spec;
  spec.kernel = "array.mark";
  spec.params = params_of(axis, index);
  spec.inputs.push_back({whole.expression(), Wiring::one(0)}); // any chunk knows how long the axis is
  return Array::make(Expression::make(std::move(spec)).value(),
                     Layout(ChunkGrid::from_extents({bounds.extents(axis)}).value(), {whole.layout().chosen(axis)}),
                     DType::bool_)
      .value();
}

namespace {

/// Chunk by chunk. @pre rows of as many elements as those of `shape` after the first axis
Array reshaped_by_rows(const Array& a, const Shape& shape) {
  auto laid = a;
  for (std::size_t axis = 1; axis < a.ndim(); ++axis)
    laid = joined_along(laid, axis);
  std::vector<std::vector<std::int64_t>> cut{laid.layout().bounds().extents(0)};
  std::vector<std::optional<Key>> chosen{a.layout().chosen(0)};
  for (std::size_t axis = 1; axis < shape.size(); ++axis) {
    cut.push_back({shape[axis]});
    chosen.push_back(std::nullopt);
  }
  const auto made = layer("array.reshape_late", Params{}.set("shape", Params::Ints(shape)), laid).value();
  return Array::make(made, Layout(ChunkGrid::from_extents(std::move(cut)).value(), std::move(chosen)), a.dtype())
      .value();
}

bool keeps_rows(const Array& a, const Shape& shape) {
  const auto& bounds = a.layout().bounds().shape();
  if (shape.empty() || shape[0] != -1)
    return false;
  for (std::size_t axis = 1; axis < a.ndim(); ++axis)
    if (!a.layout().known(axis))
      return false;
  const auto rest = element_count(Shape(shape.begin() + 1, shape.end()));
  return rest > 0 && rest == element_count(Shape(bounds.begin() + 1, bounds.end()));
}

} // namespace

Shape shape_with_open(const Array& a) {
  auto shape = a.layout().bounds().shape();
  for (std::size_t axis = 0; axis < a.ndim(); ++axis)
    if (!a.layout().known(axis))
      shape[axis] = -1;
  if (std::count(shape.begin(), shape.end(), -1) > 1)
    throw TroupeError(unknown_extents(a));
  return shape;
}

Array reshaped_late(const Array& a, const Shape& shape) {
  const auto open = std::count(shape.begin(), shape.end(), -1);
  if (open > 1 || std::any_of(shape.begin(), shape.end(), [](auto extent) { return extent < -1; }))
    throw TroupeError({Errc::invalid_shape, to_string(a) + " cannot be reshaped to " + to_string(shape)});
  if (keeps_rows(a, shape))
    return reshaped_by_rows(a, shape);
  const auto whole = joined_whole(a);
  auto extents = shape;
  std::vector<std::optional<Key>> chosen(shape.size());
  if (const auto hole = std::find(extents.begin(), extents.end(), -1); hole != extents.end()) {
    *hole = 1;
    const auto rest = element_count(extents);
    if (rest == 0)
      throw TroupeError({Errc::invalid_shape, to_string(a) + " cannot be reshaped to " + to_string(shape)});
    *hole = (element_count(whole.layout().bounds().shape()) + rest - 1) / rest;
    KeyHasher hasher;
    hasher.text("reshaped").text(std::to_string(rest));
    for (std::size_t axis = 0; axis < a.ndim(); ++axis)
      hasher.key(a.layout().chosen(axis).value_or(
          KeyHasher().text(std::to_string(a.layout().bounds().shape()[axis])).finish()));
    chosen[static_cast<std::size_t>(hole - extents.begin())] = hasher.finish();
  }
  const auto made = layer("array.reshape_late", Params{}.set("shape", Params::Ints(shape)), whole).value();
  return Array::make(made, Layout(ChunkGrid::make(extents, Shape(extents.size(), -1)).value(), std::move(chosen)),
                     a.dtype())
      .value();
}

} // namespace troupe
