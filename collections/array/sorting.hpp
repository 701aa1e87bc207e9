// Elements in order, with NumPy's and Dask's names. Pure functions; no such axis, and extents that are not known, are thrown as
// TroupeError. NaN comes last; complex numbers are in the order of their real parts, then of their imaginary ones.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

/// Every line along the axis sorted. A single axis cut into chunks is sorted where it lies, cut as before, however large it is
/// (docs/decisions/0033-sorting-keeps-exact-chunk-extents.md): two passes over the data,
/// no task holds more than a few chunks. Of more
/// axes the sorted one is made whole and others cut finer, unless a single line is too long for that.
Array sort(const Array& a, int axis = -1);
/// Where the elements of the sorted lines were, int64, equals in their order. The axis is made one chunk.
Array argsort(const Array& a, int axis = -1);
/// Places of the k largest along the axis, largest first; of negative k of the smallest. Of equals the first ones. int64.
Array argtopk(const Array& a, std::int64_t k, int axis = -1);

struct Unique {
  Array values;  ///< sorted; how many is not known before it is computed
  Array inverse; ///< where each element is among the values: int64, as the array is
  Array counts;  ///< how often each value occurs, int64
};
/// The different elements of the array, NaN once, in one chunk: they must fit a worker.
Array unique(const Array& a);
/// What is not used is not computed.
Unique unique_all(const Array& a);

/// The different elements of both, in the type that holds both.
Array union1d(const Array& a, const Array& b);

} // namespace troupe
