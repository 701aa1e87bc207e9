// Differences, and coarsening of blocks of neighbours, with NumPy's and Dask's names. Pure functions; what does not fit
// is thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace troupe {

/// a[i + 1] - a[i] along the axis, `n` times over; of truth values whether they differ.
Array diff(const Array& a, int n = 1, int axis = -1);
/// The same of the array run together, in one axis; with other elements, of the array's type, before and after.
Array ediff1d(const Array& a, const std::optional<Array>& to_end = std::nullopt,
              const std::optional<Array>& to_begin = std::nullopt);
/// Central differences, at both ends of the axis one-sided ones; at least two elements. Whole numbers become float64.
Array gradient(const Array& a, int axis, double spacing = 1);
/// Along every axis.
std::vector<Array> gradient(const Array& a);

/// Blocks of neighbours reduced to one element: coarsen("mean", x, {{0, 2}, {1, 3}}) of blocks 2 x 3. The reduction is
/// sum, prod, min, max, mean, any or all. @param trim  leave out what is over at an axis' end, which else is an error
Array coarsen(const std::string& reduction, const Array& a, const std::vector<std::pair<int, std::int64_t>>& axes,
              bool trim = false);

} // namespace troupe
