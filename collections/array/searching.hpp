// Binary search and membership, with NumPy's names. Pure functions; what does not fit is thrown as TroupeError. The
// searched array is rechunked into one chunk, which every task gets.
#pragma once

#include "collections/array/array.hpp"

#include <vector>

namespace troupe {

/// For each element of `values` the first place (the last, when `right`) where it would keep `sorted`, one rising axis,
/// in order; int64. NaN is sorted last.
Array searchsorted(const Array& sorted, const Array& values, bool right = false);
/// Whether each element is one of `among` (is none, when `invert`).
Array isin(const Array& a, const Array& among, bool invert = false);
/// For each element the number of its bin: i where bins[i - 1] <= x < bins[i], or bins[i - 1] < x <= bins[i] when
/// `right`. Bins may also fall. int64.
Array digitize(const Array& a, const std::vector<double>& bins, bool right = false);

} // namespace troupe
