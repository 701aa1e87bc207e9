#include "runtime/optimize/fuse_groups.hpp"

#include "runtime/optimize/fused_steps.hpp"

#include <algorithm>
#include <limits>

namespace troupe {
namespace {

constexpr auto none = std::numeric_limits<std::uint32_t>::max();

/// A list in which every task has one entry, as the chunks of a transposed array.
bool lists_one_each(const Wiring& wiring) {
  if (wiring.kind != Wiring::Kind::list || wiring.taken.size() + 1 != wiring.begins.size())
    return false;
  for (std::size_t i = 0; i < wiring.begins.size(); ++i)
    if (wiring.begins[i] != i)
      return false;
  return true;
}

bool takes_one_layer_only(const Layer& layer) {
  return std::all_of(layer.inputs.begin(), layer.inputs.end(),
                     [&](const LayerInput& input) { return input.layer == layer.inputs.front().layer; });
}

/// A layer that takes a varying number of inputs can only be the first step of a group, so it takes nothing in.
bool may_take_in(const Layer& layer, const LayerInput& input) {
  return layer.blockwise && input.wiring.kind == Wiring::Kind::each && takes_fixed_inputs(layer)
         && (layer.kept_count() > 1 || takes_one_layer_only(layer));
}

class BlockwiseGrouping {
public:
  explicit BlockwiseGrouping(const TaskGraph& graph)
      : graph_(graph), is_output_(graph.layers.size()), barred_(graph.layers.size()) {
    for (auto output : graph.outputs)
      is_output_[output] = true;
  }

  /// From the last layer to the first, so that all consumers of a layer are decided before it is.
  void decide() {
    const auto count = static_cast<std::uint32_t>(graph_.layers.size());
    root_.assign(count, none);
    taken_by_.assign(count, none);
    stays_.assign(count, false);
    steps_.assign(count, 0);
    for (std::uint32_t id = count; id-- > 0;) {
      root_[id] = joins(id) ? taken_by_[id] : id;
      steps_[root_[id]] += count_steps(graph_.layers[id]);
      for (const auto& input : graph_.layers[id].inputs)
        note_use(id, input);
    }
  }

  /// Bars first steps that take a varying number of inputs from groups in which another step takes inputs too.
  /// @returns False when there are none, so that the decisions stand.
  bool bar_misfits() {
    const auto count = static_cast<std::uint32_t>(graph_.layers.size());
    std::vector<std::uint32_t> steps_with_inputs(count);
    for (std::uint32_t id = 0; id < count; ++id)
      steps_with_inputs[root_[id]] += takes_from_outside(id) ? 1 : 0;
    bool found = false;
    for (std::uint32_t id = 0; id < count; ++id)
      if (root_[id] != id && steps_with_inputs[root_[id]] > 1 && !takes_fixed_inputs(graph_.layers[id]))
        found = barred_[id] = true;
    return found;
  }

  std::vector<std::uint32_t> take() && { return std::move(root_); }

private:
  bool joins(std::uint32_t id) const {
    const auto& layer = graph_.layers[id];
    return layer.blockwise && !is_output_[id] && !barred_[id] && !stays_[id] && taken_by_[id] != none
           && layer.tasks == graph_.layers[taken_by_[id]].tasks && layer.kept == graph_.layers[taken_by_[id]].kept
           && steps_[taken_by_[id]] + count_steps(layer) <= most_fused_steps;
  }

  void note_use(std::uint32_t consumer, const LayerInput& input) {
    auto& taker = taken_by_[input.layer];
    const bool alike = graph_.layers[consumer].annotations == graph_.layers[input.layer].annotations;
    if (!alike || !may_take_in(graph_.layers[consumer], input) || (taker != none && taker != root_[consumer]))
      stays_[input.layer] = true;
    taker = root_[consumer];
  }

  bool takes_from_outside(std::uint32_t id) const {
    const auto& inputs = graph_.layers[id].inputs;
    return std::any_of(inputs.begin(), inputs.end(),
                       [&](const LayerInput& input) { return root_[input.layer] != root_[id]; });
  }

  const TaskGraph& graph_;
  std::vector<bool> is_output_;
  std::vector<bool> barred_;
  std::vector<std::uint32_t> root_;
  std::vector<std::uint32_t> taken_by_; ///< the group of the consumers seen so far
  std::vector<std::size_t> steps_;      ///< of groups, by their last layer
  std::vector<bool> stays_;             ///< some consumer cannot take it in, or two groups want it
};

} // namespace

bool takes_fixed_inputs(const Layer& layer) {
  return std::all_of(layer.inputs.begin(), layer.inputs.end(), [](const LayerInput& input) {
    return input.wiring.kind == Wiring::Kind::each || input.wiring.kind == Wiring::Kind::one
           || lists_one_each(input.wiring);
  });
}

std::vector<std::uint32_t> fuse_groups(const TaskGraph& graph) {
  BlockwiseGrouping grouping(graph);
  grouping.decide();
  // Nothing is taken in through a layer that is barred, so the second decision stands.
  if (grouping.bar_misfits())
    grouping.decide();
  return std::move(grouping).take();
}

} // namespace troupe
