// Pass: removes tasks that no output needs. Pure function.
#pragma once

#include "runtime/graph/task_graph.hpp"

namespace troupe {

/// Drops the layers and, through Layer::kept, the tasks that no output needs; `kept` is empty where all are needed.
/// An input from which no kept task takes anything is left out. Afterwards every input of a kept task is kept.
TaskGraph cull(TaskGraph graph);

} // namespace troupe
