// Covariance and correlation, with NumPy's names. Pure functions; what does not fit is thrown as TroupeError.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

struct CovarianceOptions {
  bool rowvar = true; ///< a row is a variable, a column an observation; else the other way round
  double ddof = 1;    ///< the sums are divided by the observations less these
};

/// Covariances of each pair of variables, from distances from the means; float64 or complex128. One variable (one
/// axis): an array without axes.
Array cov(const Array& m, const CovarianceOptions& options = {});
/// Pearson's coefficients, within -1 .. 1.
Array corrcoef(const Array& m, bool rowvar = true);

} // namespace troupe
