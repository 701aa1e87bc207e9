#include "runtime/simulate/workload.hpp"

#include "runtime/optimize/order.hpp"
#include "runtime/optimize/sibling_groups.hpp"

#include <utility>

namespace troupe::simulate {

std::shared_ptr<const Workload> make_workload(ModelledGraph graph) {
  auto made = std::make_shared<Workload>();
  auto table = std::make_shared<const TaskTable>(expand(graph.graph));
  made->ranks = std::make_shared<const std::vector<std::uint32_t>>(order(*table));
  made->groups = std::make_shared<const std::vector<std::uint32_t>>(sibling_groups(*table));
  made->table = std::move(table);
  made->graph = std::make_shared<const TaskGraph>(std::move(graph.graph));
  made->models = std::move(graph.models);
  made->spread_bytes = graph.spread_bytes;
  return made;
}

} // namespace troupe::simulate
