// Pass: layers that run chunk by chunk, one after the other, become one layer, so that what lies between them is never
// materialised, stored or sent. Pure function.
#pragma once

#include "runtime/graph/task_graph.hpp"

#include <cstdint>
#include <limits>
#include <string_view>

namespace troupe {

/// The kernel of a fused layer. Its parameter `steps` is a list; each step holds `kernel` (text), `params` (a list of
/// exactly one: the step's own) and `inputs` (integers, see below). Steps run in order; the last one's output is the
/// task's, or, where there is the parameter `outputs` (fuse_outputs.hpp), those of several.
inline constexpr std::string_view fused_kernel = "fused";

/// A step's input i >= 0 is the fused task's input i; this is all of them, in order; fused_step_output(s) is the output
/// of the earlier step s.
inline constexpr std::int64_t fused_all_inputs = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t fused_step_output(std::size_t step) { return -1 - static_cast<std::int64_t>(step); }

/// Fuses a layer into what consumes it when
/// - both are blockwise, the wiring is `each` and the same tasks of both are kept;
/// - it is no output, and nothing but layers of the same fused group take it;
/// - the steps' inputs can be named: every task of the group takes a fixed number of them (wirings each, one, and lists
/// of one a task), or
///   only the first step takes any from outside the group;
/// - the group has at most most_fused_steps steps then (fused_steps.hpp);
/// - where the consumer keeps a single task, it takes nothing else: branches of single tasks run beside each other.
/// The fused layer has the key of its last step, since it makes the same content, and a producer used twice is one
/// step. Layers that are fused already are spliced in, not nested.
TaskGraph fuse_blockwise(TaskGraph graph);

} // namespace troupe
