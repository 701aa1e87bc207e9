// Graphs of tiny tasks, written layer by layer. Pure functions. Layers are made so that no optimiser pass may fuse
// them: each task is scheduled, sent and run on its own. Wrong wirings throw TroupeError.
#pragma once

#include "runtime/execute/executor.hpp"
#include "runtime/graph/expression.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace troupe::bench {

ExpressionPtr layer(const std::string& kernel, std::int64_t tasks, const Params& params,
                    std::vector<ExpressionInput> inputs = {});

/// A tree of bench.sum over all tasks of `source`, `fan` at a time.
ExpressionPtr sum_tree(ExpressionPtr source, std::int64_t fan);

/// Runs it and gives the first number of its only chunk. Throws TroupeError.
double number_of(Executor& executor, const ExpressionPtr& expression);

} // namespace troupe::bench
