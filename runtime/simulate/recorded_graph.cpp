#include "runtime/simulate/recorded_graph.hpp"

#include "runtime/simulate/graph_builder.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace troupe::simulate {
namespace {

/// Where a recorded layer has gone: its first task in the record, its number in the graph.
struct Moved {
  std::uint32_t first = 0;
  std::uint32_t number = 0;
};

/// Inputs of tasks [first, end), by the layer that makes them, numbered within it.
std::vector<LayerInput> inputs_of(const RunRecord& record, const std::map<std::uint32_t, Moved>& moved,
                                  std::uint32_t first, std::uint32_t end) {
  std::map<std::uint32_t, Wiring> by_layer;
  for (auto task = first; task < end; ++task)
    for (auto input : record.inputs_of(task))
      by_layer.try_emplace(record.task(input).layer, Wiring::list({0}, {}));
  std::vector<LayerInput> inputs;
  for (auto& [layer, wiring] : by_layer) {
    for (auto task = first; task < end; ++task) {
      for (auto input : record.inputs_of(task))
        if (record.task(input).layer == layer)
          wiring.taken.push_back(input - moved.at(layer).first);
      wiring.begins.push_back(static_cast<std::uint32_t>(wiring.taken.size()));
    }
    inputs.push_back({moved.at(layer).number, std::move(wiring)});
  }
  return inputs;
}

LayerModel model_of(const RunRecord& record, std::uint32_t first, std::uint32_t end) {
  LayerModel model;
  std::uint64_t sum_us = 0, sum_bytes = 0, ended = 0;
  for (auto task = first; task < end; ++task) {
    sum_us += record.task(task).duration_us;
    sum_bytes += record.task(task).nbytes;
    ended += record.task(task).duration_us > 0 ? 1 : 0;
  }
  ended = std::max<std::uint64_t>(ended, 1);
  model.duration_us = static_cast<double>(sum_us) / static_cast<double>(ended);
  model.nbytes = sum_bytes / ended;
  for (auto task = first; task < end; ++task) {
    const auto& was = record.task(task);
    model.measured.push_back(was.duration_us > 0 ? MeasuredTask{static_cast<double>(was.duration_us), was.nbytes}
                                                 : MeasuredTask{model.duration_us, model.nbytes});
  }
  return model;
}

} // namespace

Result<ModelledGraph> graph_of(const RunRecord& record) {
  if (record.size() == 0)
    return fail(Errc::invalid_argument, "the record has no tasks");
  GraphBuilder builder(0);
  std::map<std::uint32_t, Moved> moved;
  const auto size = static_cast<std::uint32_t>(record.size());
  std::vector<bool> is_output(size);
  for (auto output : record.outputs())
    is_output[output] = true;
  for (std::uint32_t first = 0; first < size;) {
    const auto layer = record.task(first).layer;
    auto end = first;
    while (end < size && record.task(end).layer == layer)
      ++end;
    const auto number = builder.layer(record.layers()[layer], end - first, inputs_of(record, moved, first, end),
                                      model_of(record, first, end));
    moved[layer] = {first, number};
    if (std::find(is_output.begin() + first, is_output.begin() + end, true) != is_output.begin() + end)
      builder.output(number);
    first = end;
  }
  return std::move(builder).finish();
}

} // namespace troupe::simulate
