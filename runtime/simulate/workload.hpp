// A modelled graph ready to be submitted: expanded and ranked. Plain value, shared by what runs it.
#pragma once

#include "runtime/graph/task_table.hpp"
#include "runtime/simulate/graph_shapes.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace troupe::simulate {

struct Workload {
  std::shared_ptr<const TaskGraph> graph;
  std::shared_ptr<const TaskTable> table;
  std::shared_ptr<const std::vector<std::uint32_t>> ranks;
  std::shared_ptr<const std::vector<std::uint32_t>> groups; ///< siblings, see sibling_groups.hpp
  std::vector<LayerModel> models;
  std::uint64_t spread_bytes = 0;
};

std::shared_ptr<const Workload> make_workload(ModelledGraph graph);

} // namespace troupe::simulate
