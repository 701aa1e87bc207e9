#include "runtime/optimize/fuse_blockwise.hpp"

#include "runtime/optimize/fuse_groups.hpp"
#include "runtime/optimize/fuse_layers.hpp"

namespace troupe {

TaskGraph fuse_blockwise(TaskGraph graph) {
  const auto groups = fuse_groups(graph);
  return fuse_layers(std::move(graph), groups, [](const TaskGraph&, const Layer& layer, const LayerInput&) {
    return takes_fixed_inputs(layer) ? 1u : 0u;
  });
}

} // namespace troupe
