// Arrays as sets of their elements, as numpy has them; each result is sorted, without repetitions, and how many
// elements it has is not known before it is computed. The different elements of each array must fit a worker. Pure
// functions.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

/// The elements of both, in the type that holds both.
Array intersect1d(const Array& a, const Array& b);
/// Those of `a` that are not in `b`.
Array setdiff1d(const Array& a, const Array& b);
/// Those of one alone, in the type that holds both.
Array setxor1d(const Array& a, const Array& b);

} // namespace troupe
