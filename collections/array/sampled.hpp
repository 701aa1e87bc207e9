// Functions given by samples: interpolation and integration, with NumPy's names. Pure functions; what does not fit is
// thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"

#include <optional>

namespace troupe {

struct InterpOptions {
  std::optional<double> left = std::nullopt;   ///< before the first point; else the value there
  std::optional<double> right = std::nullopt;  ///< after the last point; else the value there
  std::optional<double> period = std::nullopt; ///< places are taken modulo this; then the points may come in any order
};
/// The value at each element of `x` of the line through the points (xp[i], fp[i]), both along one axis of equal length;
/// float64, or complex128 where fp is complex. xp must rise, which shows when it is computed. All points are brought
/// into one chunk.
Array interp(const Array& x, const Array& xp, const Array& fp, const InterpOptions& options = {});

/// The area under y along the axis by trapezoids, of points `dx` apart.
Array trapz(const Array& y, double dx = 1, int axis = -1);
/// Of points at x: along one axis as long as y's, or of y's shape.
Array trapz(const Array& y, const Array& x, int axis = -1);

} // namespace troupe
