// Pass: layers that compute the same are computed once, also where their keys differ because they were written
// differently. Pure function.
#pragma once

#include "runtime/graph/task_graph.hpp"

namespace troupe {

/// Merges each layer into the first one of equal content: kernel, parameters, tasks, and inputs (after merging) with
/// their wirings; parameters are compared by bits, so -0.0 is not 0.0 and a NaN is itself. Outputs follow.
/// Layers of which only some tasks are kept are left alone: cull may have narrowed their inputs, so that the tasks that
/// they keep are equal but others, of the same keys, would not be.
TaskGraph common_subexpressions(TaskGraph graph);

} // namespace troupe
