// Record of a cluster's run for replay in the simulator: the tasks, their inputs, durations and output sizes. Gathered
// from the scheduler's events, kept as text. A plain value for one thread.
// Invariants: a task's inputs come before it; a layer's tasks stand together; a task of several jobs is there once.
#pragma once

#include "runtime/schedule/scheduler_events.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace troupe {

class RunRecord {
public:
  struct Task {
    std::uint32_t layer = 0;
    std::uint64_t duration_us = 0; ///< 0: it never ended
    std::uint64_t nbytes = 0;
  };

  /// Submitted jobs bring tasks, reports of finished ones what they came to; other events say nothing.
  void hear(const SchedulerEvent& event);

  std::size_t size() const { return tasks_.size(); }
  const Task& task(std::uint32_t number) const { return tasks_[number]; }
  std::span<const std::uint32_t> inputs_of(std::uint32_t number) const {
    return {inputs_.data() + begins_[number], begins_[number + 1] - begins_[number]};
  }
  const std::vector<std::uint32_t>& outputs() const { return outputs_; }
  const std::vector<std::string>& layers() const { return layers_; } ///< their kernels

  /// Lines, the first of which names the format:
  ///     troupe record 1
  ///     layer moments
  ///     task 0 1500 80 0 1       (of layer 0, 1500 us, 80 bytes, takes tasks 0 and 1)
  ///     output 2
  std::string to_text() const;
  /// @returns Errc::parse_error naming the line, Errc::version_mismatch when it is of another version.
  static Result<RunRecord> from_text(std::string_view text);

private:
  void take(const JobSubmitted& job);
  Result<void> take_line(std::string_view line);
  Result<void> take_task(std::string_view words);

  std::vector<std::string> layers_;
  std::vector<Task> tasks_;
  std::vector<std::uint32_t> begins_{0};
  std::vector<std::uint32_t> inputs_;
  std::vector<std::uint32_t> outputs_;
  std::unordered_map<Key, std::uint32_t> numbers_; ///< while it is gathered
};

} // namespace troupe
