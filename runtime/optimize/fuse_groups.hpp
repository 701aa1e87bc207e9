// Which layers fuse with which: the decisions of fuse_blockwise, apart from the rewriting. Pure functions.
#pragma once

#include "runtime/graph/task_graph.hpp"

#include <cstdint>
#include <vector>

namespace troupe {

/// True when every task of the layer takes one input from each of its inputs: wirings each, one, and lists of one entry
/// a task.
bool takes_fixed_inputs(const Layer& layer);

/// @returns For each layer, the last layer of its group: itself when nothing that consumes it takes it in.
std::vector<std::uint32_t> fuse_groups(const TaskGraph& graph);

} // namespace troupe
