// Describes a computation: its graph as written and as it runs. Pure functions.
#pragma once

#include "collections/array/array.hpp"
#include "runtime/graph/expression.hpp"

#include <string>

namespace troupe {

/// Totals, what each pass left, the graph as written and the graph that runs, as runtime/optimize/explain.hpp shows
/// them. Throws TroupeError.
std::string explain(const ExpressionPtr& expression);

template <class T>
requires requires(const T& collection) { collection.expression(); }
std::string explain(const T& collection) { return explain(collection.expression()); }

template <class Text>
Text Array::explain() const {
  return troupe::explain(expression());
}

} // namespace troupe
