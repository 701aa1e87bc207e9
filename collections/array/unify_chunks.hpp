// Rechunks arrays that are to be combined element by element to common chunks, as dask.array's unify_chunks. Pure
// function.
#pragma once

#include "collections/array/array.hpp"

#include <vector>

namespace troupe {

/// Axes are matched from the last, as by broadcasting. Where two arrays are cut differently along one, all that are not
/// stretched there are cut wherever one of them is: pieces become smaller, none larger.
/// @returns The arrays, those that fit already as they are; shapes that cannot be broadcast are left alone.
Result<std::vector<Array>> unify_chunks(const std::vector<Array>& arrays);

} // namespace troupe
