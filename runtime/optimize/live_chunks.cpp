#include "runtime/optimize/live_chunks.hpp"

#include <algorithm>
#include <numeric>

namespace troupe {

std::size_t peak_live_chunks(const TaskTable& table, const std::vector<std::uint32_t>& ranks) {
  std::vector<std::uint32_t> sequence(ranks.size()), uses(ranks.size());
  for (std::uint32_t task = 0; task < ranks.size(); ++task)
    sequence[ranks[task]] = task;
  for (const auto input : table.inputs)
    ++uses[input];
  for (const auto output : table.outputs)
    ++uses[output];
  std::size_t live = 0, peak = 0;
  for (const auto task : sequence) {
    peak = std::max(peak, ++live);
    live -= uses[task] == 0 ? 1 : 0;
    for (const auto input : table.inputs_of(task))
      live -= --uses[input] == 0 ? 1 : 0;
  }
  return peak;
}

std::vector<std::uint32_t> breadth_first(const TaskTable& table) {
  std::vector<std::uint32_t> depth(table.tasks.size()), sequence(table.tasks.size()), ranks(table.tasks.size());
  for (std::uint32_t task = 0; task < depth.size(); ++task)
    for (const auto input : table.inputs_of(task))
      depth[task] = std::max(depth[task], depth[input] + 1);
  std::iota(sequence.begin(), sequence.end(), 0u);
  std::stable_sort(sequence.begin(), sequence.end(), [&](auto a, auto b) { return depth[a] < depth[b]; });
  for (std::uint32_t at = 0; at < ranks.size(); ++at)
    ranks[sequence[at]] = at;
  return ranks;
}

} // namespace troupe
