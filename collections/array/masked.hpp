// Masked arrays: arrays some of whose elements count for nothing, with the names and rules of numpy.ma and
// dask.array.ma. A pair of lazy arrays, the data and the mask, of one shape and cut: true where an element is masked.
// Immutable values, cheap to copy and safe to share between threads. What does not fit is thrown as TroupeError at the
// call.
//
//     const auto x = ma::masked_greater(readings, 1000);
//     auto [means, missing] = compute(client, ma::filled(x.mean(0)), ma::getmaskarray(x.mean(0)));
//
// Operations mask where an operand is masked, and where the operation has no value: a division by zero, the root or
// logarithm of a negative number. Reductions leave masked elements out; where nothing is left, their result is masked.
#pragma once

#include "collections/array/array.hpp"

#include <concepts>
#include <iosfwd>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace troupe::ma {

class MaskedArray {
public:
  /// @pre one shape, bool mask
  MaskedArray(Array data, Array mask, std::optional<Scalar> fill_value = std::nullopt);

  const Array& data() const { return data_; }
  const Array& mask() const { return mask_; }
  /// What filled() puts in place of masked elements: unless given 1e20, for whole numbers 999999, for truth values
  /// true.
  const Scalar& fill_value() const { return fill_value_; }
  DType dtype() const { return data_.dtype(); }
  const Shape& shape() const { return data_.shape(); }
  std::size_t ndim() const { return data_.ndim(); }
  std::int64_t size() const { return data_.size(); }

  Array filled(const std::optional<Scalar>& value = std::nullopt) const;
  /// The elements that are not masked, along one axis, in C order; how many is not known before it is computed.
  Array compressed() const;

  /// How many elements are not masked: int64, no masked array.
  Array count(const Axes& axis = {}, bool keepdims = false) const;
  MaskedArray sum(const Axes& axis = {}, bool keepdims = false) const;
  MaskedArray prod(const Axes& axis = {}, bool keepdims = false) const;
  MaskedArray min(const Axes& axis = {}, bool keepdims = false) const;
  MaskedArray max(const Axes& axis = {}, bool keepdims = false) const;
  MaskedArray ptp(const Axes& axis = {}, bool keepdims = false) const;
  MaskedArray mean(const Axes& axis = {}, bool keepdims = false) const;
  MaskedArray var(const Axes& axis = {}, double ddof = 0, bool keepdims = false) const;
  MaskedArray std(const Axes& axis = {}, double ddof = 0, bool keepdims = false) const;
  MaskedArray any(const Axes& axis = {}, bool keepdims = false) const;
  MaskedArray all(const Axes& axis = {}, bool keepdims = false) const;
  /// The middle of what is not masked, as numpy.ma.median; float64 of whole numbers.
  MaskedArray median(std::optional<int> axis = std::nullopt, bool keepdims = false) const;
  /// Places of the smallest (largest) that is not masked, no masked array; 0 where all are masked.
  Array argmin(std::optional<int> axis = std::nullopt, bool keepdims = false) const;
  Array argmax(std::optional<int> axis = std::nullopt, bool keepdims = false) const;
  /// Sorted along the axis, masked elements last.
  [[nodiscard]] MaskedArray sort(int axis = -1) const;
  /// Distances from the mean.
  MaskedArray anom(std::optional<int> axis = std::nullopt) const;
  /// Places that are neither 0 nor masked.
  std::vector<Array> nonzero() const { return filled(0).nonzero(); }
  MaskedArray cumsum(int axis) const;
  MaskedArray cumprod(int axis) const;

  MaskedArray astype(DType dtype) const;
  MaskedArray reshape(const Shape& shape) const;
  MaskedArray ravel() const;
  MaskedArray flatten() const { return ravel(); }
  MaskedArray squeeze(const Axes& axes = {}) const;
  MaskedArray swapaxes(int first, int second) const;
  MaskedArray round(int decimals = 0) const;
  MaskedArray clip(const Scalar& low, const Scalar& high) const;
  MaskedArray transpose(const std::vector<int>& axes = {}) const;
  MaskedArray T() const { return transpose(); }
  MaskedArray rechunk(const Chunks& chunks = {}) const;
  /// As the brackets of arrays.
  template <class... Indices>
  MaskedArray operator()(const Indices&... indices) const {
    return index({Index(indices)...});
  }
  template <IndexLike At>
  MaskedArray operator[](const At& at) const {
    return index({Index(at)});
  }
  MaskedArray operator[](std::initializer_list<Index> at) const { return index(at); }
  MaskedArray index(const std::vector<Index>& indices) const;

private:
  Array data_, mask_;
  Scalar fill_value_;
};

/// A masked array, an array or a number, as operations of masked arrays take them.
class MaskedLike {
public:
  MaskedLike(MaskedArray array) : data(array.data()), mask(array.mask()), fill_value(array.fill_value()) {}
  template <class T>
  requires std::convertible_to<const T&, ArrayLike> &&(!std::derived_from<T, MaskedArray>)MaskedLike(const T& value)
      : data(value) {}

  ArrayLike data;
  std::optional<Array> mask = std::nullopt; ///< none: nothing is masked
  std::optional<Scalar> fill_value = std::nullopt;
};

/// The mask is false throughout where not given; given as one number, it is of every element.
MaskedArray masked_array(const Array& data, const std::optional<ArrayLike>& mask = std::nullopt,
                         std::optional<Scalar> fill_value = std::nullopt);
/// Masked where the condition is true, and where the array was masked.
MaskedArray masked_where(const ArrayLike& condition, const MaskedLike& a);
/// The first becomes the fill value too.
MaskedArray masked_equal(const MaskedLike& a, const Scalar& value);
MaskedArray masked_not_equal(const MaskedLike& a, const ArrayLike& value);
MaskedArray masked_greater(const MaskedLike& a, const ArrayLike& value);
MaskedArray masked_greater_equal(const MaskedLike& a, const ArrayLike& value);
MaskedArray masked_less(const MaskedLike& a, const ArrayLike& value);
MaskedArray masked_less_equal(const MaskedLike& a, const ArrayLike& value);
/// Between the two, which belong to it; beyond the two, which do not. In any order.
MaskedArray masked_inside(const MaskedLike& a, const Scalar& v1, const Scalar& v2);
MaskedArray masked_outside(const MaskedLike& a, const Scalar& v1, const Scalar& v2);
/// Close to the value, as isclose() says, which becomes the fill value; of whole numbers equal to it.
MaskedArray masked_values(const MaskedLike& a, double value, double rtol = 1e-5, double atol = 1e-8);
/// NaN and infinities; fix_invalid puts the fill value in their places too.
MaskedArray masked_invalid(const MaskedLike& a);
MaskedArray fix_invalid(const MaskedLike& a, const std::optional<Scalar>& fill_value = std::nullopt);

Array getdata(const MaskedArray& a);
Array getmaskarray(const MaskedArray& a);
Array filled(const MaskedArray& a, const std::optional<Scalar>& value = std::nullopt);
/// The same with another fill value.
MaskedArray set_fill_value(const MaskedArray& a, const Scalar& value);
Array count(const MaskedArray& a, const Axes& axis = {}, bool keepdims = false);
MaskedArray average(const MaskedArray& a, const Axes& axis = {});
/// Weights broadcast to the array.
MaskedArray average(const MaskedArray& a, const Array& weights, const Axes& axis = {});
/// Of `a` where the condition is true, of `b` elsewhere; masked where that or the condition is.
MaskedArray where(const MaskedLike& condition, const MaskedLike& a, const MaskedLike& b);

/// Any function of elementwise.hpp by its name, with numpy.ma's domains. Of masked places the data are those of the
/// first operand.
MaskedArray elementwise(Ufunc op, const std::vector<MaskedLike>& operands);
MaskedArray sqrt(const MaskedLike& a);
MaskedArray exp(const MaskedLike& a);
MaskedArray log(const MaskedLike& a);
MaskedArray log2(const MaskedLike& a);
MaskedArray log10(const MaskedLike& a);
MaskedArray sin(const MaskedLike& a);
MaskedArray cos(const MaskedLike& a);
MaskedArray tan(const MaskedLike& a);
MaskedArray arcsin(const MaskedLike& a);
MaskedArray arccos(const MaskedLike& a);
MaskedArray abs(const MaskedLike& a);
MaskedArray sinh(const MaskedLike& a);
MaskedArray cosh(const MaskedLike& a);
MaskedArray tanh(const MaskedLike& a);
MaskedArray arctan(const MaskedLike& a);
MaskedArray floor(const MaskedLike& a);
MaskedArray ceil(const MaskedLike& a);
MaskedArray square(const MaskedLike& a);
MaskedArray arctan2(const MaskedLike& y, const MaskedLike& x);
MaskedArray hypot(const MaskedLike& a, const MaskedLike& b);
MaskedArray minimum(const MaskedLike& a, const MaskedLike& b);
MaskedArray maximum(const MaskedLike& a, const MaskedLike& b);
MaskedArray round(const MaskedArray& a, int decimals = 0);
/// Along an axis, one after the other; each is an array, masked or not.
MaskedArray concatenate(const std::vector<MaskedLike>& arrays, int axis = 0);
MaskedArray power(const MaskedLike& a, const MaskedLike& b);
MaskedArray operator-(const MaskedArray& a);

template <class A, class B>
concept MaskedOperands = (std::derived_from<A, MaskedArray> || std::derived_from<B, MaskedArray>)&&std::convertible_to<
    const A&, MaskedLike>&& std::convertible_to<const B&, MaskedLike>;
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator+(const A& a, const B& b) { return elementwise(Ufunc::add, {a, b}); }
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator-(const A& a, const B& b) {
  return elementwise(Ufunc::subtract, {a, b});
}
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator*(const A& a, const B& b) {
  return elementwise(Ufunc::multiply, {a, b});
}
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator/(const A& a, const B& b) {
  return elementwise(Ufunc::divide, {a, b});
}
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator%(const A& a, const B& b) {
  return elementwise(Ufunc::remainder, {a, b});
}
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator==(const A& a, const B& b) {
  return elementwise(Ufunc::equal, {a, b});
}
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator!=(const A& a, const B& b) {
  return elementwise(Ufunc::not_equal, {a, b});
}
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator<(const A& a, const B& b) { return elementwise(Ufunc::less, {a, b}); }
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator<=(const A& a, const B& b) {
  return elementwise(Ufunc::less_equal, {a, b});
}
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator>(const A& a, const B& b) {
  return elementwise(Ufunc::greater, {a, b});
}
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator>=(const A& a, const B& b) {
  return elementwise(Ufunc::greater_equal, {a, b});
}
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator&(const A& a, const B& b) {
  return elementwise(Ufunc::bitwise_and, {a, b});
}
template <class A, class B>
requires MaskedOperands<A, B> MaskedArray operator|(const A& a, const B& b) {
  return elementwise(Ufunc::bitwise_or, {a, b});
}

/// "MaskedArray(shape (5, 4), chunks (2, 3), float64, 6 chunks, 160 B)".
std::string to_string(const MaskedArray& array);
std::ostream& operator<<(std::ostream& out, const MaskedArray& array);

} // namespace troupe::ma
