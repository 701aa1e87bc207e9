// The graphs that the simulator runs: the shapes that real programs have, at any size. Pure functions.
// Invariant: the same name, size, width and seed give the same graph, keys included.
#pragma once

#include "runtime/base/result.hpp"
#include "runtime/graph/task_graph.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace troupe::simulate {

/// One task as it was recorded.
struct MeasuredTask {
  double duration_us = 0;
  std::uint64_t nbytes = 0;
};

/// How long a layer's tasks last and what they make.
struct LayerModel {
  double duration_us = 0;             ///< mean
  double variation = 0;               ///< coefficient of variation between tasks
  std::uint64_t nbytes = 0;           ///< of one task's output, mean
  std::vector<float> weights;         ///< by which a task's duration and bytes are multiplied; empty: all 1
  std::vector<MeasuredTask> measured; ///< where known, one a task, instead of what would be drawn
};

struct ModelledGraph {
  TaskGraph graph;
  std::vector<LayerModel> models; ///< one a layer
  /// Bytes of which each worker needs an even share from every other, wherever tasks run: a shuffle's pieces.
  std::uint64_t spread_bytes = 0;
};

/// "embarrassing", "tree", "shuffle", "cholesky", "stencil", "mapreduce", "random".
std::span<const std::string_view> graph_names();

/// @param tasks  about how many; the shape decides exactly; at least 1
/// @param width  how many tasks can run at once: a stencil has some cells for each
/// @returns Errc::not_found when there is no such graph, Errc::invalid_argument when it would be too large.
Result<ModelledGraph> make_graph(std::string_view name, std::uint64_t tasks, std::uint32_t width, std::uint64_t seed);

} // namespace troupe::simulate
