// Layers of jobs that come and go, and which of them workers know.
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
  const auto number = layers_.add(layer, priority, timeout, constraint);
  if (layers_[number].tasks > 1) // there was one that is the same, with the same rule
    release_constraint(constraint);
  return number;
}

void SchedulerState::release_layer(LayerNumber number) {
  const auto constraint = layers_[number].constraint;
  if (layers_.release(number))
    release_constraint(constraint);
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
