// Selection by order: positions of extremes, quantiles, the k largest. Names are NumPy's and Dask's. Pure functions.
// Complex numbers are ordered by their real parts, then their imaginary ones; topk takes none. Errors (no such axis,
// nothing to select from) are thrown at the call as TroupeError.
#pragma once

#include "collections/array/array.hpp"

#include <optional>
#include <vector>

namespace troupe {

/// Place of the smallest (largest) element along `axis`, or in the array run together. The first of equals; NaN first.
Array argmin(const Array& a, std::optional<int> axis = std::nullopt, bool keepdims = false);
Array argmax(const Array& a, std::optional<int> axis = std::nullopt, bool keepdims = false);
/// NaN left out; 0 where there is nothing else.
Array nanargmin(const Array& a, std::optional<int> axis = std::nullopt, bool keepdims = false);
Array nanargmax(const Array& a, std::optional<int> axis = std::nullopt, bool keepdims = false);

/// Linear interpolation between neighbours; NaN where there is one. A task gathers whole lines along `axis`, or,
/// without one, the whole array. float64, of complex numbers complex128; one quantile of a float32 (complex64) array is
/// of its type.
Array quantile(const Array& a, double q, std::optional<int> axis = std::nullopt, bool keepdims = false);
/// Several: along a first axis.
Array quantile(const Array& a, const std::vector<double>& q, std::optional<int> axis = std::nullopt,
               bool keepdims = false);
/// The same with q in hundredths.
Array percentile(const Array& a, double q, std::optional<int> axis = std::nullopt, bool keepdims = false);
Array percentile(const Array& a, const std::vector<double>& q, std::optional<int> axis = std::nullopt,
                 bool keepdims = false);
Array median(const Array& a, std::optional<int> axis = std::nullopt, bool keepdims = false);
/// NaN left out; NaN where there is nothing else.
Array nanquantile(const Array& a, double q, std::optional<int> axis = std::nullopt, bool keepdims = false);
Array nanquantile(const Array& a, const std::vector<double>& q, std::optional<int> axis = std::nullopt,
                  bool keepdims = false);
Array nanpercentile(const Array& a, double q, std::optional<int> axis = std::nullopt, bool keepdims = false);
Array nanpercentile(const Array& a, const std::vector<double>& q, std::optional<int> axis = std::nullopt,
                    bool keepdims = false);
Array nanmedian(const Array& a, std::optional<int> axis = std::nullopt, bool keepdims = false);

/// The k largest along `axis`, largest first; of negative k the smallest, smallest first.
Array topk(const Array& a, std::int64_t k, int axis = -1);

} // namespace troupe
