// Layers: a kernel and its parameters, stored and sent once for all their tasks.
#include "runtime/schedule/scheduler_state.hpp"

#include <algorithm>

namespace troupe {

using namespace schedule;

namespace {

constexpr std::int32_t most_priority = 1000;

} // namespace

/// The count is raised for the caller, who gives it back with release_layer().
SchedulerState::LayerNumber SchedulerState::add_layer(const Layer& layer) {
  const auto& said = layer.annotations;
  const auto priority = std::clamp(said.priority, -most_priority, most_priority);
  const auto timeout = said.timeout_us > 0 ? said.timeout_us : config_.task_timeout_us;
  const auto constraint = add_constraint(said);
  const auto [begin, end] = layers_by_key_.equal_range(layer.key);
  for (auto at = begin; at != end; ++at)
    if (auto& known = layers_[at->second];
        known.kernel == layer.kernel && known.params == layer.params && known.priority == priority
        && known.retries == said.retries && known.timeout_us == timeout && known.constraint == constraint) {
      ++known.tasks;
      release_constraint(constraint);
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
  const auto kernel = kernel_number(layer.kernel);
  const auto generation = layers_[number].generation + 1;
  layers_[number] = {layer.key, layer.kernel, layer.params, 1, generation, kernel, constraint, priority, said.retries, timeout, 0};
  layers_by_key_.emplace(layer.key, number);
  return number;
}

void SchedulerState::release_layer(LayerNumber number) {
  auto& layer = layers_[number];
  if (--layer.tasks > 0)
    return;
  const auto [begin, end] = layers_by_key_.equal_range(layer.key);
  for (auto at = begin; at != end; ++at)
    if (at->second == number) {
      layers_by_key_.erase(at);
      break;
    }
  release_constraint(layer.constraint);
  const auto generation = layer.generation; // the number will mean another layer, and workers must be told so
  layer = {};
  layer.generation = generation;
  free_layers_.push_back(number);
}

void SchedulerState::define_layer_at(WorkerNumber worker, LayerNumber number) {
  auto& known = workers_[worker].layers_known;
  const auto& layer = layers_[number];
  if (known.find(number) == layer.generation)
    return;
  if (known.size() > 2 * layers_.size() + 64)
    known.prune([this](std::uint32_t at, std::uint32_t generation) { return layers_[at].generation == generation; });
  known.set(number, layer.generation);
  order(worker, DefineLayer{number, layer.kernel, layer.params, layer.timeout_us});
}

} // namespace troupe
