// Rewrites given groups of layers as fused layers. Pure function.
#pragma once

#include "runtime/graph/task_graph.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace troupe {

/// How many chunks each kept task of the layer takes by that input of it; 0 where that varies.
using CountInputs = std::function<std::uint32_t(const TaskGraph& graph, const Layer& layer, const LayerInput& input)>;

/// @param root  For each layer the last layer of its group; itself when it is alone.
/// @pre The members of a group keep the same tasks and take each other's outputs by `each` only; where counts vary, it
///      is one member's alone, and no other takes anything from outside the group.
/// The fused layer has the key and annotations of its last step.
TaskGraph fuse_layers(TaskGraph graph, const std::vector<std::uint32_t>& root, const CountInputs& count);

} // namespace troupe
