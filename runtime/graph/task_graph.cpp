#include "runtime/graph/task_graph.hpp"

#include <unordered_map>
#include <unordered_set>

namespace troupe {
namespace {

Result<void> check_layer(const TaskGraph& graph, std::uint32_t id, std::unordered_set<Key>& keys) {
  const auto& layer = graph.layers[id];
  const auto refuse = [&](const std::string& why) {
    return fail(Errc::invalid_argument, "layer " + std::to_string(id) + " ('" + layer.kernel + "') " + why);
  };
  if (layer.kernel.empty())
    return refuse("names no kernel");
  if (!keys.insert(layer.key).second)
    return refuse("has the key of an earlier layer");
  for (const auto& input : layer.inputs) {
    if (input.layer >= id)
      return refuse("takes layer " + std::to_string(input.layer) + ", which does not come before it");
    if (auto fits = input.wiring.check(layer.tasks, graph.layers[input.layer].tasks); !fits)
      return refuse(fits.error().message);
  }
  for (std::size_t i = 0; i < layer.kept.size(); ++i)
    if (layer.kept[i] >= layer.tasks || (i > 0 && layer.kept[i] <= layer.kept[i - 1]))
      return refuse("keeps task " + std::to_string(layer.kept[i]) + " of " + std::to_string(layer.tasks) + ", out of order or range");
  return {};
}

class Lowering {
public:
  TaskGraph graph;

  std::uint32_t add(const ExpressionPtr& node) {
    if (auto known = ids_.find(node.get()); known != ids_.end())
      return known->second;
    Layer layer{node->key(), node->kernel(), node->params(), node->tasks(), {}, node->blockwise(), {}};
    for (const auto& input : node->inputs())
      layer.inputs.push_back({add(input.source), input.wiring});
    // Two nodes built apart may be the same expression: their keys say so.
    if (auto same = by_key_.find(node->key()); same != by_key_.end())
      return ids_[node.get()] = same->second;
    const auto id = static_cast<std::uint32_t>(graph.layers.size());
    graph.layers.push_back(std::move(layer));
    by_key_[node->key()] = id;
    return ids_[node.get()] = id;
  }

private:
  std::unordered_map<const Expression*, std::uint32_t> ids_;
  std::unordered_map<Key, std::uint32_t> by_key_;
};

} // namespace

std::uint64_t TaskGraph::task_count() const {
  std::uint64_t count = 0;
  for (const auto& layer : layers)
    count += layer.kept_count();
  return count;
}

Result<void> TaskGraph::check() const {
  std::unordered_set<Key> keys;
  for (std::uint32_t id = 0; id < layers.size(); ++id)
    TROUPE_CHECK(check_layer(*this, id, keys));
  for (auto output : outputs)
    if (output >= layers.size())
      return fail(Errc::invalid_argument, "output " + std::to_string(output) + " names no layer");
  if (task_count() > (std::uint64_t{1} << 31))
    return fail(Errc::invalid_argument, "the graph has " + std::to_string(task_count()) + " tasks; at most 2^31 are taken");
  return {};
}

TaskGraph lower(std::span<const ExpressionPtr> outputs) {
  Lowering lowering;
  std::vector<std::uint32_t> ids;
  for (const auto& output : outputs)
    ids.push_back(lowering.add(output));
  lowering.graph.outputs = std::move(ids);
  return std::move(lowering.graph);
}

} // namespace troupe
