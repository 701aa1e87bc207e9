#include "runtime/graph/task_graph.hpp"

#include "runtime/base/key_index.hpp"
#include "runtime/graph/held.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace troupe {
namespace {

Result<void> check_layer(const TaskGraph& graph, std::uint32_t id, KeyIndex& keys) {
  const auto& layer = graph.layers[id];
  const auto refuse = [&](const std::string& why) {
    return fail(Errc::invalid_argument, "layer " + std::to_string(id) + " ('" + layer.kernel + "') " + why);
  };
  if (layer.kernel.empty())
    return refuse("names no kernel");
  if (keys.find(layer.key, [&](std::uint32_t other) { return graph.layers[other].key; }) != KeyIndex::absent)
    return refuse("has the key of an earlier layer");
  keys.insert(layer.key, id);
  if (layer.blockwise && is_held(layer.params))
    return refuse("is held, and yet blockwise");
  for (const auto& input : layer.inputs) {
    if (input.layer >= id)
      return refuse("takes layer " + std::to_string(input.layer) + ", which does not come before it");
    if (auto fits = input.wiring.check(layer.tasks, graph.layers[input.layer].tasks); !fits)
      return refuse(fits.error().message);
  }
  for (std::size_t i = 0; i < layer.kept.size(); ++i)
    if (layer.kept[i] >= layer.tasks || (i > 0 && layer.kept[i] <= layer.kept[i - 1]))
      return refuse("keeps task " + std::to_string(layer.kept[i]) + " of " + std::to_string(layer.tasks)
                    + ", out of order or range");
  return {};
}

/// Inputs of the layer's kept tasks in all.
std::uint64_t edges_of(const TaskGraph& graph, const Layer& layer) {
  std::uint64_t edges = 0;
  for (const auto& input : layer.inputs) {
    const auto source_tasks = [&] { return graph.layers[input.layer].tasks; };
    switch (input.wiring.kind) {
    case Wiring::Kind::each:
    case Wiring::Kind::one:
      edges += layer.kept_count();
      break;
    case Wiring::Kind::tree:
      edges += source_tasks();
      break;
    case Wiring::Kind::all:
      edges += std::uint64_t{layer.kept_count()} * source_tasks();
      break;
    case Wiring::Kind::list:
      edges += input.wiring.taken.size();
      break;
    }
  }
  return edges;
}

/// @pre the layer and all before it passed check_layer()
Result<void> check_inputs_kept(const TaskGraph& graph, std::uint32_t id) {
  const auto& layer = graph.layers[id];
  for (const auto& input : layer.inputs) {
    const auto& source = graph.layers[input.layer];
    if (source.kept_count() == source.tasks)
      continue;
    std::vector<bool> kept(source.tasks);
    for (auto task : source.kept)
      kept[task] = true;
    for (std::uint32_t i = 0; i < layer.kept_count(); ++i) {
      std::optional<std::uint32_t> absent;
      input.wiring.for_each(layer.kept.empty() ? i : layer.kept[i], source.tasks, [&](std::uint32_t task) {
        if (!kept[task])
          absent = task;
      });
      if (absent)
        return fail(Errc::invalid_argument, "layer " + std::to_string(id) + " ('" + layer.kernel + "') takes task "
                                                + std::to_string(*absent) + " of layer " + std::to_string(input.layer)
                                                + ", which is not kept");
    }
  }
  return {};
}

/// Depth first with a stack of its own, since chains may be millions long.
class Lowering {
public:
  /// The layers of all that was added. Made at once, since they are large and not to be moved about while they grow.
  TaskGraph graph(std::vector<std::uint32_t> outputs) const {
    TaskGraph graph;
    graph.layers.reserve(nodes_.size());
    for (const auto* node : nodes_) {
      auto& layer = graph.layers.emplace_back(Layer{
          node->key(), node->kernel(), node->params(), node->tasks(), {}, node->blockwise(), {}, node->annotations()});
      layer.inputs.reserve(node->inputs().size());
      for (const auto& input : node->inputs())
        layer.inputs.push_back({find(*input.source), input.wiring});
    }
    graph.outputs = std::move(outputs);
    return graph;
  }

  std::uint32_t add(const ExpressionPtr& root) {
    std::vector<std::pair<const Expression*, std::size_t>> path{{root.get(), 0}};
    if (find(*root) != KeyIndex::absent)
      return find(*root);
    while (!path.empty()) {
      auto& [node, next] = path.back();
      if (next < node->inputs().size()) {
        const auto* source = node->inputs()[next++].source.get();
        if (find(*source) == KeyIndex::absent)
          path.emplace_back(source, 0);
      } else {
        by_key_.insert(node->key(), static_cast<std::uint32_t>(nodes_.size()));
        nodes_.push_back(node);
        keys_.push_back(node->key());
        path.pop_back();
      }
    }
    return find(*root);
  }

private:
  /// Two nodes built apart may be the same expression: their keys say so.
  std::uint32_t find(const Expression& node) const {
    return by_key_.find(node.key(), [this](std::uint32_t id) { return keys_[id]; });
  }

  std::vector<const Expression*> nodes_; ///< inputs before what takes them
  std::vector<Key> keys_;
  KeyIndex by_key_;
};

} // namespace

std::uint64_t TaskGraph::task_count() const {
  std::uint64_t count = 0;
  for (const auto& layer : layers)
    count += layer.kept_count();
  return count;
}

Result<void> TaskGraph::check() const {
  KeyIndex keys;
  keys.reserve(layers.size());
  for (std::uint32_t id = 0; id < layers.size(); ++id)
    TROUPE_CHECK(check_layer(*this, id, keys));
  for (auto output : outputs)
    if (output >= layers.size())
      return fail(Errc::invalid_argument, "output " + std::to_string(output) + " names no layer");
  if (task_count() > (std::uint64_t{1} << 31))
    return fail(Errc::invalid_argument,
                "the graph has " + std::to_string(task_count()) + " tasks; at most 2^31 are taken");
  std::uint64_t edges = 0;
  for (const auto& layer : layers)
    edges += edges_of(*this, layer);
  if (edges > std::numeric_limits<std::uint32_t>::max())
    return fail(Errc::invalid_argument,
                "the graph's tasks have " + std::to_string(edges) + " inputs in all; at most 2^32 - 1 are taken");
  if (std::any_of(layers.begin(), layers.end(), [](const Layer& layer) { return !layer.kept.empty(); }))
    for (std::uint32_t id = 0; id < layers.size(); ++id)
      TROUPE_CHECK(check_inputs_kept(*this, id));
  return {};
}

TaskGraph lower(std::span<const ExpressionPtr> outputs) {
  Lowering lowering;
  std::vector<std::uint32_t> ids;
  for (const auto& output : outputs)
    ids.push_back(lowering.add(output));
  return lowering.graph(std::move(ids));
}

} // namespace troupe
