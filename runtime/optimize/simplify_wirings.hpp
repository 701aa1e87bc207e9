// Pass: writes every wiring in its simplest symbolic form, so that later passes recognise a one-to-one list. Pure
// function. Keys stay: the tasks take the same inputs as before.
#pragma once

#include "runtime/graph/task_graph.hpp"

namespace troupe {

/// The simplest wiring by which `tasks` tasks take the same inputs from `source_tasks` tasks; the forms that fix the
/// number of inputs of a task come first: each, one, all, tree, list. @pre wiring.check(tasks, source_tasks) passed
Wiring simplest(const Wiring& wiring, std::uint32_t tasks, std::uint32_t source_tasks);

/// Every wiring in its simplest form; an input from which no task takes anything is left out.
TaskGraph simplify_wirings(TaskGraph graph);

} // namespace troupe
