// Builds a modelled graph layer by layer. A plain value for one thread.
// Invariant: a layer's key follows from its kernel, its inputs and the seed.
#pragma once

#include "runtime/simulate/graph_shapes.hpp"

#include <string>
#include <utility>
#include <vector>

namespace troupe::simulate {

/// Durations of generated tasks are in microseconds.
constexpr double ms = 1000;

class GraphBuilder {
public:
  explicit GraphBuilder(std::uint64_t seed) : seed_(seed) {}

  /// @returns The layer's number.
  std::uint32_t layer(std::string kernel, std::uint64_t tasks, std::vector<LayerInput> inputs, LayerModel model);
  void output(std::uint32_t layer) { built_.graph.outputs.push_back(layer); }
  /// Bytes that every worker needs an even share of: see ModelledGraph.
  void spread(std::uint64_t nbytes) { built_.spread_bytes += nbytes; }
  ModelledGraph finish() && { return std::move(built_); }

private:
  std::uint64_t seed_;
  ModelledGraph built_;
};

} // namespace troupe::simulate
