#include "runtime/optimize/cull.hpp"

namespace troupe {
namespace {

/// The tasks of one layer that are needed. Most layers are needed whole, which costs nothing to say.
class Need {
public:
  explicit Need(std::uint32_t tasks) : tasks_(tasks) {}

  bool any() const { return all_ || !some_.empty(); }
  bool all() const { return all_; }

  void add_all() {
    all_ = true;
    some_ = {};
  }
  void add(std::uint32_t task) {
    if (all_)
      return;
    if (some_.empty())
      some_.resize(tasks_);
    some_[task] = true;
  }
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::uint32_t task = 0; task < (any() ? tasks_ : 0); ++task)
      if (all_ || some_[task])
        visit(task);
  }
  /// As Layer::kept says it: rising, empty for all.
  std::vector<std::uint32_t> kept() const {
    std::vector<std::uint32_t> tasks;
    if (!all_)
      for_each([&](std::uint32_t task) { tasks.push_back(task); });
    return tasks.size() == tasks_ ? std::vector<std::uint32_t>{} : tasks;
  }

private:
  std::uint32_t tasks_;
  bool all_ = false;
  std::vector<bool> some_; ///< empty: none, unless all_
};

/// Adds to `source` what the tasks in `need` take from it.
/// @returns False when they take nothing.
bool add_taken(const Need& need, std::uint32_t tasks, const Wiring& wiring, std::uint32_t source_tasks, Need& source) {
  if (!need.any() || tasks == 0 || source_tasks == 0)
    return false;
  const bool whole = wiring.kind == Wiring::Kind::all
                     || (need.all() && (wiring.kind == Wiring::Kind::each || wiring.kind == Wiring::Kind::tree));
  if (whole) {
    source.add_all();
    return true;
  }
  if (wiring.kind == Wiring::Kind::one) {
    source.add(wiring.fan);
    return true;
  }
  bool taken = false;
  need.for_each([&](std::uint32_t task) {
    wiring.for_each(task, source_tasks, [&](std::uint32_t from) {
      source.add(from);
      taken = true;
    });
  });
  return taken;
}

std::vector<Need> wanted_by_caller(const TaskGraph& graph) {
  std::vector<Need> needs;
  needs.reserve(graph.layers.size());
  for (const auto& layer : graph.layers)
    needs.emplace_back(layer.tasks);
  for (auto output : graph.outputs) {
    const auto& layer = graph.layers[output];
    if (layer.kept.empty())
      needs[output].add_all();
    for (auto task : layer.kept)
      needs[output].add(task);
  }
  return needs;
}

} // namespace

TaskGraph cull(TaskGraph graph) {
  auto needs = wanted_by_caller(graph);
  for (std::size_t id = graph.layers.size(); id-- > 0;) {
    auto& layer = graph.layers[id];
    std::erase_if(layer.inputs, [&](const LayerInput& input) {
      return !add_taken(needs[id], layer.tasks, input.wiring, graph.layers[input.layer].tasks, needs[input.layer]);
    });
  }
  std::vector<std::uint32_t> renumbered(graph.layers.size());
  std::uint32_t next = 0; // layers only move to the front, so they do in place
  for (std::size_t id = 0; id < graph.layers.size(); ++id) {
    if (!needs[id].any())
      continue;
    auto& layer = graph.layers[id];
    layer.kept = needs[id].kept();
    for (auto& input : layer.inputs)
      input.layer = renumbered[input.layer];
    renumbered[id] = next;
    if (next != id)
      graph.layers[next] = std::move(layer);
    ++next;
  }
  graph.layers.resize(next);
  for (auto& output : graph.outputs)
    output = renumbered[output];
  return graph;
}

} // namespace troupe
