// What the optimiser did, for people. Pure function.
#pragma once

#include "runtime/optimize/pipeline.hpp"

#include <span>
#include <string>

namespace troupe {

/// Totals, one line for each pass, and both graphs as to_text() shows them.
std::string explain(const TaskGraph& before, const TaskGraph& after, std::span<const PassReport> reports);

} // namespace troupe
