#include "collections/array/selection.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/blockwise.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/late_axis.hpp"
#include "collections/array/lines.hpp"
#include "collections/array/reduction_tree.hpp"
#include "collections/array/shaping.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>
#include <limits>
#include <string_view>

namespace troupe {
namespace {

std::vector<std::size_t> reduced_axes(const Array& array, std::optional<int> axis) {
  return axis ? std::vector<std::size_t>{axis_of(array, *axis)} : Axes().fit(array.ndim()).value();
}

void require_some(const Array& array, const char* what, std::optional<int> axis) {
  const auto none_along = [&](std::size_t at) {
    return array.layout().known(at) && array.layout().bounds().shape()[at] == 0;
  };
  if (axis ? none_along(axis_of(array, *axis)) : array.known_shape() && array.size() == 0)
    throw TroupeError(
        {Errc::invalid_argument, std::string(what) + " of no elements has no value: " + to_string(array)});
}

void require_real(const Array& array, const char* what) {
  if (is_complex(array.dtype()))
    throw TroupeError({Errc::invalid_dtype, std::string(what) + " takes real numbers, not "
                                                + std::string(to_string(array.dtype())) + ": " + to_string(array)});
}

/// The array with one more axis before its own. @pre as many chunks as the expression has tasks
Array behind(std::vector<std::int64_t> first, const Array& array, const ExpressionPtr& expression, DType dtype) {
  auto extents = bounds_of(array);
  extents.insert(extents.begin(), std::move(first));
  std::vector<std::optional<Key>> chosen{std::nullopt};
  for (std::size_t axis = 0; axis < array.ndim(); ++axis)
    chosen.push_back(array.layout().chosen(axis));
  return Array::make(expression, Layout(ChunkGrid::from_extents(std::move(extents)).value(), std::move(chosen)), dtype)
      .value();
}

/// The other way round.
Array without_first(const Array& array, const ExpressionPtr& expression, DType dtype) {
  auto extents = bounds_of(array);
  extents.erase(extents.begin());
  std::vector<std::optional<Key>> chosen;
  for (std::size_t axis = 1; axis < array.ndim(); ++axis)
    chosen.push_back(array.layout().chosen(axis));
  return Array::make(expression, Layout(ChunkGrid::from_extents(std::move(extents)).value(), std::move(chosen)), dtype)
      .value();
}

Array arg_extreme(const Array& array, const char* op, std::optional<int> axis, bool keepdims);

/// By real part, then imaginary part; the first with a NaN before all. An element's bits have no room for both parts,
/// so the extremes are found one after the other.
Array complex_arg_extreme(const Array& array, bool largest, std::optional<int> axis, bool keepdims) {
  const auto axes = axis ? Axes(*axis) : Axes();
  const auto best = [&](const Array& of) { return largest ? of.max(axes, true) : of.min(axes, true); };
  const auto nan = isnan(array), first = real(array), second = imag(array);
  const auto candidate = equal(first, best(first));
  const double least = largest ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
  const auto rest = where(candidate, second, astype(full({}, least), second.dtype()));
  const auto found = logical_and(candidate, equal(second, best(rest)));
  return arg_extreme(where(nan.any(axes, true), nan, found), "argmax", axis, keepdims);
}

/// Places are counted from where an axis begins: axes of unknown extents that are looked along are made one chunk.
Array counted_from_start(const Array& array, const std::vector<std::size_t>& axes) {
  auto whole = array;
  for (auto at : axes)
    if (!array.layout().known(at))
      whole = joined_along(whole, at);
  return whole;
}

Array arg_extreme(const Array& given, const char* op, std::optional<int> axis, bool keepdims) {
  require_some(given, op, axis);
  if (is_complex(given.dtype()))
    return complex_arg_extreme(given, op == std::string_view("argmax"), axis, keepdims);
  if (!axis && !given.known_shape() && given.ndim() > 1) {
    const auto place = arg_extreme(ravel(given), op, 0, false);
    return keepdims ? reshape(place, Shape(given.ndim(), 1)) : place;
  }
  const auto axes = reduced_axes(given, axis);
  const auto array = counted_from_start(given, axes);
  const auto& bounds = array.layout().bounds();
  auto params = with_starts(Params{}.set("op", op).set("shape", Params::Ints(bounds.shape())), bounds);
  if (axis)
    params.set("axis", axes.front());
  const auto made = blockwise("array.arg_reduce", params, {array}, DType::uint64).value();
  auto partial = array;
  std::vector<std::size_t> shifted;
  for (auto at : axes) {
    partial = with_axis(made.expression(), partial.layout(), at,
                        std::vector<std::int64_t>(bounds.extents(at).size(), 1), std::nullopt, DType::uint64);
    shifted.push_back(at + 1);
  }
  const auto combining = Params{}.set("op", op).set("dtype", std::string(to_string(array.dtype())));
  const auto partials = behind({2}, partial, made.expression(), DType::uint64);
  const auto combined = combine_along(partials, shifted, "array.arg_combine", combining).value();
  const auto places = blockwise("array.arg_finish", Params{}.set("op", op), {combined}, DType::int64).value();
  const auto result = without_first(combined, places.expression(), DType::int64);
  return keepdims ? result : squeeze(result, axes).value();
}

Array instead_of_nan(const Array& array, double value) {
  return is_floating(array.dtype()) || is_complex(array.dtype()) ? where(isnan(array), value, array) : array;
}

/// A task takes all chunks along the axis: where few lines of chunks lie beside each other, there are made more of
/// them.
Array with_more_lines(const Array& array, std::size_t axis) {
  const auto along = array.numblocks()[axis];
  return array.npartitions() / along < along ? whole_lines(array, axis) : array;
}

/// Quantiles along a first axis; the axes reduced keep extent 1.
Array quantiles_kept(const Array& array, const std::vector<double>& q, std::optional<int> axis, const Params& how) {
  require_some(array, "quantile", axis);
  for (auto one : q)
    if (!(one >= 0 && one <= 1))
      throw TroupeError({Errc::invalid_argument, "quantiles are from 0 to 1, percentiles from 0 to 100"});
  const auto type = is_complex(array.dtype()) ? DType::complex128 : DType::float64;
  auto params = Params(how).set("q", Params::Doubles(q));
  const std::vector<std::int64_t> first{static_cast<std::int64_t>(q.size())};
  if (axis) {
    const auto at = axis_of(array, *axis);
    const auto made =
        along_lines(with_more_lines(array, at), at, "array.quantile", params.set("axis", at), 1, type).value();
    return behind(first, made, made.expression(), type);
  }
  ExpressionSpec spec;
  spec.kernel = "array.quantile";
  spec.params = params;
  spec.inputs.push_back({array.expression(), Wiring::all()});
  std::vector<std::vector<std::int64_t>> extents(array.ndim(), {1});
  extents.insert(extents.begin(), first);
  return relaid(Expression::make(std::move(spec)).value(), std::move(extents), type);
}

/// @param single  one quantile, without an axis of its own
Array quantiles(const Array& array, const std::vector<double>& q, std::optional<int> axis, bool keepdims, bool single,
                const Params& how = {}) {
  std::vector<std::size_t> dropped;
  if (single)
    dropped.push_back(0);
  if (!keepdims)
    for (auto at : reduced_axes(array, axis))
      dropped.push_back(at + 1);
  const auto result = squeeze(quantiles_kept(array, q, axis, how), dropped).value();
  return single && (array.dtype() == DType::float32 || array.dtype() == DType::complex64) ? result.astype(array.dtype())
                                                                                          : result;
}

Params skip_nan() { return Params{}.set("skip_nan", true); }

std::vector<double> hundredths(std::vector<double> q) {
  for (auto& one : q)
    one /= 100;
  return q;
}

} // namespace

Array argmin(const Array& a, std::optional<int> axis, bool keepdims) {
  return arg_extreme(a, "argmin", axis, keepdims);
}
Array argmax(const Array& a, std::optional<int> axis, bool keepdims) {
  return arg_extreme(a, "argmax", axis, keepdims);
}

Array nanargmin(const Array& a, std::optional<int> axis, bool keepdims) {
  return argmin(instead_of_nan(a, std::numeric_limits<double>::infinity()), axis, keepdims);
}
Array nanargmax(const Array& a, std::optional<int> axis, bool keepdims) {
  return argmax(instead_of_nan(a, -std::numeric_limits<double>::infinity()), axis, keepdims);
}

using Fractions = const std::vector<double>&;
using Axis = std::optional<int>;
Array quantile(const Array& a, Fractions q, Axis axis, bool keepdims) { return quantiles(a, q, axis, keepdims, false); }
Array quantile(const Array& a, double q, Axis axis, bool keepdims) { return quantiles(a, {q}, axis, keepdims, true); }
Array percentile(const Array& a, Fractions q, Axis axis, bool keepdims) {
  return quantile(a, hundredths(q), axis, keepdims);
}
Array percentile(const Array& a, double q, Axis axis, bool keepdims) { return quantile(a, q / 100, axis, keepdims); }
Array median(const Array& a, Axis axis, bool keepdims) {
  return quantiles(a, {0.5}, axis, keepdims, true, Params{}.set("middle", true));
}
Array nanquantile(const Array& a, Fractions q, Axis axis, bool keepdims) {
  return quantiles(a, q, axis, keepdims, false, skip_nan());
}
Array nanquantile(const Array& a, double q, Axis axis, bool keepdims) {
  return quantiles(a, {q}, axis, keepdims, true, skip_nan());
}
Array nanpercentile(const Array& a, Fractions q, Axis axis, bool keepdims) {
  return nanquantile(a, hundredths(q), axis, keepdims);
}
Array nanpercentile(const Array& a, double q, Axis axis, bool keepdims) {
  return nanquantile(a, q / 100, axis, keepdims);
}
Array nanmedian(const Array& a, Axis axis, bool keepdims) {
  return quantiles(a, {0.5}, axis, keepdims, true, skip_nan().set("middle", true));
}

Array topk(const Array& a, std::int64_t k, int axis) {
  const auto at = axis_of(a, axis);
  require_real(a, "topk");
  if (k == 0)
    throw TroupeError({Errc::invalid_argument, "topk of no elements of " + to_string(a)});
  const auto most = k < 0 ? -k : k;
  const auto& bounds = a.layout().bounds();
  auto extents = bounds.extents(at);
  for (auto& extent : extents)
    extent = std::min(extent, most);
  const auto params = Params{}.set("k", k).set("axis", at);
  const auto made = blockwise("array.topk", params, {a}, a.dtype()).value();
  const auto chosen = a.layout().known(at) ? std::nullopt : std::optional(best_of(*a.layout().chosen(at), most));
  const auto partials = with_axis(made.expression(), a.layout(), at, std::move(extents), chosen, a.dtype());
  return along_lines(partials, at, "array.topk", params, std::min(bounds.shape()[at], most), a.dtype(), chosen).value();
}

} // namespace troupe
