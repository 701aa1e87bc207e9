#include "runtime/optimize/simplify_wirings.hpp"

#include <algorithm>

namespace troupe {
namespace {

/// True when `candidate` gives every task exactly what the list gives it.
bool same_inputs(const Wiring& list, const Wiring& candidate, std::uint32_t tasks, std::uint32_t source_tasks) {
  if (!candidate.check(tasks, source_tasks))
    return false;
  for (std::uint32_t task = 0; task < tasks; ++task) {
    std::size_t at = list.begins[task];
    const std::size_t end = list.begins[task + 1];
    bool same = true;
    candidate.for_each(task, source_tasks, [&](std::uint32_t source) {
      same = same && at < end && list.taken[at] == source;
      ++at;
    });
    if (!same || at != end)
      return false;
  }
  return true;
}

Wiring simplest_of_list(const Wiring& list, std::uint32_t tasks, std::uint32_t source_tasks) {
  if (list.taken.empty())
    return list;
  const auto first = list.begins[1];
  if (list.taken.size() == tasks) {
    if (same_inputs(list, Wiring::each(), tasks, source_tasks))
      return Wiring::each();
    if (const auto one = Wiring::one(list.taken.front()); same_inputs(list, one, tasks, source_tasks))
      return one;
  }
  if (list.taken.size() == std::size_t{tasks} * source_tasks && same_inputs(list, Wiring::all(), tasks, source_tasks))
    return Wiring::all();
  if (const auto tree = Wiring::tree(first);
      list.taken.size() == source_tasks && same_inputs(list, tree, tasks, source_tasks))
    return tree;
  return list;
}

bool takes_nothing(const Wiring& wiring, std::uint32_t tasks, std::uint32_t source_tasks) {
  return tasks == 0 || source_tasks == 0 || (wiring.kind == Wiring::Kind::list && wiring.taken.empty());
}

} // namespace

Wiring simplest(const Wiring& wiring, std::uint32_t tasks, std::uint32_t source_tasks) {
  const bool single = tasks == 1 && source_tasks == 1;
  switch (wiring.kind) {
  case Wiring::Kind::each:
    return wiring;
  case Wiring::Kind::one:
    return single ? Wiring::each() : wiring;
  case Wiring::Kind::all:
    if (source_tasks == 1)
      return single ? Wiring::each() : Wiring::one(0);
    return wiring;
  case Wiring::Kind::tree:
    if (wiring.fan == 1 || single)
      return Wiring::each();
    return tasks == 1 ? Wiring::all() : wiring;
  case Wiring::Kind::list:
    break;
  }
  return simplest_of_list(wiring, tasks, source_tasks);
}

TaskGraph simplify_wirings(TaskGraph graph) {
  for (auto& layer : graph.layers) {
    std::erase_if(layer.inputs, [&](const LayerInput& input) {
      return takes_nothing(input.wiring, layer.tasks, graph.layers[input.layer].tasks);
    });
    for (auto& input : layer.inputs)
      input.wiring = simplest(input.wiring, layer.tasks, graph.layers[input.layer].tasks);
  }
  return graph;
}

} // namespace troupe
