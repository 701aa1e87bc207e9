// log(1 + t) - t to full precision, where the plain formula cancels for small t. Header only.
#pragma once

#include <cmath>

namespace troupe {

/// @pre t > -1
inline double log1p_less(double t) {
  if (std::abs(t) > 0.02)
    return std::log1p(t) - t;
  double sum = 0; // -1/2 + t/3 - t^2/4 + ..., whose rest is below 1e-18 of it
  for (int k = 11; k >= 2; --k)
    sum = (k % 2 == 0 ? -1.0 : 1.0) / k + t * sum;
  return t * t * sum;
}

} // namespace troupe
