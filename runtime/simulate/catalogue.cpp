#include "runtime/simulate/catalogue.hpp"

#include "runtime/simulate/dice.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace troupe::simulate {

Catalogue::Catalogue(std::vector<std::shared_ptr<const Workload>> workloads, std::uint64_t seed)
    : workloads_(std::move(workloads)), seed_(seed), numbers_(workloads_.size()) {
  std::size_t most = 0;
  for (const auto& workload : workloads_)
    most += workload->table->tasks.size();
  places_.assign(std::bit_ceil(2 * most + 1), no_task);
  origins_.reserve(most);
  values_.reserve(most);
  for (std::uint32_t workload = 0; workload < workloads_.size(); ++workload)
    add(workload);
}

void Catalogue::add(std::uint32_t workload) {
  const auto& table = *workloads_[workload]->table;
  const auto& layers = workloads_[workload]->graph->layers;
  auto& numbers = numbers_[workload];
  numbers.reserve(table.tasks.size());
  for (std::uint32_t task = 0; task < table.tasks.size(); ++task) {
    const auto& [key, layer, index] = table.tasks[task];
    if (const auto known = find(key); known != no_task) {
      numbers.push_back(known);
      continue;
    }
    const auto number = size();
    auto value = kernel_value(layers[layer].key.low, index);
    for (auto input : table.inputs_of(task))
      value = take_input(value, values_[numbers[input]]);
    numbers.push_back(number);
    origins_.push_back({workload, task});
    values_.push_back(value);
    enter(number);
  }
}

void Catalogue::enter(std::uint32_t number) {
  const auto mask = places_.size() - 1;
  auto place = key(number).low & mask;
  while (places_[place] != no_task)
    place = (place + 1) & mask;
  places_[place] = number;
}

std::uint32_t Catalogue::find(const Key& wanted) const {
  const auto mask = places_.size() - 1;
  for (auto place = wanted.low & mask; places_[place] != no_task; place = (place + 1) & mask)
    if (key(places_[place]) == wanted)
      return places_[place];
  return no_task;
}

std::uint64_t Catalogue::most_at_once() const {
  std::uint64_t inputs = 0;
  std::uint64_t output = 0;
  for (std::uint32_t number = 0; number < size(); ++number) {
    std::uint64_t sum = 0;
    for_each_input(number, [&](std::uint32_t input) { sum += nbytes(input); });
    inputs = std::max(inputs, sum);
    output = std::max(output, nbytes(number));
  }
  return inputs + output;
}

const Key& Catalogue::key(std::uint32_t number) const {
  const auto [workload, task] = origins_[number];
  return workloads_[workload]->table->tasks[task].key;
}

const LayerModel& Catalogue::model(std::uint32_t number) const {
  const auto [workload, task] = origins_[number];
  return workloads_[workload]->models[workloads_[workload]->table->tasks[task].layer];
}

double Catalogue::weight(std::uint32_t number) const {
  const auto& weights = model(number).weights;
  return weights.empty() ? 1.0 : static_cast<double>(weights[index(number)]);
}

std::uint32_t Catalogue::index(std::uint32_t number) const {
  const auto [workload, task] = origins_[number];
  return workloads_[workload]->table->tasks[task].index;
}

LogicalTime Catalogue::duration_us(std::uint32_t number) const {
  const auto& how = model(number);
  if (!how.measured.empty())
    return std::max<LogicalTime>(1, static_cast<LogicalTime>(how.measured[index(number)].duration_us));
  const auto lasts = how.duration_us * weight(number) * spread_of(mix(seed_, key(number).low), how.variation);
  return std::max<LogicalTime>(1, static_cast<LogicalTime>(lasts));
}

std::uint64_t Catalogue::nbytes(std::uint32_t number) const {
  if (!model(number).measured.empty())
    return model(number).measured[index(number)].nbytes;
  return static_cast<std::uint64_t>(static_cast<double>(model(number).nbytes) * weight(number));
}

std::string Catalogue::name(std::uint32_t number) const {
  const auto [workload, task] = origins_[number];
  const auto& [key, layer, index] = workloads_[workload]->table->tasks[task];
  const auto& layers = workloads_[workload]->graph->layers;
  const auto same = std::count_if(layers.begin(), layers.end(),
                                  [&, kernel = layers[layer].kernel](const auto& one) { return one.kernel == kernel; });
  return layers[layer].kernel + (same > 1 ? "." + std::to_string(layer) : "") + "#" + std::to_string(index);
}

} // namespace troupe::simulate
