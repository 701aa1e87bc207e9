// From lazy expressions to the chunks of their tasks, through whatever executor there is. As thread-safe as the
// executor.
#pragma once

#include "runtime/execute/executor.hpp"
#include "runtime/graph/expression.hpp"

#include <span>
#include <vector>

namespace troupe {

/// Computes all of them as one job, so that what they share is computed once, and waits.
/// @returns For each expression the chunks of its tasks, in order; or the job's error.
Result<std::vector<std::vector<ChunkPtr>>> gather(Executor& executor, std::span<const ExpressionPtr> expressions,
                                                  const JobOptions& options = {});

} // namespace troupe
