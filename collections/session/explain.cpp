#include "collections/session/explain.hpp"

#include "runtime/optimize/explain.hpp"
#include "runtime/optimize/pipeline.hpp"

namespace troupe {

std::string explain(const ExpressionPtr& expression) {
  const ExpressionPtr outputs[] = {expression};
  const auto written = lower(outputs);
  const auto optimized = optimize(written).value();
  return explain(written, optimized.graph, optimized.reports);
}

} // namespace troupe
