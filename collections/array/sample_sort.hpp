// Sorts an axis that is cut into chunks. Pure function.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

/// Sorted and cut as before, by regular sampling. @pre a.ndim() == 1
/// Source: H. Shi and J. Schaeffer, "Parallel Sorting by Regular Sampling" (1992), with what a result chunk may hold
/// known by rank bounds from the samples, so that the chunks of the result have exact extents.
Result<Array> sample_sort(const Array& a);

} // namespace troupe
