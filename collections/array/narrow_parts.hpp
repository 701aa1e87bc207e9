// Cuts halos before they are sent: where a result chunk takes most of one chunk and a small part of its neighbours, as
// in a stencil, a roll or a difference, the small parts are cut where their chunks are, so that no neighbour is sent
// whole. Pure values and functions.
#pragma once

#include "runtime/chunk/axis_plan.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace troupe {

/// One axis in two steps: parts of the source (whole chunks or their halos), and the result assembled from the parts.
struct AxisInParts {
  std::vector<AxisRun> parts; ///< of the source's axis, one a part, in the order of chunks; they may overlap
  std::vector<std::int64_t> part_extents; ///< how many elements each has
  std::vector<AxisRun> runs;              ///< of the axis that the parts make one after the other
};

/// @param extents  of the source's chunks along the axis
/// @param plan     of that axis, of one source
/// @returns Nothing where no chunk of the result takes at most a quarter of a chunk beside another one.
std::optional<AxisInParts> narrow_parts(const std::vector<std::int64_t>& extents, const AxisPlan& plan);

} // namespace troupe
