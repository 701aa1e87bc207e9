#include "runtime/simulate/bounds.hpp"

#include <algorithm>
#include <vector>

namespace troupe::simulate {

double Bounds::bound_us() const { return std::max({longest_path_us, work_us, bytes_us}); }

Bounds lower_bounds(const Workload& workload, const Catalogue& catalogue, std::size_t workload_number,
                    std::uint32_t workers, std::uint64_t threads, double bandwidth) {
  Bounds bounds;
  const auto& table = *workload.table;
  std::vector<double> ends(table.tasks.size());
  for (std::uint32_t task = 0; task < table.tasks.size(); ++task) {
    const auto lasts = static_cast<double>(catalogue.duration_us(catalogue.number_of(workload_number, task)));
    for (auto input : table.inputs_of(task))
      ends[task] = std::max(ends[task], ends[input]);
    ends[task] += lasts;
    bounds.work_us += lasts;
    bounds.longest_path_us = std::max(bounds.longest_path_us, ends[task]);
  }
  bounds.work_us /= static_cast<double>(threads);
  const auto crossing = static_cast<double>(workload.spread_bytes) * (1 - 1.0 / workers);
  bounds.bytes_us = crossing / workers / bandwidth * 1e6;
  return bounds;
}

} // namespace troupe::simulate
