#include "runtime/schedule/layer_registry.hpp"

#include "runtime/schedule/smoothed.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace troupe::schedule {
namespace {

constexpr std::size_t kernels_kept = 4096; ///< also those that no layer has
/// What has run for a time is expected to run for as long again.
constexpr double times_longer = 2;

std::size_t kind_of(std::size_t inputs, std::size_t kinds) {
  return std::min<std::size_t>(std::bit_width(inputs), kinds - 1);
}

} // namespace

LayerNumber LayerRegistry::add(const Layer& layer, std::int32_t priority, std::int64_t timeout_us,
                               std::uint32_t constraint) {
  if (const auto same = find_same(layer, priority, timeout_us, constraint); same != none) {
    retain(same);
    return same;
  }
  const auto number = free_number();
  const auto kernel = kernel_number(layer.kernel);
  auto& entry = layers_[number];
  const auto generation = entry.record.generation + 1;
  entry = {{layer.key, layer.kernel, layer.params, 1, generation, constraint, priority, layer.annotations.retries,
            timeout_us},
           kernel,
           0,
           0};
  by_key_.emplace(layer.key, number);
  return number;
}

/// none when there is none.
LayerNumber LayerRegistry::find_same(const Layer& layer, std::int32_t priority, std::int64_t timeout_us,
                                     std::uint32_t constraint) const {
  const auto [begin, end] = by_key_.equal_range(layer.key);
  for (auto at = begin; at != end; ++at) {
    const auto& known = layers_[at->second].record;
    if (known.kernel == layer.kernel && known.params == layer.params && known.priority == priority
        && known.retries == layer.annotations.retries && known.timeout_us == timeout_us
        && known.constraint == constraint)
      return at->second;
  }
  return none;
}

LayerNumber LayerRegistry::free_number() {
  if (free_.empty()) {
    layers_.emplace_back();
    return static_cast<LayerNumber>(layers_.size() - 1);
  }
  const auto number = free_.back();
  free_.pop_back();
  return number;
}

bool LayerRegistry::release(LayerNumber number) {
  auto& entry = layers_[number];
  if (--entry.record.tasks > 0)
    return false;
  const auto [begin, end] = by_key_.equal_range(entry.record.key);
  for (auto at = begin; at != end; ++at)
    if (at->second == number) {
      by_key_.erase(at);
      break;
    }
  const auto generation = entry.record.generation; // the number will mean another layer, and workers must be told so
  entry = {};
  entry.record.generation = generation;
  free_.push_back(number);
  return true;
}

double LayerRegistry::measured_us(LayerNumber layer, std::size_t inputs) const {
  const auto& entry = layers_[layer];
  if (entry.duration_us > 0)
    return entry.duration_us;
  const auto& kernel = kernels_[entry.kernel];
  const auto measured = kernel.duration_us[kind_of(inputs, Kernel::kinds)];
  return std::max(entry.running_us, measured > 0 ? measured : kernel.running_us);
}

double LayerRegistry::measure(LayerNumber layer, std::size_t inputs, double duration_us) {
  auto& entry = layers_[layer];
  auto& of_kernel = kernels_[entry.kernel].duration_us[kind_of(inputs, Kernel::kinds)];
  entry.duration_us = smoothed(entry.duration_us, duration_us);
  of_kernel = smoothed(of_kernel, duration_us);
  return entry.duration_us;
}

void LayerRegistry::measure_running(LayerNumber layer, double ran_us, double unmeasured_us) {
  auto& entry = layers_[layer];
  for (auto* expected : {&entry.running_us, &kernels_[entry.kernel].running_us})
    if (ran_us > std::max(*expected, unmeasured_us))
      *expected = times_longer * ran_us;
}

/// @returns Its number; what was known of kernels that nothing runs any more may be forgotten for it.
std::uint32_t LayerRegistry::kernel_number(const std::string& name) {
  if (const auto known = kernels_by_name_.find(name); known != kernels_by_name_.end())
    return known->second;
  if (kernels_.size() >= std::max(kernels_kept, kernels_limit_))
    forget_unused_kernels();
  kernels_by_name_.emplace(name, static_cast<std::uint32_t>(kernels_.size()));
  kernels_.push_back({.name = name});
  return static_cast<std::uint32_t>(kernels_.size() - 1);
}

void LayerRegistry::forget_unused_kernels() {
  std::vector<std::uint32_t> now(kernels_.size(), none);
  std::vector<Kernel> used;
  for (auto& entry : layers_) {
    if (entry.record.tasks == 0)
      continue;
    auto& number = now[entry.kernel];
    if (number == none) {
      number = static_cast<std::uint32_t>(used.size());
      used.push_back(std::move(kernels_[entry.kernel]));
    }
    entry.kernel = number;
  }
  kernels_ = std::move(used);
  kernels_by_name_.clear();
  for (std::uint32_t number = 0; number < kernels_.size(); ++number)
    kernels_by_name_.emplace(kernels_[number].name, number);
  kernels_limit_ = 2 * kernels_.size();
}

} // namespace troupe::schedule
