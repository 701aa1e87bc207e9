// Which layers fuse with which: the decisions of fuse_linear, apart from the rewriting. Pure functions.
#pragma once

#include "runtime/graph/task_graph.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace troupe {

/// How many chunks each kept task of `layer` takes by one of its inputs; none where that varies from task to task.
std::optional<std::uint32_t> inputs_of_each_task(const Layer& layer, const LayerInput& input,
                                                 std::uint32_t source_tasks);

/// @returns For each layer, the last layer of its group: itself when nothing that consumes it takes it in.
std::vector<std::uint32_t> linear_groups(const TaskGraph& graph);

} // namespace troupe
