// What is cut from chunks before it travels: where a chunk of the result takes most of one chunk and but a rim of its neighbours,
// as a stencil, a roll or a difference does, the rims are parts of their own, so that no neighbour goes whole to where a row of it
// is needed. Pure values and functions.
#pragma once

#include "runtime/chunk/axis_plan.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace troupe {

/// One axis in two steps: parts of the source, whole chunks or rims of them, and the result put together from the parts.
struct AxisInParts {
  std::vector<AxisRun> parts;               ///< of the source's axis, one a part, in the order of chunks; they may overlap
  std::vector<std::int64_t> part_extents;   ///< how many elements each has
  std::vector<AxisRun> runs;                ///< of the axis that the parts make one after the other
};

/// @param extents  of the source's chunks along the axis
/// @param plan     of that axis, of one source
/// @returns Nothing where no chunk of the result takes at most a quarter of a chunk beside another one.
std::optional<AxisInParts> narrow_parts(const std::vector<std::int64_t>& extents, const AxisPlan& plan);

} // namespace troupe
