#include "runtime/optimize/consumers.hpp"

namespace troupe {

Consumers::Consumers(const TaskTable& table) : begins_(table.tasks.size() + 1), consumers_(table.inputs.size()) {
  for (auto input : table.inputs)
    ++begins_[input + 1];
  for (std::size_t i = 1; i < begins_.size(); ++i)
    begins_[i] += begins_[i - 1];
  auto next = begins_;
  for (std::uint32_t task = 0; task < table.tasks.size(); ++task)
    for (auto input : table.inputs_of(task))
      consumers_[next[input]++] = task;
}

} // namespace troupe
