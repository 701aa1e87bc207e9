// The graph that is optimised, sent and scheduled: layers in topological order. Plain value.
// Invariants (checked by check()): a layer's inputs come before it; wirings fit; kept tasks are in range and rising;
// every input of a kept task is kept; keys are unique; tasks and inputs are few enough to be numbered.
#pragma once

#include "runtime/base/key.hpp"
#include "runtime/base/params.hpp"
#include "runtime/graph/expression.hpp"
#include "runtime/graph/wiring.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace troupe {

struct LayerInput {
  std::uint32_t layer = 0; ///< an earlier layer of the same graph
  Wiring wiring;
  bool operator==(const LayerInput&) const = default;
};

struct Layer {
  Key key; ///< content key of what its tasks make; a pass that changes only how they are made keeps it
  std::string kernel;
  Params params;
  std::uint32_t tasks = 1;
  std::vector<LayerInput> inputs;
  bool blockwise = true;
  std::vector<std::uint32_t> kept; ///< the tasks that are needed, rising; empty means all
  Annotations annotations;         ///< how to run them

  std::uint32_t kept_count() const { return kept.empty() ? tasks : static_cast<std::uint32_t>(kept.size()); }
  bool operator==(const Layer&) const = default;
};

struct TaskGraph {
  std::vector<Layer> layers;
  std::vector<std::uint32_t> outputs; ///< layers whose (kept) tasks are wanted, in the caller's order

  std::uint64_t task_count() const;
  /// @returns Errc::invalid_argument naming the layer that breaks an invariant; needed for graphs off the wire.
  Result<void> check() const;
  bool operator==(const TaskGraph&) const = default;
};

/// Lowers expressions: one layer for each distinct node, depth first, so the same expressions give the same graph.
TaskGraph lower(std::span<const ExpressionPtr> outputs);

} // namespace troupe
