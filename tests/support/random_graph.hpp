// Task graphs from a seed, of every shape that the optimiser must cope with: every wiring, symbolic ones written as
// lists, equal layers under different keys, layers that are fused already, tasks that nobody wants, no tasks at all.
// Pure functions. Invariant: check() passes.
#pragma once

#include "runtime/graph/task_graph.hpp"

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace troupe::test {

class RandomGraph {
public:
  explicit RandomGraph(std::uint64_t seed) : random_(seed) {}

  TaskGraph make() {
    const auto layers = 1 + below(14);
    // Few sizes, so that layers of one size follow each other.
    const std::uint32_t sizes[] = {1, 1, 1 + below(8), 1 + below(8), below(20) == 0 ? 0u : 2u};
    for (std::uint32_t id = 0; id < layers; ++id) {
      graph_.layers.push_back(id > 0 && below(5) == 0 ? graph_.layers[below(id)] : layer(id, sizes[below(5)]));
      graph_.layers.back().key = {id, 1};
    }
    choose_outputs();
    return std::move(graph_);
  }

private:
  std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }

  Layer layer(std::uint32_t id, std::uint32_t tasks) {
    Layer made;
    made.tasks = tasks;
    made.blockwise = below(8) != 0;
    made.kernel = (made.blockwise ? "k" : "whole") + std::to_string(below(3));
    if (below(8) == 0)
      made.annotations.priority = 1;
    if (below(2) == 0)
      made.params.set("a", below(2));
    const auto inputs = id == 0 || below(4) == 0 ? 0 : 1 + below(3);
    for (std::uint32_t i = 0; i < inputs; ++i) {
      const auto source = below(3) == 0 ? below(id) : id - 1 - below(std::min(id, 3u));
      made.inputs.push_back({source, wiring(tasks, graph_.layers[source].tasks)});
    }
    if (made.blockwise && !made.inputs.empty() && below(6) == 0)
      fuse_by_hand(made);
    return made;
  }

  Wiring wiring(std::uint32_t tasks, std::uint32_t sources) {
    std::vector<Wiring> fitting{Wiring::all()};
    if (tasks == sources)
      fitting.insert(fitting.end(), 4, Wiring::each());
    if (sources > 0)
      fitting.push_back(Wiring::one(below(sources)));
    for (std::uint32_t fan = 1; fan <= 4; ++fan)
      if (Wiring::tree(fan).check(tasks, sources))
        fitting.insert(fitting.end(), 2, Wiring::tree(fan));
    fitting.push_back(random_list(tasks, sources));
    auto chosen = fitting[below(static_cast<std::uint32_t>(fitting.size()))];
    return below(4) == 0 ? as_list(chosen, tasks, sources) : chosen;
  }

  Wiring random_list(std::uint32_t tasks, std::uint32_t sources) {
    std::vector<std::uint32_t> begins{0}, taken;
    for (std::uint32_t task = 0; task < tasks; ++task) {
      for (auto count = sources == 0 ? 0 : below(3); count > 0; --count)
        taken.push_back(below(sources));
      begins.push_back(static_cast<std::uint32_t>(taken.size()));
    }
    return Wiring::list(std::move(begins), std::move(taken));
  }

  static Wiring as_list(const Wiring& wiring, std::uint32_t tasks, std::uint32_t sources) {
    std::vector<std::uint32_t> begins{0}, taken;
    for (std::uint32_t task = 0; task < tasks; ++task) {
      wiring.for_each(task, sources, [&](std::uint32_t source) { taken.push_back(source); });
      begins.push_back(static_cast<std::uint32_t>(taken.size()));
    }
    return Wiring::list(std::move(begins), std::move(taken));
  }

  /// Two steps; the second takes the first's output and, where that is fixed, the task's first input.
  void fuse_by_hand(Layer& made) {
    bool fixed = true;
    Params::Ints all;
    for (std::size_t i = 0; i < made.inputs.size(); ++i) {
      const auto kind = made.inputs[i].wiring.kind;
      fixed = fixed && (kind == Wiring::Kind::each || kind == Wiring::Kind::one);
      all.push_back(static_cast<std::int64_t>(i));
    }
    if (!fixed)
      return;
    const auto step = [](const char* kernel, Params params, Params::Ints inputs) {
      Params made_step;
      made_step.set("kernel", kernel);
      made_step.set("params", Params::Value(Params::List{std::move(params)}));
      made_step.set("inputs", Params::Value(std::move(inputs)));
      return made_step;
    };
    auto steps = Params::List{step("k0", made.params, all), step("k1", Params{}, {-1, 0})};
    made.kernel = "fused";
    made.params = Params{}.set("steps", Params::Value(std::move(steps)));
  }

  void choose_outputs() {
    std::vector<bool> taken(graph_.layers.size());
    for (const auto& each : graph_.layers)
      for (const auto& input : each.inputs)
        taken[input.layer] = true;
    for (std::uint32_t id = 0; id < graph_.layers.size(); ++id) {
      auto& each = graph_.layers[id];
      if (!taken[id] && each.tasks > 1 && below(3) == 0)
        each.kept = {below(each.tasks)};
      if (!taken[id] ? below(4) != 0 : below(6) == 0)
        graph_.outputs.push_back(id);
    }
    if (graph_.outputs.empty())
      graph_.outputs.push_back(below(static_cast<std::uint32_t>(graph_.layers.size())));
    if (below(4) == 0)
      graph_.outputs.push_back(graph_.outputs.front()); // the same twice
  }

  std::mt19937_64 random_;
  TaskGraph graph_;
};

} // namespace troupe::test
