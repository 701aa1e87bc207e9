#include "runtime/optimize/output_groups.hpp"

#include "runtime/optimize/fuse_groups.hpp"
#include "runtime/optimize/fused_steps.hpp"

#include <algorithm>

namespace troupe {
namespace {

constexpr std::size_t most_visited = 1024; ///< layers looked at to find out whether one consumer waits for another

class OutputGrouping {
public:
  explicit OutputGrouping(const TaskGraph& graph)
      : graph_(graph), root_(graph.layers.size()), members_(graph.layers.size()), consumers_(graph.layers.size()),
        is_output_(graph.layers.size()), seen_(graph.layers.size()), steps_(graph.layers.size()) {
    for (std::uint32_t id = 0; id < graph.layers.size(); ++id) {
      root_[id] = id;
      steps_[id] = count_steps(graph.layers[id]);
      members_[id] = {id};
      for (const auto& input : graph.layers[id].inputs)
        consumers_[input.layer].push_back(id);
    }
    for (auto output : graph.outputs)
      is_output_[output] = true;
  }

  /// From the last layer to the first, so that all consumers of a layer are decided before it is.
  std::vector<std::uint32_t> decide() && {
    for (auto id = static_cast<std::uint32_t>(graph_.layers.size()); id-- > 0;) {
      if (!may_join(id))
        continue;
      auto groups = groups_of(consumers_[id]);
      if ((groups.size() > 1 || members_[groups.front()].size() > 1) && fits(id, groups) && !waits_within(groups))
        merge(id, groups);
    }
    return std::move(root_);
  }

private:
  bool may_join(std::uint32_t id) const {
    const auto& layer = graph_.layers[id];
    if (!layer.blockwise || is_output_[id] || consumers_[id].empty() || layer.kept_count() < 2
        || !takes_fixed_inputs(layer))
      return false;
    return std::all_of(consumers_[id].begin(), consumers_[id].end(),
                       [&](std::uint32_t consumer) { return may_take(consumer, id); });
  }

  bool may_take(std::uint32_t consumer, std::uint32_t id) const {
    const auto& taker = graph_.layers[consumer];
    const auto& layer = graph_.layers[id];
    if (!taker.blockwise || taker.tasks != layer.tasks || taker.kept != layer.kept
        || !(taker.annotations == layer.annotations) || !takes_fixed_inputs(taker))
      return false;
    return std::all_of(taker.inputs.begin(), taker.inputs.end(), [&](const LayerInput& input) {
      return input.layer != id || input.wiring.kind == Wiring::Kind::each;
    });
  }

  /// Their last layers, rising.
  std::vector<std::uint32_t> groups_of(const std::vector<std::uint32_t>& layers) const {
    std::vector<std::uint32_t> groups;
    for (auto layer : layers)
      groups.push_back(root_[layer]);
    std::sort(groups.begin(), groups.end());
    groups.erase(std::unique(groups.begin(), groups.end()), groups.end());
    return groups;
  }

  bool fits(std::uint32_t id, const std::vector<std::uint32_t>& groups) const {
    auto steps = steps_[id];
    for (auto group : groups)
      steps += steps_[group];
    return steps <= most_fused_steps;
  }

  /// Whether a way leads out of the groups and back into one of them, so that they cannot be one task; also true when
  /// that takes too long to find out.
  bool waits_within(const std::vector<std::uint32_t>& groups) {
    const auto last = std::max(groups.back(), last_merged_); // what comes after all groups leads into none
    const auto inside = [&](std::uint32_t group) { return std::binary_search(groups.begin(), groups.end(), group); };
    std::vector<std::uint32_t> ways(groups), visited;
    bool found = false;
    while (!ways.empty() && !found) {
      const auto group = ways.back();
      ways.pop_back();
      for (auto member : members_[group])
        for (auto consumer : consumers_[member]) {
          const auto next = root_[consumer];
          if (inside(next)) {
            found = found || !inside(group);
          } else if (!seen_[next] && members_[next].front() < last) {
            seen_[next] = true;
            visited.push_back(next);
            ways.push_back(next);
          }
        }
      found = found || visited.size() > most_visited;
    }
    for (auto group : visited)
      seen_[group] = false;
    return found;
  }

  void merge(std::uint32_t id, const std::vector<std::uint32_t>& groups) {
    std::vector<std::uint32_t> all{id};
    for (auto group : groups)
      all.insert(all.end(), members_[group].begin(), members_[group].end());
    std::sort(all.begin(), all.end());
    auto steps = steps_[id];
    for (auto group : groups)
      steps += steps_[group];
    steps_[all.back()] = steps;
    for (auto member : all)
      root_[member] = all.back();
    last_merged_ = std::max(last_merged_, all.back());
    members_[all.back()] = std::move(all);
  }

  const TaskGraph& graph_;
  std::vector<std::uint32_t> root_;
  std::vector<std::vector<std::uint32_t>> members_; ///< of the group whose last layer it is, rising
  std::vector<std::vector<std::uint32_t>> consumers_;
  std::vector<bool> is_output_;
  std::vector<bool> seen_;
  std::vector<std::size_t> steps_; ///< of each group, by its last layer
  std::uint32_t last_merged_ = 0;  ///< of any group of more than one
};

} // namespace

std::vector<std::uint32_t> output_groups(const TaskGraph& graph) { return OutputGrouping(graph).decide(); }

} // namespace troupe
