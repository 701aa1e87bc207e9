// Layers: a kernel and its parameters, kept and sent once for all their tasks.
#include "runtime/schedule/scheduler_state.hpp"

namespace troupe {

using namespace schedule;

/// The count is raised for the caller, who gives it back with release_layer().
SchedulerState::LayerNumber SchedulerState::add_layer(const Layer& layer) {
  const auto [begin, end] = layers_by_key_.equal_range(layer.key);
  for (auto at = begin; at != end; ++at)
    if (auto& known = layers_[at->second]; known.kernel == layer.kernel && known.params == layer.params) {
      ++known.tasks;
      return at->second;
    }
  LayerNumber number;
  if (free_layers_.empty()) {
    number = static_cast<LayerNumber>(layers_.size());
    layers_.emplace_back();
  } else {
    number = free_layers_.back();
    free_layers_.pop_back();
  }
  layers_[number] = {layer.key, layer.kernel, layer.params, 1, 0};
  layers_by_key_.emplace(layer.key, number);
  return number;
}

void SchedulerState::release_layer(LayerNumber number) {
  if (--layers_[number].tasks > 0)
    return;
  const auto [begin, end] = layers_by_key_.equal_range(layers_[number].key);
  for (auto at = begin; at != end; ++at)
    if (at->second == number) {
      layers_by_key_.erase(at);
      break;
    }
  layers_[number] = {};
  free_layers_.push_back(number);
  for (auto& worker : workers_) // the number will mean another layer
    if (number < worker.layers_known.size())
      worker.layers_known[number] = false;
}

void SchedulerState::define_layer_at(WorkerNumber worker, LayerNumber layer) {
  auto& known = workers_[worker].layers_known;
  if (known.size() <= layer)
    known.resize(layers_.size());
  if (known[layer])
    return;
  known[layer] = true;
  order(worker, DefineLayer{layer, layers_[layer].kernel, layers_[layer].params});
}

} // namespace troupe
