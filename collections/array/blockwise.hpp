// Applies one kernel to broadcast blocks: the basis of most array functions. Pure function.
#pragma once

#include "collections/array/array.hpp"

namespace troupe {

struct BlockwisePlan {
  std::vector<Array> arrays;   ///< cut alike
  std::vector<Wiring> wirings; ///< which chunks of each the tasks take
  Layout layout;               ///< of what comes out
};
/// What lies on what, before it is known what runs there. Errors as those of blockwise().
Result<BlockwisePlan> plan_blockwise(const std::vector<Array>& arrays);
/// The plan's tasks as an expression. @param holds  lives as long as it does
Result<ExpressionPtr> run_blockwise(const BlockwisePlan& plan, const std::string& kernel, const Params& params,
                                    std::shared_ptr<const void> holds = nullptr);

/// Arrays that are cut differently are brought to one cut first (unify_chunks.hpp).
/// @returns One task for each chunk of the arrays broadcast together, its inputs the blocks there in their order;
///          or what broadcast() says. Axes of unknown extents lie on each other where the same mask chose them; along
///          others an array must be stretched. @pre arrays is not empty
Result<Array> blockwise(const std::string& kernel, const Params& params, const std::vector<Array>& arrays, DType dtype);

} // namespace troupe
