// Pass: blockwise layers that share an input layer become one layer with several outputs, so that the shared input is
// read or made once and never materialised. Runs after fuse_blockwise, which fuses layers with a single consumer. Pure
// function.
#pragma once

#include "runtime/graph/task_graph.hpp"

#include <string_view>

namespace troupe {

/// The kernel that returns one of several outputs: parameter `output` (integer), its index among them.
inline constexpr std::string_view output_kernel = "fused.output";

/// Fuses a layer into all that consume it, when
/// - it is blockwise, no output, and more than one task of it is kept (branches of single tasks run beside each other);
/// - every consumer is blockwise and takes it by the wiring `each`, with the same tasks kept and the same annotations;
/// - each task of all of them takes a fixed number of inputs (fuse_groups.hpp);
/// - the fused layer has at most most_fused_steps steps then (fused_steps.hpp);
/// - none of the consumers waits for another by way of a layer outside.
/// The fused layer (kernel `fused`, fuse_blockwise.hpp) has the parameter `outputs` too, integers: the steps whose
/// outputs it makes. Each consumer is left as a layer of output_kernel with its key, since it makes the same content.
/// Layers are put into another order where that is needed.
TaskGraph fuse_outputs(TaskGraph graph);

} // namespace troupe
