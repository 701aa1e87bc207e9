#include "collections/array/reductions.hpp"

#include "collections/array/along_axis.hpp"
#include "collections/array/blockwise.hpp"
#include "collections/array/creation.hpp"
#include "collections/array/late_axis.hpp"
#include "collections/array/reduction_tree.hpp"
#include "collections/array/shaping.hpp"
#include "collections/array/windowed.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>
#include <limits>

namespace troupe {
namespace {

using AxisPlaces = std::vector<std::size_t>;

/// What sum and prod add up in (runtime/tiles/reduce_op.hpp says the same): float64 for float32, so that partial sums
/// are kept whole.
DType partial_type(const std::string& op, DType dtype) {
  if (op == "moments")
    return DType::float64;
  if (op != "sum" && op != "prod")
    return dtype;
  return is_floating(dtype) ? DType::float64 : is_complex(dtype) ? DType::complex128 : sum_of(dtype);
}

Params reduce_params(const char* op, const Array& array, const AxisPlaces& axes) {
  Params::Ints reduced(axes.begin(), axes.end());
  if (reduced.size() == array.ndim())
    reduced.clear(); // all axes, listed or not, are the same computation
  return Params{}.set("op", op).set("axes", reduced);
}

/// The NumPy reductions share their kernels; `op` says which. Axes stay with extent 1.
Array reduce_kept(const Array& array, const char* op, const AxisPlaces& axes) {
  if (axes.empty() && array.ndim() > 0)
    throw TroupeError({Errc::invalid_argument, std::string(op) + " along no axis at all"});
  const auto partials =
      blockwise("array.reduce", reduce_params(op, array, axes), {array}, partial_type(op, array.dtype())).value();
  return combine_along(partials, axes, "array.combine", Params{}.set("op", op)).value();
}

/// A result without the axes, with them where they are to be kept.
Array with_axes(Array result, const AxisPlaces& axes, bool keepdims) {
  for (std::size_t i = 0; i < axes.size() && keepdims; ++i)
    result = expand_dims(result, static_cast<int>(axes[i]));
  return result;
}

/// Of windows, along their own axes first: that needs no window to be made. The other axes go as always.
std::optional<Array> reduce_windows(const Array& array, const char* op, const AxisPlaces& axes) {
  const auto seen = seen_windows(array);
  const bool adds_up = op == std::string_view("sum") || op == std::string_view("prod");
  if (!seen || (is_complex(array.dtype()) && !adds_up))
    return std::nullopt;
  const auto first_window = std::lower_bound(axes.begin(), axes.end(), seen->source.ndim());
  auto rolled = reduced_windows(array.astype(partial_type(op, array.dtype())), op, {first_window, axes.end()});
  if (!rolled || first_window == axes.begin())
    return rolled;
  const AxisPlaces others(axes.begin(), first_window);
  return squeeze(reduce_kept(*rolled, op, others), others).value();
}

Array reduced(const Array& array, const char* op, const AxisPlaces& axes, bool keepdims) {
  if (const auto rolled = reduce_windows(array, op, axes))
    return with_axes(*rolled, axes, keepdims);
  const auto combined = reduce_kept(array, op, axes);
  return keepdims ? combined : squeeze(combined, axes).value();
}

Array reduce(const Array& array, const char* op, const Axes& axis, bool keepdims) {
  return reduced(array, op, axis.fit(array.ndim()).value(), keepdims);
}

bool known_along(const Array& array, const AxisPlaces& axes) {
  return std::all_of(axes.begin(), axes.end(), [&](auto axis) { return array.layout().known(axis); });
}

/// How many elements each result is made of. @pre known_along()
std::int64_t count_along(const Array& array, const AxisPlaces& axes) {
  std::int64_t count = 1;
  for (auto one : axes)
    count *= array.layout().bounds().shape()[one];
  return count;
}

/// The same, found when it is computed; the axes keep extent 1.
Array lazy_count_along(const Array& array, const AxisPlaces& axes) {
  const auto made =
      blockwise("array.count", Params{}.set("axes", Params::Ints(axes.begin(), axes.end())), {array}, DType::int64)
          .value();
  return combine_along(made, axes, "array.combine", Params{}.set("op", "sum")).value();
}

/// An extreme; of no elements there is none, which may show only when it is computed.
Array extreme(const Array& array, const char* op, const char* name, const Axes& axis, bool keepdims) {
  const auto axes = axis.fit(array.ndim()).value();
  const bool known = known_along(array, axes);
  if (known && count_along(array, axes) == 0)
    throw TroupeError(
        {Errc::invalid_argument, std::string(name) + " of no elements has no value: " + to_string(array)});
  if (known)
    return reduced(array, op, axes, keepdims);
  const auto result = blockwise("array.require_some", Params{}.set("what", name),
                                {reduce_kept(array, op, axes), lazy_count_along(array, axes)}, array.dtype())
                          .value();
  return keepdims ? result : squeeze(result, axes).value();
}

/// float64 for what is neither floating nor complex.
Array as_floating(const Array& array) {
  return is_floating(array.dtype()) || is_complex(array.dtype()) ? array : array.astype(DType::float64);
}

/// Count, mean and squares of each total, combined; the axes stay with extent 1, a first one of 3 is put in front.
Array moments_of(const Array& array, const AxisPlaces& axes) {
  const auto made = blockwise("array.reduce", reduce_params("moments", array, axes), {array}, DType::float64).value();
  std::vector<std::vector<std::int64_t>> extents{{3}};
  std::vector<std::optional<Key>> chosen{std::nullopt};
  AxisPlaces shifted;
  for (std::size_t axis = 0; axis < array.ndim(); ++axis) {
    extents.push_back(array.layout().bounds().extents(axis));
    chosen.push_back(array.layout().chosen(axis));
  }
  for (auto axis : axes)
    shifted.push_back(axis + 1);
  const Layout layout(ChunkGrid::from_extents(std::move(extents)).value(), std::move(chosen));
  const auto partials = Array::make(made.expression(), layout, DType::float64).value();
  return combine_along(partials, shifted, "array.combine", Params{}.set("op", "moments")).value();
}

/// In float64.
Array real_variance(const Array& array, const Axes& axis, double ddof, bool keepdims) {
  const auto axes = axis.fit(array.ndim()).value();
  if (const auto rolled = reduced_windows(array.astype(DType::float64), "var", axes, Params{}.set("ddof", ddof)))
    return with_axes(*rolled, axes, keepdims);
  const auto moments = moments_of(array, axes);
  std::vector<std::vector<std::int64_t>> extents;
  std::vector<std::optional<Key>> chosen;
  for (std::size_t at = 1; at < moments.ndim(); ++at) {
    extents.push_back(moments.layout().bounds().extents(at));
    chosen.push_back(moments.layout().chosen(at));
  }
  ExpressionSpec spec;
  spec.kernel = "array.moments_finish";
  spec.params.set("ddof", ddof);
  spec.tasks = moments.npartitions();
  spec.inputs.push_back({moments.expression(), Wiring::each()});
  const Layout layout(ChunkGrid::from_extents(std::move(extents)).value(), std::move(chosen));
  const auto variance = Array::make(Expression::make(std::move(spec)).value(), layout, DType::float64).value();
  return keepdims ? variance : squeeze(variance, axes).value();
}

/// The same, of complex numbers the sum of their parts'.
Array variance_of(const Array& array, const Axes& axis, double ddof, bool keepdims) {
  if (is_complex(array.dtype()))
    return real_variance(real(array), axis, ddof, keepdims) + real_variance(imag(array), axis, ddof, keepdims);
  return real_variance(array, axis, ddof, keepdims);
}

Array nan_replaced_by(const Array& array, double instead) {
  return is_floating(array.dtype()) || is_complex(array.dtype()) ? where(isnan(array), instead, array) : array;
}

Array count_numbers(const Array& array, const Axes& axis, bool keepdims) {
  return reduce(isnan(array) == false, "sum", axis, keepdims).astype(real_of(array.dtype()));
}

} // namespace

Array Array::sum(const Axes& axis, bool keepdims) const {
  return reduce(*this, "sum", axis, keepdims).astype(sum_of(dtype()));
}

Array Array::prod(const Axes& axis, bool keepdims) const {
  return reduce(*this, "prod", axis, keepdims).astype(sum_of(dtype()));
}

Array Array::min(const Axes& axis, bool keepdims) const { return extreme(*this, "min", "min", axis, keepdims); }

Array Array::max(const Axes& axis, bool keepdims) const { return extreme(*this, "max", "max", axis, keepdims); }

Array Array::mean(const Axes& axis, bool keepdims) const {
  const auto array = as_floating(*this);
  const auto axes = axis.fit(ndim()).value();
  if (const auto rolled = reduce_windows(array, "sum", axes))
    return (with_axes(*rolled, axes, keepdims) / static_cast<double>(count_along(*this, axes))).astype(array.dtype());
  const auto total = reduce_kept(array, "sum", axes);
  const auto means = known_along(*this, axes) ? total / static_cast<double>(count_along(*this, axes))
                                              : total / lazy_count_along(*this, axes);
  return (keepdims ? means : troupe::squeeze(means, axes).value()).astype(array.dtype());
}

Array Array::var(const Axes& axis, double ddof, bool keepdims) const {
  const auto array = as_floating(*this);
  return variance_of(array, axis, ddof, keepdims).astype(real_of(array.dtype()));
}

Array Array::std(const Axes& axis, double ddof, bool keepdims) const { // whose square may be too large for float32
  const auto array = as_floating(*this);
  return sqrt(variance_of(array, axis, ddof, keepdims)).astype(real_of(array.dtype()));
}

Array Array::any(const Axes& axis, bool keepdims) const { return reduce(astype(DType::bool_), "max", axis, keepdims); }
Array Array::all(const Axes& axis, bool keepdims) const { return reduce(astype(DType::bool_), "min", axis, keepdims); }

Array sum(const Array& a, const Axes& axis, bool keepdims) { return a.sum(axis, keepdims); }
Array prod(const Array& a, const Axes& axis, bool keepdims) { return a.prod(axis, keepdims); }
Array min(const Array& a, const Axes& axis, bool keepdims) { return a.min(axis, keepdims); }
Array max(const Array& a, const Axes& axis, bool keepdims) { return a.max(axis, keepdims); }
Array mean(const Array& a, const Axes& axis, bool keepdims) { return a.mean(axis, keepdims); }
Array var(const Array& a, const Axes& axis, double ddof, bool keepdims) { return a.var(axis, ddof, keepdims); }
Array std(const Array& a, const Axes& axis, double ddof, bool keepdims) { return a.std(axis, ddof, keepdims); }
Array any(const Array& a, const Axes& axis, bool keepdims) { return a.any(axis, keepdims); }
Array all(const Array& a, const Axes& axis, bool keepdims) { return a.all(axis, keepdims); }

Array count_nonzero(const Array& a, const Axes& axis, bool keepdims) {
  return a.astype(DType::bool_).sum(axis, keepdims);
}

Array ptp(const Array& a, const Axes& axis, bool keepdims) { return a.max(axis, keepdims) - a.min(axis, keepdims); }

Array average(const Array& a, const Axes& axis) { return a.mean(axis); }

Array average(const Array& a, const Array& weights, const Axes& axis) {
  const auto weighted = as_floating(a) * weights;
  const auto spread = where(isfinite(a) == isfinite(a), weights, 0); // the weights, broadcast to the array
  return weighted.sum(axis) / spread.sum(axis);
}

Array allclose(const Array& a, const ArrayLike& b, double rtol, double atol, bool equal_nan) {
  return isclose(a, b, rtol, atol, equal_nan).all();
}

Array array_equal(const Array& a, const Array& b) {
  if (a.known_shape() && b.known_shape())
    return a.shape() == b.shape() ? (a == b).all() : full({}, false);
  const auto type = promote(a.dtype(), b.dtype());
  ExpressionSpec spec;
  spec.kernel = "array.same";
  for (const auto* array : {&a, &b})
    spec.inputs.push_back({joined_whole(array->astype(type)).expression(), Wiring::one(0)});
  return Array::make(Expression::make(std::move(spec)).value(), ChunkGrid::make({}, {}).value(), DType::bool_).value();
}

Array nansum(const Array& a, const Axes& axis, bool keepdims) { return nan_replaced_by(a, 0).sum(axis, keepdims); }
Array nanprod(const Array& a, const Axes& axis, bool keepdims) { return nan_replaced_by(a, 1).prod(axis, keepdims); }

Array nanmin(const Array& a, const Axes& axis, bool keepdims) { return extreme(a, "fmin", "nanmin", axis, keepdims); }

Array nanmax(const Array& a, const Axes& axis, bool keepdims) { return extreme(a, "fmax", "nanmax", axis, keepdims); }

Array nanmean(const Array& a, const Axes& axis, bool keepdims) {
  if (!is_floating(a.dtype()) && !is_complex(a.dtype()))
    return a.mean(axis, keepdims);
  return (nansum(a, axis, keepdims) / count_numbers(a, axis, keepdims)).astype(a.dtype());
}

Array nanvar(const Array& a, const Axes& axis, double ddof, bool keepdims) {
  if (!is_floating(a.dtype()) && !is_complex(a.dtype()))
    return a.var(axis, ddof, keepdims);
  const auto axes = axis.fit(a.ndim()).value();
  if (is_floating(a.dtype()))
    if (const auto rolled = reduced_windows(a.astype(DType::float64), "nanvar", axes, Params{}.set("ddof", ddof)))
      return with_axes(*rolled, axes, keepdims).astype(a.dtype());
  const auto distance = a - nanmean(a, axis, true);
  const auto squares = is_complex(a.dtype()) ? square(real(distance)) + square(imag(distance)) : square(distance);
  const auto freedom = count_numbers(a, axis, keepdims) - ddof;
  const auto variance = where(isnan(a), 0, squares).sum(axis, keepdims) / freedom;
  return where(freedom > 0, variance, std::numeric_limits<double>::quiet_NaN()).astype(real_of(a.dtype()));
}

Array nanstd(const Array& a, const Axes& axis, double ddof, bool keepdims) {
  return sqrt(nanvar(a, axis, ddof, keepdims));
}

Array apply_over_axes(const std::function<Array(const Array&, int)>& function, const Array& a,
                      const std::vector<int>& axes) {
  auto result = a;
  for (auto axis : axes) {
    const auto made = function(result, static_cast<int>(axis_of(result, axis)));
    if (made.ndim() + 1 != a.ndim() && made.ndim() != a.ndim())
      throw TroupeError(
          {Errc::invalid_shape, "apply_over_axes: the function makes " + to_string(made) + " of " + to_string(result)});
    result = made.ndim() == a.ndim() ? made : expand_dims(made, static_cast<int>(axis_of(result, axis)));
  }
  return result;
}

} // namespace troupe
