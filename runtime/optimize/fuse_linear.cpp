#include "runtime/optimize/fuse_linear.hpp"

#include "runtime/optimize/fuse_layers.hpp"
#include "runtime/optimize/linear_groups.hpp"

namespace troupe {

TaskGraph fuse_linear(TaskGraph graph) {
  const auto groups = linear_groups(graph);
  return fuse_layers(std::move(graph), groups, [](const TaskGraph& whole, const Layer& layer, const LayerInput& input) {
    return inputs_of_each_task(layer, input, whole.layers[input.layer].tasks).value_or(0);
  });
}

} // namespace troupe
