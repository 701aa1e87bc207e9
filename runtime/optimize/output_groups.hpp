// Which layers are fused with all that consume them (fuse_outputs.hpp says when). Pure function.
#pragma once

#include "runtime/graph/task_graph.hpp"

#include <cstdint>
#include <vector>

namespace troupe {

/// @returns For each layer the last layer of its group: itself where it is alone.
std::vector<std::uint32_t> output_groups(const TaskGraph& graph);

} // namespace troupe
