// The consumers of each task: the table's inputs inverted. Pure value.
#pragma once

#include "runtime/graph/task_table.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace troupe {

class Consumers {
public:
  explicit Consumers(const TaskTable& table);
  /// Rising; a task that takes an output twice is there twice.
  std::span<const std::uint32_t> of(std::uint32_t task) const {
    return {consumers_.data() + begins_[task], begins_[task + 1] - begins_[task]};
  }

private:
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> consumers_;
};

} // namespace troupe
