#include "runtime/graph/task_table.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// Number of a layer's task in the table.
struct Numbering {
  std::uint32_t first = 0;
  const std::vector<std::uint32_t>* kept = nullptr;

  std::uint32_t of(std::uint32_t index) const {
    if (kept->empty())
      return first + index;
    return first + static_cast<std::uint32_t>(std::lower_bound(kept->begin(), kept->end(), index) - kept->begin());
  }
};

} // namespace

TaskTable expand(const TaskGraph& graph) {
  TaskTable table;
  table.tasks.reserve(graph.task_count());
  table.input_begins.reserve(graph.task_count() + 1);
  table.input_begins.push_back(0);
  std::vector<Numbering> numbering;
  for (std::uint32_t id = 0; id < graph.layers.size(); ++id) {
    const auto& layer = graph.layers[id];
    numbering.push_back({static_cast<std::uint32_t>(table.tasks.size()), &layer.kept});
    for (std::uint32_t i = 0; i < layer.kept_count(); ++i) {
      const auto index = layer.kept.empty() ? i : layer.kept[i];
      table.tasks.push_back({task_key(layer.key, index), id, index});
      for (const auto& input : layer.inputs)
        input.wiring.for_each(index, graph.layers[input.layer].tasks,
                              [&](std::uint32_t source) { table.inputs.push_back(numbering[input.layer].of(source)); });
      table.input_begins.push_back(static_cast<std::uint32_t>(table.inputs.size()));
    }
  }
  for (auto output : graph.outputs)
    for (std::uint32_t i = 0; i < graph.layers[output].kept_count(); ++i)
      table.outputs.push_back(numbering[output].first + i);
  return table;
}

std::vector<Key> output_keys(const TaskGraph& graph) {
  std::vector<Key> keys;
  for (auto output : graph.outputs) {
    const auto& layer = graph.layers[output];
    for (std::uint32_t i = 0; i < layer.kept_count(); ++i)
      keys.push_back(task_key(layer.key, layer.kept.empty() ? i : layer.kept[i]));
  }
  return keys;
}

} // namespace troupe
