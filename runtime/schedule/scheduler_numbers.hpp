// The scheduler's internal numbers of tasks, layers, workers and jobs.
#pragma once

#include <cstdint>

namespace troupe::schedule {

/// Places in the scheduler's own vectors; dense and reused.
using TaskNumber = std::uint32_t;
using WorkerNumber = std::uint32_t;
using JobNumber = std::uint32_t;
using LayerNumber = std::uint32_t;
using BlockNumber = std::uint32_t;
constexpr std::uint32_t none = 0xffffffff;

/// Priority of a task as workers see it: lower first.
using Tag = std::int64_t;

} // namespace troupe::schedule
