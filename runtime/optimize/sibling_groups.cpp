#include "runtime/optimize/sibling_groups.hpp"

#include <algorithm>
#include <limits>

namespace troupe {
namespace {

constexpr auto no_task = std::numeric_limits<std::uint32_t>::max();

/// For each task the consumer that it follows, which comes after it; `no_task` where nothing takes it.
std::vector<std::uint32_t> followed(const TaskTable& table) {
  std::vector<std::uint32_t> follows(table.tasks.size(), no_task);
  const auto width = [&](std::uint32_t task) { return table.input_begins[task + 1] - table.input_begins[task]; };
  for (std::uint32_t task = 0; task < table.tasks.size(); ++task)
    for (auto input : table.inputs_of(task))
      if (follows[input] == no_task || width(task) < width(follows[input]))
        follows[input] = task;
  return follows;
}

/// Leaves of each task's tree: 1 for a task that no other follows.
std::vector<std::uint32_t> count_leaves(const std::vector<std::uint32_t>& follows) {
  std::vector<std::uint32_t> leaves(follows.size());
  for (std::uint32_t task = 0; task < follows.size(); ++task) {
    leaves[task] = std::max(leaves[task], 1u); // all that follow it come before it
    if (follows[task] != no_task)
      leaves[follows[task]] += leaves[task];
  }
  return leaves;
}

} // namespace

std::vector<std::uint32_t> sibling_groups(const TaskTable& table, std::uint32_t most) {
  const auto follows = followed(table);
  const auto leaves = count_leaves(follows);
  // From the last task to the first, so that what a task follows knows the top of its tree already.
  std::vector<std::uint32_t> top(follows.size());
  for (auto task = static_cast<std::uint32_t>(follows.size()); task-- > 0;)
    top[task] = follows[task] != no_task && leaves[follows[task]] <= most ? top[follows[task]] : task;

  std::vector<std::uint32_t> number_of(follows.size(), no_task), groups(follows.size());
  std::uint32_t next = 0;
  for (std::uint32_t task = 0; task < follows.size(); ++task) {
    auto& number = number_of[top[task]];
    if (number == no_task)
      number = next++;
    groups[task] = number;
  }
  return groups;
}

} // namespace troupe
