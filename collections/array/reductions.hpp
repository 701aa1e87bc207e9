// Reductions as functions, with NumPy's names and meanings; those of arrays as methods too (array.hpp). Pure functions.
// Errors (an axis that is not there, a minimum of no elements) are thrown at the call as TroupeError.
#pragma once

#include "collections/array/array.hpp"

#include <functional>
#include <vector>

namespace troupe {

Array sum(const Array& a, const Axes& axis = {}, bool keepdims = false);
Array prod(const Array& a, const Axes& axis = {}, bool keepdims = false);
Array min(const Array& a, const Axes& axis = {}, bool keepdims = false);
Array max(const Array& a, const Axes& axis = {}, bool keepdims = false);
Array mean(const Array& a, const Axes& axis = {}, bool keepdims = false);
Array var(const Array& a, const Axes& axis = {}, double ddof = 0, bool keepdims = false);
Array std(const Array& a, const Axes& axis = {}, double ddof = 0, bool keepdims = false);
Array any(const Array& a, const Axes& axis = {}, bool keepdims = false);
// all(a, axis, keepdims) is declared in index.hpp.
Array count_nonzero(const Array& a, const Axes& axis = {}, bool keepdims = false);
/// The function along each of the axes, one after the other, each kept with one element unless the function keeps it.
Array apply_over_axes(const std::function<Array(const Array&, int)>& function, const Array& a,
                      const std::vector<int>& axes);
/// Largest less smallest.
Array ptp(const Array& a, const Axes& axis = {}, bool keepdims = false);
/// Weights broadcast to the array.
Array average(const Array& a, const Axes& axis = {});
Array average(const Array& a, const Array& weights, const Axes& axis = {});

/// Whether all are close, as isclose() says; whether shapes and all elements are equal. 0-d bool arrays.
Array allclose(const Array& a, const ArrayLike& b, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false);
Array array_equal(const Array& a, const Array& b);

// NaN left out.
Array nansum(const Array& a, const Axes& axis = {}, bool keepdims = false);
Array nanprod(const Array& a, const Axes& axis = {}, bool keepdims = false);
Array nanmin(const Array& a, const Axes& axis = {}, bool keepdims = false);
Array nanmax(const Array& a, const Axes& axis = {}, bool keepdims = false);
Array nanmean(const Array& a, const Axes& axis = {}, bool keepdims = false);
Array nanvar(const Array& a, const Axes& axis = {}, double ddof = 0, bool keepdims = false);
Array nanstd(const Array& a, const Axes& axis = {}, double ddof = 0, bool keepdims = false);

} // namespace troupe
