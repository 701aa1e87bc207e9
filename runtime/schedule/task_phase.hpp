// The phases of a task's life in the scheduler and which may follow which. Pure, constexpr.
// docs/states/scheduler_task.dot draws the same table; a test holds the two together.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace troupe {

enum class TaskPhase : std::uint8_t {
  idle,       ///< known, not wanted now: no value, nothing under way
  waiting,    ///< wanted; some inputs are not in memory yet
  queued,     ///< every input is in memory (or it has none); not assigned to a worker yet
  processing, ///< assigned to a worker; inputs that are not in memory yet are being made there
  memory,     ///< its value is held by at least one worker
  erred,      ///< its kernel failed for good
};
constexpr std::size_t task_phase_count = 6;

constexpr std::string_view to_string(TaskPhase phase) {
  constexpr std::array<std::string_view, task_phase_count> names{"idle",       "waiting", "queued",
                                                                 "processing", "memory",  "erred"};
  return names[static_cast<std::size_t>(phase)];
}

/// Wanted, and neither made nor failed yet.
constexpr bool is_active(TaskPhase phase) {
  return phase == TaskPhase::waiting || phase == TaskPhase::queued || phase == TaskPhase::processing;
}

/// May a task go from the first phase to the second?
constexpr bool may_follow(TaskPhase from, TaskPhase to) {
  using enum TaskPhase;
  switch (from) {
  case idle:
    return to == waiting || to == memory; // memory: a worker's inventory has it from an earlier scheduler's time
  case waiting:
    return to == queued || to == idle
           || to == processing // its missing inputs are being made on the worker that gets it
           || to == memory;    // another worker made it
  case queued:
    return to == processing || to == idle || to == memory || to == waiting; // waiting: an input was lost meanwhile
  case processing:
    return to == memory || to == erred || to == idle
           || to == waiting; // waiting: the worker died, could not get an input, failed and may try again, ...
  case memory:
    return to == idle; // nobody needs it, or every holder was lost
  case erred:
    return to == idle; // the jobs that wanted it are gone
  }
  return false;
}

/// "cannot go from memory to queued": why a change is refused.
inline std::string refusal_of(TaskPhase from, TaskPhase to) {
  return "cannot go from " + std::string(to_string(from)) + " to " + std::string(to_string(to));
}

} // namespace troupe
