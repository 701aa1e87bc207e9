// Runs the optimiser passes in order, before a graph is sent and scheduled. The table in pipeline.cpp lists them. Pure
// functions; the caller provides the clock that times them.
#pragma once

#include "runtime/base/ids.hpp"
#include "runtime/base/result.hpp"
#include "runtime/graph/task_graph.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace troupe {

struct Pass {
  std::string_view name;
  std::string_view purpose;
  TaskGraph (*run)(TaskGraph graph);
};

/// All passes, in the order in which they run.
std::span<const Pass> passes();

struct OptimizeOptions {
  std::vector<std::string> skip;           ///< names of passes to leave out
  std::function<LogicalTime()> clock = {}; ///< microseconds; without one, passes are not timed
  bool verify = false; ///< check the graph after each pass, for tests; else what comes in and what comes out
};

/// What one pass did.
struct PassReport {
  std::string pass;
  bool skipped = false;
  std::size_t layers_before = 0;
  std::size_t layers_after = 0;
  std::uint64_t tasks_before = 0;
  std::uint64_t tasks_after = 0;
  LogicalTime micros = 0;
  bool operator==(const PassReport&) const = default;
};

struct Optimized {
  TaskGraph graph;
  std::vector<PassReport> reports; ///< one for each pass, in order
};

/// Runs the passes. The result computes the same outputs, in the same order, to the same bits; doing it again changes
/// nothing.
/// @returns Errc::invalid_argument when the graph breaks an invariant or a pass to skip does not exist, Errc::internal
///          when a pass broke an invariant.
Result<Optimized> optimize(TaskGraph graph, const OptimizeOptions& options = {});

} // namespace troupe
