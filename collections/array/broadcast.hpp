// Matches the chunks of several arrays under NumPy's broadcasting rules. Pure functions.
#pragma once

#include "runtime/chunk/chunk_grid.hpp"
#include "runtime/graph/wiring.hpp"

#include <span>
#include <vector>

namespace troupe {

/// Axes are matched from the last; an axis of extent 1 (or none) is stretched over the other's chunks:
///
///     (6, 4) cut {3, 2}       result (6, 4) cut {3, 2}: four chunks
///        (4,) cut {2}         its chunks feed 0, 1, 0, 1
struct Broadcast {
  ChunkGrid grid;
  std::vector<Wiring> wirings; ///< one for each array: which of its chunks each chunk of `grid` takes
};

/// @returns Errc::invalid_shape naming the shapes that do not fit, or the axis along which equal shapes are cut
///          differently. @pre grids is not empty
Result<Broadcast> broadcast(std::span<const ChunkGrid* const> grids);

} // namespace troupe
