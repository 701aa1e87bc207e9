// Convolution, with NumPy's and SciPy's names. Pure functions; what does not fit is thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

enum class ConvolveMode {
  full,  ///< wherever they touch: extents a + v - 1
  same,  ///< the middle of it: as long as the longer one (numpy.convolve), with more axes than one of a's shape
  valid, ///< where one lies within the other
};
/// out[n] = the sum over k of v[k] a[n - k]: of one axis as numpy.convolve, of more (as many in a as in v) as
/// scipy.signal.convolve does it directly. v, or the smaller one where it is smaller along every axis, is brought into one
/// chunk; the result is cut as the other one is. Sums are in the order of k, the same bits for every cut.
Array convolve(const Array& a, const Array& v, ConvolveMode mode = ConvolveMode::full);

} // namespace troupe
