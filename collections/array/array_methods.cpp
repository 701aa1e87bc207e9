// The functions of the other headers as methods of arrays.
#include "collections/array/array.hpp"
#include "collections/array/choosing.hpp"
#include "collections/array/cumulative.hpp"
#include "collections/array/joining.hpp"
#include "collections/array/overlap.hpp"
#include "collections/array/products.hpp"
#include "collections/array/reductions.hpp"
#include "collections/array/searching.hpp"
#include "collections/array/selection.hpp"
#include "collections/array/sorting.hpp"

namespace troupe {

Array Array::ptp(const Axes& axis, bool keepdims) const { return troupe::ptp(*this, axis, keepdims); }
Array Array::swapaxes(int first, int second) const { return troupe::swapaxes(*this, first, second); }
Array Array::cumsum() const { return troupe::cumsum(*this); }
Array Array::cumsum(int axis) const { return troupe::cumsum(*this, axis); }
Array Array::cumprod() const { return troupe::cumprod(*this); }
Array Array::cumprod(int axis) const { return troupe::cumprod(*this, axis); }
Array Array::argmin(std::optional<int> axis, bool keepdims) const { return troupe::argmin(*this, axis, keepdims); }
Array Array::argmax(std::optional<int> axis, bool keepdims) const { return troupe::argmax(*this, axis, keepdims); }
Array Array::topk(std::int64_t k, int axis) const { return troupe::topk(*this, k, axis); }
Array Array::argtopk(std::int64_t k, int axis) const { return troupe::argtopk(*this, k, axis); }
Array Array::sort(int axis) const { return troupe::sort(*this, axis); }
Array Array::argsort(int axis) const { return troupe::argsort(*this, axis); }
Array Array::searchsorted(const Array& values, bool right) const { return troupe::searchsorted(*this, values, right); }
Array Array::repeat(std::int64_t times) const { return troupe::repeat(*this, times); }
Array Array::repeat(std::int64_t times, int axis) const { return troupe::repeat(*this, times, axis); }
Array Array::take(const std::vector<std::int64_t>& positions) const { return troupe::take(*this, positions); }
Array Array::take(const std::vector<std::int64_t>& positions, int axis) const {
  return troupe::take(*this, positions, axis);
}
Array Array::take(const Array& positions) const { return troupe::take(*this, positions); }
Array Array::take(const Array& positions, int axis) const { return troupe::take(*this, positions, axis); }
Array Array::compress(const std::vector<bool>& condition, std::optional<int> axis) const {
  return troupe::compress(condition, *this, axis);
}
Array Array::compress(const Array& condition, std::optional<int> axis) const {
  return troupe::compress(condition, *this, axis);
}
std::vector<Array> Array::nonzero() const { return troupe::nonzero(*this); }
Array Array::choose(const std::vector<ArrayLike>& choices) const { return troupe::choose(*this, choices); }
Array Array::choose(const std::vector<ArrayLike>& choices, OutOfBounds mode) const {
  return troupe::choose(*this, choices, mode);
}
Array Array::dot(const Array& other) const { return troupe::dot(*this, other); }
Array Array::diagonal(std::int64_t offset, int axis1, int axis2) const {
  return troupe::diagonal(*this, offset, axis1, axis2);
}
Array Array::trace(std::int64_t offset, int axis1, int axis2) const {
  return troupe::trace(*this, offset, axis1, axis2);
}
Array Array::clip(const ArrayLike& low, const ArrayLike& high) const { return troupe::clip(*this, low, high); }
Array Array::round(int decimals) const { return troupe::round(*this, decimals); }
Array Array::real() const { return troupe::real(*this); }
Array Array::imag() const { return troupe::imag(*this); }
Array Array::conj() const { return troupe::conj(*this); }
Array Array::map_overlap(const Function& function, const NamedParams& params, const OverlapOptions& options) const {
  return troupe::map_overlap(function, *this, params, options);
}

} // namespace troupe
