// What a computation will do, in words: its layers as written and as they run. Pure functions.
#pragma once

#include "runtime/graph/expression.hpp"
#include "runtime/graph/task_graph.hpp"

#include <string>

namespace troupe {

/// One line a layer: number, kernel, tasks, what feeds it and how, parameters.
std::string to_string(const TaskGraph& graph);

/// The graph as written, each pass with what it left, and the graph that runs. Throws TroupeError.
std::string explain(const ExpressionPtr& expression);

template <class T>
  requires requires(const T& collection) { collection.expression(); }
std::string explain(const T& collection) {
  return explain(collection.expression());
}

} // namespace troupe
