// Convolution, with NumPy's and SciPy's names. Pure functions; what does not fit is thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"

#include <numbers>
#include <optional>

namespace troupe {

enum class ConvolveMode {
  full,  ///< wherever they touch: extents a + v - 1
  same,  ///< the middle of it: as long as the longer one (numpy.convolve), with more axes than one of a's shape
  valid, ///< where one lies within the other
};
/// out[n] = the sum over k of v[k] a[n - k]: of one axis as numpy.convolve, of more (as many in a as in v) as
/// scipy.signal.convolve does it directly. v, or the smaller one where it is smaller along every axis, is brought into
/// one chunk; the result is cut as the other one is. Sums are in the order of k, the same bits for every cut.
Array convolve(const Array& a, const Array& v, ConvolveMode mode = ConvolveMode::full);

/// c[k] = the sum over n of a[n + k] conj(v[n]), of one axis, as numpy.correlate: the mode `valid` unless another is
/// given.
Array correlate(const Array& a, const Array& v, ConvolveMode mode = ConvolveMode::valid);
/// Angles without jumps: a step along the axis of more than `discont` (at least half the period) is made the least one
/// that differs by whole periods.
Array unwrap(const Array& p, std::optional<double> discont = std::nullopt, int axis = -1,
             double period = 2 * std::numbers::pi);

} // namespace troupe
