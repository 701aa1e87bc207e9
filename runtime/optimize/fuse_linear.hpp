// Pass: tasks that can only run one after the other become one task, also where they have several inputs. Pure
// function.
#pragma once

#include "runtime/graph/task_graph.hpp"

namespace troupe {

/// Fuses a layer into what consumes it (see fuse_blockwise.hpp for the fused layer) when
/// - both are blockwise and annotated alike, the wiring is `each`, the same tasks of both are kept;
/// - it is no output, and nothing but layers of the same group take it;
/// - each of its tasks takes the same number of inputs, and so does each of the consumer's: at most 4096 in all;
/// - the wait is no longer: whatever else the consumer takes is there before the layer's own tasks can begin, because
///   they need it too. So the last level of a reduction joins what is computed from it, a single-chunk array's program
///   becomes one task, and branches that could run beside each other stay apart.
/// The group has at most most_fused_steps steps (fused_steps.hpp).
/// What fuse_blockwise leaves, in other words: it fuses layers whose tasks take one chunk of each input.
TaskGraph fuse_linear(TaskGraph graph);

} // namespace troupe
