#include "runtime/optimize/fuse_outputs.hpp"

#include "runtime/optimize/cull.hpp"
#include "runtime/optimize/fuse_blockwise.hpp"
#include "runtime/optimize/fused_steps.hpp"
#include "runtime/optimize/output_groups.hpp"

#include <algorithm>
#include <utility>

namespace troupe {
namespace {

Key key_of_all(const std::vector<Key>& outputs) {
  KeyHasher hasher;
  hasher.text("several outputs");
  for (const auto& output : outputs)
    hasher.key(output);
  return hasher.finish();
}

class OutputFusion {
public:
  OutputFusion(TaskGraph graph, std::vector<std::uint32_t> root)
      : graph_(std::move(graph)), root_(std::move(root)), members_(graph_.layers.size()),
        renumbered_(graph_.layers.size()), step_(graph_.layers.size()), is_wanted_(graph_.layers.size()),
        state_(graph_.layers.size()) {
    std::vector<bool> taken_inside(graph_.layers.size());
    for (std::uint32_t id = 0; id < graph_.layers.size(); ++id) {
      members_[root_[id]].push_back(id);
      for (const auto& input : graph_.layers[id].inputs)
        (root_[input.layer] == root_[id] ? taken_inside : is_wanted_)[input.layer] = true;
    }
    for (std::uint32_t id = 0; id < graph_.layers.size(); ++id)
      is_wanted_[id] = is_wanted_[id] || !taken_inside[id]; // what nobody takes is for another pass to drop
    for (auto output : graph_.outputs)
      is_wanted_[output] = true;
  }

  TaskGraph run() && {
    for (std::uint32_t id = 0; id < graph_.layers.size(); ++id)
      write_with_sources(root_[id]);
    for (auto output : graph_.outputs)
      result_.outputs.push_back(renumbered_[output]);
    return std::move(result_);
  }

private:
  enum class State : std::uint8_t { open, begun, written };

  /// What a group takes comes before it: depth first, with a stack of its own.
  void write_with_sources(std::uint32_t group) {
    std::vector<std::uint32_t> path{group};
    while (!path.empty()) {
      const auto at = path.back();
      if (state_[at] == State::open) {
        state_[at] = State::begun;
        for (auto member = members_[at].rbegin(); member != members_[at].rend(); ++member)
          push_sources(*member, path);
        continue;
      }
      path.pop_back();
      if (std::exchange(state_[at], State::written) == State::begun)
        write(at);
    }
  }

  void push_sources(std::uint32_t id, std::vector<std::uint32_t>& path) const {
    const auto& inputs = graph_.layers[id].inputs;
    for (auto input = inputs.rbegin(); input != inputs.rend(); ++input)
      if (state_[root_[input->layer]] == State::open)
        path.push_back(root_[input->layer]);
  }

  void write(std::uint32_t group) {
    if (members_[group].size() == 1)
      return write_alone(group);
    FusedSteps steps;
    std::vector<std::uint32_t> wanted;
    for (auto id : members_[group]) {
      step_[id] = steps.append(graph_.layers[id], sources_of(id));
      if (is_wanted_[id])
        wanted.push_back(id);
    }
    std::vector<Key> keys;
    for (auto id : wanted)
      keys.push_back(graph_.layers[id].key);
    auto layer = std::move(graph_.layers[group]);
    layer.kernel = fused_kernel;
    layer.inputs = steps.inputs();
    layer.params = std::move(steps).params();
    if (wanted.size() == 1) // the last one, since each of the others is taken by a later one
      renumbered_[group] = add(std::move(layer));
    else
      write_outputs(std::move(layer), wanted, keys);
  }

  void write_outputs(Layer layer, const std::vector<std::uint32_t>& wanted, const std::vector<Key>& keys) {
    Params::Ints steps;
    for (auto id : wanted)
      steps.push_back(static_cast<std::int64_t>(step_[id]));
    layer.key = key_of_all(keys);
    layer.params.set("outputs", Params::Value(std::move(steps)));
    layer.blockwise = false; // nothing is taken in by what makes several outputs, and nothing takes it in
    Layer output{.kernel = std::string(output_kernel),
                 .tasks = layer.tasks,
                 .blockwise = false,
                 .kept = layer.kept,
                 .annotations = layer.annotations};
    output.inputs = {{add(std::move(layer)), Wiring::each()}};
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      output.key = keys[i];
      output.params.set("output", static_cast<std::int64_t>(i));
      renumbered_[wanted[i]] = add(output);
    }
  }

  void write_alone(std::uint32_t id) {
    auto layer = std::move(graph_.layers[id]);
    for (auto& input : layer.inputs)
      input.layer = renumbered_[input.layer];
    renumbered_[id] = add(std::move(layer));
  }

  std::vector<FusedSteps::Source> sources_of(std::uint32_t id) const {
    std::vector<FusedSteps::Source> sources;
    for (const auto& input : graph_.layers[id].inputs) {
      if (root_[input.layer] == root_[id])
        sources.push_back({true, step_[input.layer], {}});
      else
        sources.push_back({false, 0, {renumbered_[input.layer], input.wiring}});
    }
    return sources;
  }

  std::uint32_t add(Layer layer) {
    result_.layers.push_back(std::move(layer));
    return static_cast<std::uint32_t>(result_.layers.size() - 1);
  }

  TaskGraph graph_;
  std::vector<std::uint32_t> root_;
  std::vector<std::vector<std::uint32_t>> members_; ///< of the group whose last layer it is
  std::vector<std::uint32_t> renumbered_;           ///< only of what is wanted outside its group
  std::vector<std::size_t> step_;                   ///< where a member's output is made
  std::vector<bool> is_wanted_;                     ///< outside its group
  std::vector<State> state_;                        ///< of groups
  TaskGraph result_;
};

} // namespace

TaskGraph fuse_outputs(TaskGraph graph) {
  if (std::none_of(graph.layers.begin(), graph.layers.end(), [](const Layer& layer) { return layer.kept_count() > 1; }))
    return graph; // single calls are never grouped: nothing to look at
  auto root = output_groups(graph);
  bool any = false;
  for (std::uint32_t id = 0; id < root.size() && !any; ++id)
    any = root[id] != id;
  if (!any)
    return graph;
  return cull(OutputFusion(std::move(graph), std::move(root)).run()); // outputs that only steps of the same task needed
}

} // namespace troupe
