// The step that most array functions are made of: one kernel over blocks that lie on each other. Pure function.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

/// Arrays that are cut differently are brought to one cut first (unify_chunks.hpp).
/// @returns One task for each chunk of the arrays broadcast together, its inputs the blocks there in their order;
///          or what broadcast() says. Axes of unknown extents lie on each other where the same mask chose them; along others an
///          array must be stretched. @pre arrays is not empty
Result<Array> blockwise(const std::string& kernel, const Params& params, const std::vector<Array>& arrays, DType dtype);

} // namespace troupe
