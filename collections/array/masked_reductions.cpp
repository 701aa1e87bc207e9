// Reductions of masked arrays: masked elements are left out, and a result that is made of nothing is masked.
#include "collections/array/creation.hpp"
#include "collections/array/cumulative.hpp"
#include "collections/array/masked.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/selection.hpp"
#include "collections/array/sorting.hpp"
#include "runtime/chunk/dtype_rules.hpp"
#include "runtime/chunk/for_dtype.hpp"

#include <limits>

namespace troupe::ma {
namespace {

/// The largest number of a type, or its least: what every other one is an extreme beside.
Scalar last_of(DType dtype, bool largest) {
  return for_dtype(dtype, [&](auto type) -> Scalar {
    using T = typename decltype(type)::type;
    if constexpr (std::is_same_v<T, bool>)
      return largest;
    else if constexpr (std::is_integral_v<T>)
      return largest ? std::numeric_limits<T>::max() : std::numeric_limits<T>::min();
    else
      return largest ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
  });
}

/// Of the type, so that a number's own type does not count.
Array filled_with(const MaskedArray& a, const Scalar& value) { return a.filled(value); }

Array nothing_left(const MaskedArray& a, const Axes& axis, bool keepdims) { return a.mask().all(axis, keepdims); }

MaskedArray reduced(const MaskedArray& a, const Array& result, const Axes& axis, bool keepdims) {
  return {result, nothing_left(a, axis, keepdims),
          a.dtype() == result.dtype() ? std::optional(a.fill_value()) : std::nullopt};
}

} // namespace

Array MaskedArray::count(const Axes& axis, bool keepdims) const { return (!mask_).sum(axis, keepdims); }

MaskedArray MaskedArray::sum(const Axes& axis, bool keepdims) const {
  return reduced(*this, filled_with(*this, 0).sum(axis, keepdims), axis, keepdims);
}
MaskedArray MaskedArray::prod(const Axes& axis, bool keepdims) const {
  return reduced(*this, filled_with(*this, 1).prod(axis, keepdims), axis, keepdims);
}
MaskedArray MaskedArray::min(const Axes& axis, bool keepdims) const {
  return reduced(*this, filled_with(*this, last_of(dtype(), true)).min(axis, keepdims), axis, keepdims);
}
MaskedArray MaskedArray::max(const Axes& axis, bool keepdims) const {
  return reduced(*this, filled_with(*this, last_of(dtype(), false)).max(axis, keepdims), axis, keepdims);
}
MaskedArray MaskedArray::ptp(const Axes& axis, bool keepdims) const {
  return max(axis, keepdims) - min(axis, keepdims);
}
MaskedArray MaskedArray::any(const Axes& axis, bool keepdims) const {
  return reduced(*this, filled_with(*this, false).any(axis, keepdims), axis, keepdims);
}
MaskedArray MaskedArray::all(const Axes& axis, bool keepdims) const {
  return reduced(*this, filled_with(*this, true).all(axis, keepdims), axis, keepdims);
}

MaskedArray MaskedArray::mean(const Axes& axis, bool keepdims) const {
  const bool whole = !is_floating(dtype()) && !is_complex(dtype());
  const auto data = whole ? astype(DType::float64) : *this;
  const auto total = data.filled(0).sum(axis, keepdims);
  const auto counted = troupe::maximum(count(axis, keepdims), 1); // of nothing the mean is masked
  return reduced(data, (total / counted.astype(real_of(total.dtype()))).astype(data.dtype()), axis, keepdims);
}

MaskedArray MaskedArray::var(const Axes& axis, double ddof, bool keepdims) const {
  const bool whole = !is_floating(dtype()) && !is_complex(dtype());
  const auto data = whole ? astype(DType::float64) : *this;
  const auto means = data.mean(axis, true);
  const auto distance = data.data() - means.data();
  const auto squares = is_complex(data.dtype())
                           ? troupe::square(troupe::real(distance)) + troupe::square(troupe::imag(distance))
                           : troupe::square(distance);
  const auto total = troupe::where(mask_, 0, squares).sum(axis, keepdims);
  const auto freedom = count(axis, keepdims) - ddof;
  const auto none = less_equal(freedom, 0);
  return {(total / troupe::where(none, 1, freedom)).astype(real_of(data.dtype())),
          none | nothing_left(*this, axis, keepdims)};
}

MaskedArray MaskedArray::std(const Axes& axis, double ddof, bool keepdims) const {
  const auto squares = var(axis, ddof, keepdims);
  return {troupe::sqrt(squares.data()), squares.mask()};
}

MaskedArray MaskedArray::median(std::optional<int> axis, bool keepdims) const {
  const auto data = is_floating(dtype()) || is_complex(dtype()) ? *this : astype(DType::float64);
  const auto axes = axis ? Axes(*axis) : Axes();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto middle = nanmedian(data.filled(nan), axis, keepdims);
  const auto spoilt = (isnan(data.data()) & !mask_).any(axes, keepdims); // a NaN that counts
  return {troupe::where(spoilt, full({}, nan).astype(middle.dtype()), middle), nothing_left(*this, axes, keepdims)};
}

Array MaskedArray::argmin(std::optional<int> axis, bool keepdims) const {
  return filled_with(*this, last_of(dtype(), true)).argmin(axis, keepdims);
}
Array MaskedArray::argmax(std::optional<int> axis, bool keepdims) const {
  return filled_with(*this, last_of(dtype(), false)).argmax(axis, keepdims);
}

MaskedArray MaskedArray::sort(int axis) const {
  const bool has_nan = is_floating(dtype()) || is_complex(dtype());
  const auto last = has_nan ? Scalar(std::numeric_limits<double>::quiet_NaN()) : last_of(dtype(), true);
  return {troupe::sort(filled_with(*this, last), axis), troupe::sort(mask_, axis), fill_value_};
}

MaskedArray MaskedArray::anom(std::optional<int> axis) const { return *this - mean(axis ? Axes(*axis) : Axes(), true); }

MaskedArray MaskedArray::cumsum(int axis) const { return {troupe::cumsum(filled(0), axis), mask_}; }
MaskedArray MaskedArray::cumprod(int axis) const { return {troupe::cumprod(filled(1), axis), mask_}; }

Array count(const MaskedArray& a, const Axes& axis, bool keepdims) { return a.count(axis, keepdims); }

MaskedArray average(const MaskedArray& a, const Axes& axis) { return a.mean(axis); }

MaskedArray average(const MaskedArray& a, const Array& weights, const Axes& axis) {
  const auto counted = troupe::where(a.mask(), 0, weights); // the weights, broadcast to the array
  const auto total = MaskedArray(troupe::where(a.mask(), 0, a.data() * weights), a.mask()).sum(axis);
  return total / counted.sum(axis).astype(is_complex(total.dtype()) ? total.dtype() : DType::float64);
}

} // namespace troupe::ma
