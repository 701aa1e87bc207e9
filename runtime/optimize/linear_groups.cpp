#include "runtime/optimize/linear_groups.hpp"

#include "runtime/optimize/fused_steps.hpp"

#include <algorithm>
#include <limits>

namespace troupe {
namespace {

constexpr auto no_root = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint64_t most_inputs = 4096;     ///< of a fused task
constexpr std::size_t most_layers_visited = 64; ///< layers looked at to find out what a task waits for anyway

std::optional<std::uint32_t> inputs_by_list(const Layer& layer, const Wiring& list) {
  std::optional<std::uint32_t> count;
  for (std::uint32_t i = 0; i < layer.kept_count(); ++i) {
    const auto task = layer.kept.empty() ? i : layer.kept[i];
    const auto taken = list.begins[task + 1] - list.begins[task];
    if (count && *count != taken)
      return std::nullopt;
    count = taken;
  }
  return count;
}

std::optional<std::uint32_t> inputs_by_tree(const Layer& layer, std::uint32_t fan, std::uint32_t source_tasks) {
  const auto last = layer.tasks - 1;
  const auto clipped = source_tasks - last * fan;
  const bool has_last = layer.kept.empty() || layer.kept.back() == last;
  if (!has_last || clipped == fan)
    return fan;
  return layer.kept_count() == 1 ? std::optional(clipped) : std::nullopt;
}

class LinearGrouping {
public:
  explicit LinearGrouping(const TaskGraph& graph)
      : graph_(graph), root_(graph.layers.size(), no_root), taken_by_(graph.layers.size(), no_root),
        stays_(graph.layers.size()), written_(graph.layers.size()), outside_(graph.layers.size()),
        steps_(graph.layers.size()) {
    for (auto output : graph.outputs)
      stays_[output] = true;
  }

  /// From the last layer to the first, so that all consumers of a layer are decided before it is.
  std::vector<std::uint32_t> decide() && {
    for (auto id = static_cast<std::uint32_t>(graph_.layers.size()); id-- > 0;) {
      if (joins(id))
        join(id, taken_by_[id]);
      else
        root_[id] = id;
      steps_[root_[id]] += count_steps(graph_.layers[id]);
      for (const auto& input : graph_.layers[id].inputs)
        note_use(id, input);
    }
    return std::move(root_);
  }

private:
  bool joins(std::uint32_t id) {
    const auto& layer = graph_.layers[id];
    if (stays_[id] || taken_by_[id] == no_root || !layer.blockwise || layer.tasks == 0)
      return false;
    const auto& root = graph_.layers[taken_by_[id]];
    if (layer.tasks != root.tasks || layer.kept != root.kept || !(layer.annotations == root.annotations)
        || steps_[taken_by_[id]] + count_steps(layer) > most_fused_steps)
      return false;
    const auto& outside = outside_of(taken_by_[id]);
    const bool no_longer = std::all_of(outside.begin(), outside.end(), [&](const LayerInput* input) {
      return input->layer == id || waits_for(id, *input);
    });
    return no_longer && named_inputs(id) <= most_inputs;
  }

  /// Every input that the group would have with the layer in it; more than are taken where some cannot be named.
  std::uint64_t named_inputs(std::uint32_t id) {
    std::uint64_t count = 0;
    const auto add = [&](std::uint32_t taker, const LayerInput& input) {
      const auto each = inputs_of_each_task(graph_.layers[taker], input, graph_.layers[input.layer].tasks);
      count += each && *each > 0 ? *each : most_inputs + 1;
    };
    for (const auto& input : graph_.layers[id].inputs)
      add(id, input);
    for (const auto* input : outside_of(taken_by_[id]))
      if (input->layer != id)
        add(taken_by_[id], *input); // all of a group keep the same tasks
    return count;
  }

  /// True when each task of the layer needs, directly or through tasks of its own index, what `input` gives.
  bool waits_for(std::uint32_t id, const LayerInput& input) const {
    std::vector<std::uint32_t> visited{id};
    for (std::size_t at = 0; at < visited.size(); ++at)
      for (const auto& needed : graph_.layers[visited[at]].inputs) {
        if (needed == input)
          return true;
        if (needed.wiring.kind == Wiring::Kind::each && needed.layer > input.layer
            && visited.size() < most_layers_visited
            && std::find(visited.begin(), visited.end(), needed.layer) == visited.end())
          visited.push_back(needed.layer);
      }
    return false;
  }

  /// Written down once somebody asks: most groups stay alone.
  std::vector<const LayerInput*>& outside_of(std::uint32_t root) {
    if (!written_[root])
      for (const auto& input : graph_.layers[root].inputs)
        outside_[root].push_back(&input);
    written_[root] = true;
    return outside_[root];
  }

  void join(std::uint32_t id, std::uint32_t root) {
    root_[id] = root;
    auto& outside = outside_of(root);
    std::erase_if(outside, [&](const LayerInput* input) { return input->layer == id; });
    for (const auto& input : graph_.layers[id].inputs)
      if (std::none_of(outside.begin(), outside.end(), [&](const LayerInput* known) { return *known == input; }))
        outside.push_back(&input);
  }

  void note_use(std::uint32_t consumer, const LayerInput& input) {
    auto& taker = taken_by_[input.layer];
    if (!graph_.layers[consumer].blockwise || input.wiring.kind != Wiring::Kind::each
        || (taker != no_root && taker != root_[consumer]))
      stays_[input.layer] = true;
    taker = root_[consumer];
  }

  const TaskGraph& graph_;
  std::vector<std::uint32_t> root_;
  std::vector<std::uint32_t> taken_by_; ///< the group of the consumers seen so far
  std::vector<bool> stays_;             ///< an output, or some consumer cannot take it in, or two groups want it
  std::vector<bool> written_;           ///< whose outside_ is there
  std::vector<std::vector<const LayerInput*>> outside_; ///< of each group, by its last layer: what its tasks wait for
  std::vector<std::size_t> steps_;                      ///< of each group, by its last layer
};

} // namespace

std::optional<std::uint32_t> inputs_of_each_task(const Layer& layer, const LayerInput& input,
                                                 std::uint32_t source_tasks) {
  switch (input.wiring.kind) {
  case Wiring::Kind::each:
  case Wiring::Kind::one:
    return 1;
  case Wiring::Kind::all:
    return source_tasks;
  case Wiring::Kind::tree:
    return inputs_by_tree(layer, input.wiring.fan, source_tasks);
  case Wiring::Kind::list:
    return inputs_by_list(layer, input.wiring);
  }
  return std::nullopt;
}

std::vector<std::uint32_t> linear_groups(const TaskGraph& graph) { return LinearGrouping(graph).decide(); }

} // namespace troupe
