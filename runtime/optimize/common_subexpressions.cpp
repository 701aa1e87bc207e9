#include "runtime/optimize/common_subexpressions.hpp"

#include <unordered_map>

namespace troupe {
namespace {

/// What the layer computes, whatever key it was given. Input layers count by their numbers after merging.
Key content_of(const Layer& layer) {
  KeyHasher hasher;
  hasher.text(layer.kernel).number(layer.tasks).number(layer.blockwise ? 1 : 0);
  layer.params.hash_into(hasher);
  hasher.number(layer.inputs.size());
  for (const auto& input : layer.inputs) {
    hasher.number(input.layer);
    input.wiring.hash_into(hasher);
  }
  return hasher.finish();
}

} // namespace

TaskGraph common_subexpressions(TaskGraph graph) {
  std::unordered_map<Key, std::uint32_t> first_of;
  std::vector<std::uint32_t> merged(graph.layers.size());
  TaskGraph result;
  for (std::uint32_t id = 0; id < graph.layers.size(); ++id) {
    auto& layer = graph.layers[id];
    for (auto& input : layer.inputs)
      input.layer = merged[input.layer];
    const auto next = static_cast<std::uint32_t>(result.layers.size());
    if (layer.kept_count() == layer.tasks) {
      const auto [at, is_new] = first_of.try_emplace(content_of(layer), next);
      merged[id] = at->second;
      if (!is_new)
        continue;
    } else {
      merged[id] = next;
    }
    result.layers.push_back(std::move(layer));
  }
  for (auto output : graph.outputs)
    result.outputs.push_back(merged[output]);
  return result;
}

} // namespace troupe
