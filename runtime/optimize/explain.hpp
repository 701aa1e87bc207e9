// What the optimiser did, for people. Pure functions.
#pragma once

#include "runtime/optimize/pipeline.hpp"

#include <span>
#include <string>

namespace troupe {

/// Totals, one line for each pass, and both graphs as to_text() shows them.
std::string explain(const TaskGraph& before, const TaskGraph& after, std::span<const PassReport> reports);

/// The same as one Graphviz drawing: both graphs side by side, totals and passes in its title.
std::string explain_dot(const TaskGraph& before, const TaskGraph& after, std::span<const PassReport> reports);

} // namespace troupe
