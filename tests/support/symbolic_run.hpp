// Runs a task graph with made-up kernels whose values are hashes of what they were given, so that two graphs compute
// the same exactly when their hashes are the same. Understands fused tasks. Pure functions.
#pragma once

#include "runtime/graph/task_table.hpp"

#include <cstdint>
#include <limits>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace troupe::test {

/// What stands for several outputs, and those.
using SymbolicLists = std::map<Key, std::vector<Key>>;

inline Key run_symbolic_kernel(const std::string& kernel, const Params& params, std::uint32_t index,
                               std::span<const Key> inputs, SymbolicLists& lists);

/// Steps in order; an input i >= 0 is the task's input i, the largest number all of them, -1 - s the output of step s.
/// With `wanted`, the outputs of those.
inline Key run_symbolic_steps(const Params::List& steps, const Result<Params::Ints>& wanted, std::uint32_t index,
                              std::span<const Key> inputs, SymbolicLists& lists) {
  std::vector<Key> outputs;
  for (const auto& step : steps) {
    std::vector<Key> taken;
    for (const auto place : step.integers("inputs").value()) {
      if (place == std::numeric_limits<std::int64_t>::max())
        taken.insert(taken.end(), inputs.begin(), inputs.end());
      else
        taken.push_back(place >= 0 ? inputs[static_cast<std::size_t>(place)]
                                   : outputs.at(static_cast<std::size_t>(-1 - place)));
      if (place >= 0 && place != std::numeric_limits<std::int64_t>::max()
          && static_cast<std::size_t>(place) >= inputs.size())
        throw std::out_of_range("a step takes an input that the task does not have");
    }
    const auto kernel = step.text("kernel").value();
    if (kernel.starts_with("whole"))
      throw std::logic_error("'" + kernel + "' is not blockwise and was fused");
    outputs.push_back(run_symbolic_kernel(kernel, step.list("params")->at(0), index, taken, lists));
  }
  if (!wanted)
    return outputs.at(outputs.size() - 1);
  KeyHasher hasher;
  std::vector<Key> list;
  for (const auto step : *wanted)
    hasher.key(list.emplace_back(outputs.at(static_cast<std::size_t>(step))));
  return lists.emplace(hasher.finish(), std::move(list)).first->first;
}

inline Key run_symbolic_kernel(const std::string& kernel, const Params& params, std::uint32_t index,
                               std::span<const Key> inputs, SymbolicLists& lists) {
  if (kernel == "fused")
    return run_symbolic_steps(*params.list("steps"), params.integers("outputs"), index, inputs, lists);
  if (kernel == "fused.output")
    return lists.at(inputs[0]).at(static_cast<std::size_t>(params.integer("output").value()));
  KeyHasher hasher;
  hasher.text(kernel).number(index).number(inputs.size());
  params.hash_into(hasher);
  for (const auto& input : inputs)
    hasher.key(input);
  return hasher.finish();
}

/// @returns The values of the wanted tasks, in the graph's order of outputs. Throws where a step names what is not
/// there.
inline std::vector<Key> run_symbolically(const TaskGraph& graph) {
  const auto table = expand(graph);
  std::vector<Key> values;
  std::vector<Key> taken;
  SymbolicLists lists;
  for (std::uint32_t task = 0; task < table.tasks.size(); ++task) {
    taken.clear();
    for (const auto input : table.inputs_of(task))
      taken.push_back(values[input]);
    const auto& layer = graph.layers[table.tasks[task].layer];
    values.push_back(run_symbolic_kernel(layer.kernel, layer.params, table.tasks[task].index, taken, lists));
  }
  std::vector<Key> wanted;
  for (const auto output : table.outputs)
    wanted.push_back(values[output]);
  return wanted;
}

} // namespace troupe::test
