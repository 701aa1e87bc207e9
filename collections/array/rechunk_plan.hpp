// The steps in which an array is rechunked, so that neither a step's tasks nor its chunks become too many or too large.
// Pure functions.
// Source: dask.array.rechunk's plan_rechunk (merge where that makes the graph smaller, split first where merging would
// need too much memory).
#pragma once

#include <cstdint>
#include <vector>

namespace troupe {

using AxisExtents = std::vector<std::vector<std::int64_t>>; ///< of the chunks, along each axis

/// The coarsest cut of one axis that is at least as fine as both. @pre they tile one length
std::vector<std::int64_t> refined_cut(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b);

struct RechunkLimits {
  double threshold = 4; ///< graphs this many times larger than the chunks in and out are split up
  std::int64_t piece_bytes = std::int64_t{1} << 20; ///< pieces this large are worth a task each, however many there are
  std::int64_t block_bytes = std::int64_t{128} << 20; ///< no chunk in between is larger, unless old or new ones are
};

/// @returns The cuts to go through, the wanted one last. @pre both tile one shape
std::vector<AxisExtents> plan_rechunk(const AxisExtents& from, const AxisExtents& to, std::int64_t item_bytes,
                                      const RechunkLimits& limits = {});

} // namespace troupe
