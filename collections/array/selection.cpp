#include "collections/array/selection.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/blockwise.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"
#include "collections/array/lines.hpp"
#include "collections/array/reduction_tree.hpp"
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
  if (axis ? array.shape()[axis_of(array, *axis)] == 0 : array.known_shape() && array.size() == 0)
    throw TroupeError({Errc::invalid_argument, std::string(what) + " of no elements has no value: " + to_string(array)});
}

void require_real(const Array& array, const char* what) {
  if (is_complex(array.dtype()))
    throw TroupeError({Errc::invalid_dtype, std::string(what) + " takes real numbers, not " + std::string(to_string(array.dtype())) + ": " + to_string(array)});
}

/// Where the chunks begin, as the kernels' parameters s0, s1, ...
Params with_starts(Params params, const ChunkGrid& grid) {
  for (std::size_t axis = 0; axis < grid.rank(); ++axis) {
    Params::Ints starts;
    std::int64_t start = 0;
    for (auto extent : grid.extents(axis)) {
      starts.push_back(start);
      start += extent;
    }
    params.set("s" + std::to_string(axis), std::move(starts));
  }
  return params;
}

Array arg_extreme(const Array& array, const char* op, std::optional<int> axis, bool keepdims);

/// By real part, then imaginary part; the first with a NaN before all. An element's bits have no room for both parts, so the
/// extremes are found one after the other.
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

Array arg_extreme(const Array& array, const char* op, std::optional<int> axis, bool keepdims) {
  require_some(array, op, axis);
  if (is_complex(array.dtype()))
    return complex_arg_extreme(array, op == std::string_view("argmax"), axis, keepdims);
  const auto axes = reduced_axes(array, axis);
  auto params = with_starts(Params{}.set("op", op).set("shape", Params::Ints(array.shape())), array.grid());
  if (axis)
    params.set("axis", axes.front());
  const auto made = blockwise("array.arg_reduce", params, {array}, DType::uint64).value();
  auto extents = array.chunks();
  for (auto at : axes)
    std::fill(extents[at].begin(), extents[at].end(), 1);
  extents.insert(extents.begin(), {2});
  std::vector<std::size_t> shifted;
  for (auto at : axes)
    shifted.push_back(at + 1);
  const auto combining = Params{}.set("op", op).set("dtype", std::string(to_string(array.dtype())));
  const auto combined = combine_along(relaid(made.expression(), extents, DType::uint64), shifted, "array.arg_combine", combining).value();
  const auto places = blockwise("array.arg_finish", {}, {combined}, DType::int64).value();
  auto kept = combined.chunks();
  kept.erase(kept.begin());
  const auto result = relaid(places.expression(), std::move(kept), DType::int64);
  return keepdims ? result : squeeze(result, axes).value();
}

Array instead_of_nan(const Array& array, double value) {
  return is_floating(array.dtype()) || is_complex(array.dtype()) ? where(isnan(array), value, array) : array;
}

/// A task takes all chunks along the axis: where few lines of chunks lie beside each other, there are made more of them.
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
    const auto made = along_lines(with_more_lines(array, at), at, "array.quantile", params.set("axis", at), 1, type).value();
    auto extents = made.chunks();
    extents.insert(extents.begin(), first);
    return relaid(made.expression(), std::move(extents), type);
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
Array quantiles(const Array& array, const std::vector<double>& q, std::optional<int> axis, bool keepdims, bool single, const Params& how = {}) {
  std::vector<std::size_t> dropped;
  if (single)
    dropped.push_back(0);
  if (!keepdims)
    for (auto at : reduced_axes(array, axis))
      dropped.push_back(at + 1);
  const auto result = squeeze(quantiles_kept(array, q, axis, how), dropped).value();
  return single && (array.dtype() == DType::float32 || array.dtype() == DType::complex64) ? result.astype(array.dtype()) : result;
}

Params skip_nan() { return Params{}.set("skip_nan", true); }

std::vector<double> hundredths(std::vector<double> q) {
  for (auto& one : q)
    one /= 100;
  return q;
}

} // namespace

Array argmin(const Array& a, std::optional<int> axis, bool keepdims) { return arg_extreme(a, "argmin", axis, keepdims); }
Array argmax(const Array& a, std::optional<int> axis, bool keepdims) { return arg_extreme(a, "argmax", axis, keepdims); }

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
Array percentile(const Array& a, Fractions q, Axis axis, bool keepdims) { return quantile(a, hundredths(q), axis, keepdims); }
Array percentile(const Array& a, double q, Axis axis, bool keepdims) { return quantile(a, q / 100, axis, keepdims); }
Array median(const Array& a, Axis axis, bool keepdims) {
  return quantiles(a, {0.5}, axis, keepdims, true, Params{}.set("middle", true));
}
Array nanquantile(const Array& a, Fractions q, Axis axis, bool keepdims) { return quantiles(a, q, axis, keepdims, false, skip_nan()); }
Array nanquantile(const Array& a, double q, Axis axis, bool keepdims) { return quantiles(a, {q}, axis, keepdims, true, skip_nan()); }
Array nanpercentile(const Array& a, Fractions q, Axis axis, bool keepdims) { return nanquantile(a, hundredths(q), axis, keepdims); }
Array nanpercentile(const Array& a, double q, Axis axis, bool keepdims) { return nanquantile(a, q / 100, axis, keepdims); }
Array nanmedian(const Array& a, Axis axis, bool keepdims) {
  return quantiles(a, {0.5}, axis, keepdims, true, skip_nan().set("middle", true));
}

Array topk(const Array& a, std::int64_t k, int axis) {
  const auto at = axis_of(a, axis);
  require_real(a, "topk");
  if (k == 0)
    throw TroupeError({Errc::invalid_argument, "topk of no elements of " + to_string(a)});
  const auto most = k < 0 ? -k : k;
  auto extents = a.chunks();
  for (auto& extent : extents[at])
    extent = std::min(extent, most);
  const auto params = Params{}.set("k", k).set("axis", at);
  const auto made = blockwise("array.topk", params, {a}, a.dtype()).value();
  const auto partials = relaid(made.expression(), std::move(extents), a.dtype());
  return along_lines(partials, at, "array.topk", params, std::min(a.shape()[at], most), a.dtype()).value();
}

} // namespace troupe
