#include "runtime/optimize/fuse_layers.hpp"

#include "runtime/optimize/fuse_blockwise.hpp"
#include "runtime/optimize/fused_steps.hpp"

#include <algorithm>

namespace troupe {
namespace {

class LayerFusion {
public:
  LayerFusion(TaskGraph graph, const std::vector<std::uint32_t>& root, const CountInputs& count)
      : graph_(std::move(graph)), root_(root), count_(count), members_(graph_.layers.size()),
        renumbered_(graph_.layers.size()), step_(graph_.layers.size()) {
    for (std::uint32_t id = 0; id < graph_.layers.size(); ++id)
      members_[root_[id]].push_back(id);
  }

  TaskGraph run() && {
    result_.layers.reserve(graph_.layers.size());
    for (std::uint32_t id = 0; id < graph_.layers.size(); ++id) {
      if (root_[id] != id)
        continue;
      renumbered_[id] = static_cast<std::uint32_t>(result_.layers.size());
      result_.layers.push_back(members_[id].size() == 1 ? alone(id) : fused(id));
    }
    for (auto output : graph_.outputs)
      result_.outputs.push_back(renumbered_[output]);
    return std::move(result_);
  }

private:
  Layer alone(std::uint32_t id) {
    Layer layer = std::move(graph_.layers[id]);
    for (auto& input : layer.inputs)
      input.layer = renumbered_[input.layer];
    return layer;
  }

  Layer fused(std::uint32_t root) {
    auto& members = members_[root];
    // A layer whose inputs vary takes nothing in, so it may go before all others.
    std::stable_partition(members.begin(), members.end(), [&](std::uint32_t id) { return inputs_vary(id); });
    FusedSteps steps;
    for (auto id : members)
      step_[id] = steps.append(graph_.layers[id], sources_of(id));
    Layer layer = std::move(graph_.layers[root]);
    layer.kernel = fused_kernel;
    layer.inputs = steps.inputs();
    layer.params = std::move(steps).params();
    return layer;
  }

  bool inputs_vary(std::uint32_t id) const {
    const auto& layer = graph_.layers[id];
    return std::any_of(layer.inputs.begin(), layer.inputs.end(), [&](const LayerInput& input) {
      return root_[input.layer] != root_[id] && count_(graph_, layer, input) == 0;
    });
  }

  std::vector<FusedSteps::Source> sources_of(std::uint32_t id) const {
    std::vector<FusedSteps::Source> sources;
    for (const auto& input : graph_.layers[id].inputs) {
      if (root_[input.layer] == root_[id])
        sources.push_back({true, step_[input.layer], {}});
      else
        sources.push_back(
            {false, 0, {renumbered_[input.layer], input.wiring}, count_(graph_, graph_.layers[id], input)});
    }
    return sources;
  }

  TaskGraph graph_;
  const std::vector<std::uint32_t>& root_;
  const CountInputs& count_;
  std::vector<std::vector<std::uint32_t>> members_; ///< by their last layer, in the order of layers
  std::vector<std::uint32_t> renumbered_;           ///< last layers only
  std::vector<std::size_t> step_;                   ///< where a member's output is made
  TaskGraph result_;
};

} // namespace

TaskGraph fuse_layers(TaskGraph graph, const std::vector<std::uint32_t>& root, const CountInputs& count) {
  bool any = false;
  for (std::uint32_t id = 0; id < root.size() && !any; ++id)
    any = root[id] != id;
  if (!any)
    return graph;
  return LayerFusion(std::move(graph), root, count).run();
}

} // namespace troupe
