// Running sums and products, with NumPy's names. Pure functions; no such axis is thrown as TroupeError.
// Each chunk runs by itself and is then carried on from the totals of those before it. Types as sum() and prod() have
// them.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

Array cumsum(const Array& a, int axis);
Array cumprod(const Array& a, int axis);
/// NaN counts as 0, as 1.
Array nancumsum(const Array& a, int axis);
Array nancumprod(const Array& a, int axis);
/// Without an axis: over all elements in C order, a vector.
Array cumsum(const Array& a);
Array cumprod(const Array& a);
Array nancumsum(const Array& a);
Array nancumprod(const Array& a);

} // namespace troupe
