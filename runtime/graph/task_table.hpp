// A task graph expanded task by task: what the scheduler and the serial executor walk. Made where it is walked, never
// sent. Plain value.
// Invariant: tasks are in topological order, a layer's tasks together and in ascending index.
#pragma once

#include "runtime/graph/task_graph.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace troupe {

struct TaskTable {
  struct Task {
    Key key;
    std::uint32_t layer = 0; ///< in the graph it was expanded from
    std::uint32_t index = 0; ///< in its layer
  };
  std::vector<Task> tasks;
  std::vector<std::uint32_t> input_begins; ///< task i takes inputs[input_begins[i] .. input_begins[i + 1])
  std::vector<std::uint32_t> inputs;       ///< task numbers, in the order in which the kernel gets them
  std::vector<std::uint32_t> outputs;      ///< wanted tasks, in the graph's order of outputs

  std::span<const std::uint32_t> inputs_of(std::uint32_t task) const {
    return {inputs.data() + input_begins[task], input_begins[task + 1] - input_begins[task]};
  }
};

/// @pre graph.check() passed
TaskTable expand(const TaskGraph& graph);

/// The keys of the wanted tasks, in the graph's order of outputs: those of expand(graph).outputs.
std::vector<Key> output_keys(const TaskGraph& graph);

} // namespace troupe
