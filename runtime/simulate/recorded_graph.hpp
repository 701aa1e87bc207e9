// A recorded run as a graph to be simulated. Pure function.
#pragma once

#include "runtime/schedule/run_record.hpp"
#include "runtime/simulate/graph_shapes.hpp"

namespace troupe::simulate {

/// Every task with the duration and the bytes that it had; one that never ended has its layer's mean.
/// @returns Errc::invalid_argument when nothing was recorded.
Result<ModelledGraph> graph_of(const RunRecord& record);

} // namespace troupe::simulate
