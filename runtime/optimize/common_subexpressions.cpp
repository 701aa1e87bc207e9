#include "runtime/optimize/common_subexpressions.hpp"

#include "runtime/base/key_index.hpp"

#include <vector>

namespace troupe {
namespace {

/// What the layer computes, whatever key it was given. Input layers count by their numbers after merging. Of data that
/// lie beside the graph the parameters say which they are (runtime/graph/held.hpp).
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
  KeyIndex first_of;                              // content -> number after merging
  std::vector<Key> contents(graph.layers.size()); // by number after merging
  std::vector<std::uint32_t> merged(graph.layers.size());
  first_of.reserve(graph.layers.size());
  std::uint32_t next = 0; // layers only move to the front, so they do in place
  for (std::uint32_t id = 0; id < graph.layers.size(); ++id) {
    auto& layer = graph.layers[id];
    for (auto& input : layer.inputs)
      input.layer = merged[input.layer];
    merged[id] = next;
    if (layer.kept_count() == layer.tasks) {
      contents[next] = content_of(layer);
      const auto known = first_of.find(contents[next], [&](std::uint32_t number) { return contents[number]; });
      if (known != KeyIndex::absent) {
        merged[id] = known;
        continue;
      }
      first_of.insert(contents[next], next);
    }
    if (next != id)
      graph.layers[next] = std::move(layer);
    ++next;
  }
  graph.layers.resize(next);
  for (auto& output : graph.outputs)
    output = merged[output];
  return graph;
}

} // namespace troupe
