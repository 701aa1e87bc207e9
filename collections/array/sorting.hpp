// Elements in order, with NumPy's and Dask's names. Pure functions; no such axis, and extents that are not known, are
// thrown as TroupeError. NaN comes last; complex numbers are in the order of their real parts, then of their imaginary
// ones.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

/// Every line along the axis sorted. A one-dimensional array of any size is sorted by chunks and keeps them
/// (docs/decisions/0033-sorting-keeps-exact-chunk-extents.md): two passes over the data, no task holds more than a few
/// chunks. With more axes the sorted one is rechunked into one chunk and the others into smaller ones, unless a single
/// line is too long for that.
Array sort(const Array& a, int axis = -1);
/// Positions of the sorted lines' elements in the input, int64, stable. The axis is rechunked into one chunk.
Array argsort(const Array& a, int axis = -1);
/// Positions of the k largest along the axis, largest first; for negative k of the smallest. Of equals the first ones.
/// int64.
Array argtopk(const Array& a, std::int64_t k, int axis = -1);

struct Unique {
  Array values;  ///< sorted; their number is unknown before it is computed
  Array inverse; ///< each element's position among the values: int64, in the array's shape and chunks
  Array counts;  ///< how often each value occurs, int64
};
/// The distinct elements of the array, NaN once, in one chunk: they must fit into a worker.
Array unique(const Array& a);
/// Unused members are not computed.
Unique unique_all(const Array& a);

/// The distinct elements of both, in their common type.
Array union1d(const Array& a, const Array& b);

} // namespace troupe
