#include "collections/array/masked.hpp"

#include "collections/array/creation.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/reductions.hpp"
#include "runtime/chunk/dtype_rules.hpp"

#include <algorithm>
#include <ostream>

namespace troupe::ma {
namespace {

Scalar default_fill_value(DType dtype) {
  if (dtype == DType::bool_)
    return true;
  return is_integer(dtype) ? Scalar(999999) : Scalar(1e20);
}

const Array& array_of(const MaskedLike& a) {
  if (!a.data.array())
    throw TroupeError(
        {Errc::invalid_argument, "a mask is of an array, not of the number " + to_string(*a.data.scalar()) + " alone"});
  return *a.data.array();
}

/// The condition as a mask of the array, broadcast to it.
Array as_mask(const ArrayLike& condition, const Array& like) {
  if (condition.scalar())
    return full_like(like, condition.scalar()->as_bool(), DType::bool_);
  return logical_or(condition.array()->astype(DType::bool_), zeros_like(like, DType::bool_));
}

MaskedArray masked_by(const MaskedLike& a, const Array& condition, std::optional<Scalar> fill_value = std::nullopt) {
  const auto& data = array_of(a);
  const auto mask = as_mask(condition, data);
  return {data, a.mask ? logical_or(*a.mask, mask) : mask, fill_value ? fill_value : a.fill_value};
}

} // namespace

MaskedArray::MaskedArray(Array data, Array mask, std::optional<Scalar> fill_value)
    : data_(std::move(data)), mask_(std::move(mask)),
      fill_value_(fill_value.value_or(default_fill_value(data_.dtype()))) {
  if (mask_.dtype() != DType::bool_)
    throw TroupeError({Errc::invalid_dtype, "a mask is of truth values, not " + to_string(mask_)});
  const auto &bounds = data_.layout().bounds(), &own = mask_.layout().bounds();
  if (bounds.shape() != own.shape())
    throw TroupeError({Errc::invalid_shape, "the mask " + to_string(mask_) + " does not lie on " + to_string(data_)});
  if (bounds != own)
    mask_ = troupe::rechunk(mask_, data_.chunks());
}

Array MaskedArray::filled(const std::optional<Scalar>& value) const {
  return troupe::where(mask_, full({}, value.value_or(fill_value_)).astype(dtype()), data_);
}

Array MaskedArray::compressed() const { return data_.ravel()(!mask_.ravel()); }

MaskedArray MaskedArray::astype(DType dtype) const { return {data_.astype(dtype), mask_}; }
MaskedArray MaskedArray::reshape(const Shape& shape) const {
  return {data_.reshape(shape), mask_.reshape(shape), fill_value_};
}
MaskedArray MaskedArray::ravel() const { return {data_.ravel(), mask_.ravel(), fill_value_}; }
MaskedArray MaskedArray::squeeze(const Axes& axes) const {
  return {data_.squeeze(axes), mask_.squeeze(axes), fill_value_};
}
MaskedArray MaskedArray::swapaxes(int first, int second) const {
  return {data_.swapaxes(first, second), mask_.swapaxes(first, second), fill_value_};
}
MaskedArray MaskedArray::round(int decimals) const { return {data_.round(decimals), mask_, fill_value_}; }
MaskedArray MaskedArray::clip(const Scalar& low, const Scalar& high) const { return {data_.clip(low, high), mask_}; }
MaskedArray MaskedArray::transpose(const std::vector<int>& axes) const {
  return {data_.transpose(axes), mask_.transpose(axes), fill_value_};
}
MaskedArray MaskedArray::rechunk(const Chunks& chunks) const {
  const auto data = data_.rechunk(chunks);
  return {data, troupe::rechunk(mask_, data.chunks()), fill_value_};
}
MaskedArray MaskedArray::index(const std::vector<Index>& indices) const {
  return {data_.index(indices), mask_.index(indices), fill_value_};
}

MaskedArray masked_array(const Array& data, const std::optional<ArrayLike>& mask, std::optional<Scalar> fill_value) {
  if (mask && mask->array() && mask->array()->shape() != data.shape())
    throw TroupeError(
        {Errc::invalid_shape, "the mask " + to_string(*mask->array()) + " does not lie on " + to_string(data)});
  return {data, as_mask(mask.value_or(false), data), fill_value};
}

MaskedArray masked_where(const ArrayLike& condition, const MaskedLike& a) {
  if (condition.array() && condition.array()->shape() != array_of(a).shape())
    throw TroupeError({Errc::invalid_shape, "the condition " + to_string(*condition.array()) + " does not lie on "
                                                + to_string(array_of(a))});
  return masked_by(a, as_mask(condition, array_of(a)));
}

MaskedArray masked_equal(const MaskedLike& a, const Scalar& value) { return masked_by(a, equal(a.data, value), value); }
MaskedArray masked_not_equal(const MaskedLike& a, const ArrayLike& value) {
  return masked_by(a, not_equal(a.data, value));
}
MaskedArray masked_greater(const MaskedLike& a, const ArrayLike& value) { return masked_by(a, greater(a.data, value)); }
MaskedArray masked_greater_equal(const MaskedLike& a, const ArrayLike& value) {
  return masked_by(a, greater_equal(a.data, value));
}
MaskedArray masked_less(const MaskedLike& a, const ArrayLike& value) { return masked_by(a, less(a.data, value)); }
MaskedArray masked_less_equal(const MaskedLike& a, const ArrayLike& value) {
  return masked_by(a, less_equal(a.data, value));
}

MaskedArray masked_inside(const MaskedLike& a, const Scalar& v1, const Scalar& v2) {
  const bool ordered = v1.as_double() <= v2.as_double();
  return masked_by(a, greater_equal(a.data, ordered ? v1 : v2) & less_equal(a.data, ordered ? v2 : v1));
}

MaskedArray masked_outside(const MaskedLike& a, const Scalar& v1, const Scalar& v2) {
  const bool ordered = v1.as_double() <= v2.as_double();
  return masked_by(a, less(a.data, ordered ? v1 : v2) | greater(a.data, ordered ? v2 : v1));
}

MaskedArray masked_values(const MaskedLike& a, double value, double rtol, double atol) {
  const auto dtype = array_of(a).dtype();
  const bool exact = !is_floating(dtype) && !is_complex(dtype);
  return masked_by(a, exact ? equal(a.data, value) : isclose(a.data, value, rtol, atol), Scalar(value));
}

MaskedArray masked_invalid(const MaskedLike& a) { return masked_by(a, !isfinite(a.data)); }

MaskedArray fix_invalid(const MaskedLike& a, const std::optional<Scalar>& fill_value) {
  const auto masked = masked_invalid(a);
  const auto value = full({}, fill_value.value_or(masked.fill_value())).astype(masked.dtype());
  return {troupe::where(!isfinite(masked.data()), value, masked.data()), masked.mask(), masked.fill_value()};
}

Array getdata(const MaskedArray& a) { return a.data(); }
Array getmaskarray(const MaskedArray& a) { return a.mask(); }
Array filled(const MaskedArray& a, const std::optional<Scalar>& value) { return a.filled(value); }
MaskedArray set_fill_value(const MaskedArray& a, const Scalar& value) { return {a.data(), a.mask(), value}; }

MaskedArray concatenate(const std::vector<MaskedLike>& arrays, int axis) {
  std::vector<Array> data, masks;
  for (const auto& each : arrays) {
    data.push_back(array_of(each));
    masks.push_back(each.mask ? *each.mask : zeros_like(data.back(), DType::bool_));
  }
  return {troupe::concatenate(data, axis), troupe::concatenate(masks, axis)};
}

std::string to_string(const MaskedArray& array) { return "Masked" + troupe::to_string(array.data()); }
std::ostream& operator<<(std::ostream& out, const MaskedArray& array) { return out << to_string(array); }

} // namespace troupe::ma
