#include "runtime/simulate/graph_shapes.hpp"

#include "runtime/simulate/dice.hpp"
#include "runtime/simulate/graph_builder.hpp"
#include "runtime/simulate/graph_cholesky.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace troupe::simulate {
namespace {

constexpr std::uint64_t mb = 1'000'000;

/// As many independent tasks as there are.
ModelledGraph embarrassing(std::uint64_t tasks, std::uint32_t, std::uint64_t seed) {
  GraphBuilder builder(seed);
  builder.output(builder.layer("work", tasks, {}, {100 * ms, 0.3, 1 * mb, {}, {}}));
  return std::move(builder).finish();
}

/// Leaves, combined eight at a time until one is left.
ModelledGraph tree(std::uint64_t tasks, std::uint32_t, std::uint64_t seed) {
  constexpr std::uint32_t fan = 8;
  GraphBuilder builder(seed);
  auto width = std::max<std::uint64_t>(1, tasks * (fan - 1) / fan);
  auto top = builder.layer("leaf", width, {}, {100 * ms, 0.3, 8 * mb, {}, {}});
  while (width > 1) {
    width = (width + fan - 1) / fan;
    top = builder.layer("combine", width, {{top, Wiring::tree(fan)}}, {20 * ms, 0.3, 8 * mb, {}, {}});
  }
  builder.output(top);
  return std::move(builder).finish();
}

/// Parts split into `columns` pieces each: task i is a piece of part i / columns.
Wiring pieces_of(std::uint64_t parts, std::uint32_t columns) {
  std::vector<std::uint32_t> begins, taken;
  for (std::uint32_t i = 0; i <= parts * columns; ++i)
    begins.push_back(i);
  for (std::uint32_t i = 0; i < parts * columns; ++i)
    taken.push_back(i / columns);
  return Wiring::list(std::move(begins), std::move(taken));
}

/// Who exchanges with whom: `groups` times `rows` parts with `columns` pieces each; a group's rows stand `stride`
/// apart.
struct Exchange {
  std::uint32_t groups = 1;
  std::uint32_t rows = 1;
  std::uint32_t columns = 1;
  std::uint32_t stride = 1;

  /// Of row `row` of group `group`.
  std::uint32_t part(std::uint32_t group, std::uint32_t row) const {
    return group / stride * stride * rows + group % stride + row * stride;
  }
};

/// What stands in place of a group's part number `column` takes that piece of all of the group's parts.
Wiring joins_of(const Exchange& how) {
  std::vector<std::uint32_t> begins{0}, taken;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> place_of(std::size_t{how.groups} * how.columns);
  const Exchange out{how.groups, how.columns, how.columns, how.stride};
  for (std::uint32_t group = 0; group < how.groups; ++group)
    for (std::uint32_t column = 0; column < how.columns; ++column)
      place_of[out.part(group, column)] = {group, column};
  for (const auto& [group, column] : place_of) {
    for (std::uint32_t row = 0; row < how.rows; ++row)
      taken.push_back(how.part(group, row) * how.columns + column);
    begins.push_back(static_cast<std::uint32_t>(taken.size()));
  }
  return Wiring::list(std::move(begins), std::move(taken));
}

struct ExchangeTimes {
  double split_us = 0;
  double join_us = 0;
  std::uint64_t part_bytes = 0;
};

/// @returns The layer of joined parts. @param weights  of the pieces and joins, by column; empty: all 1
std::uint32_t exchange(GraphBuilder& builder, std::uint32_t parts, const Exchange& how, const ExchangeTimes& times,
                       const std::vector<float>& weights = {}) {
  const auto count = std::uint64_t{how.groups} * how.rows;
  LayerModel piece{times.split_us, 0.2, times.part_bytes / how.columns, {}, {}};
  for (std::uint64_t i = 0; i < count && !weights.empty(); ++i)
    piece.weights.insert(piece.weights.end(), weights.begin(), weights.end());
  const auto split =
      builder.layer("split", count * how.columns, {{parts, pieces_of(count, how.columns)}}, std::move(piece));
  return builder.layer("join", std::uint64_t{how.groups} * how.columns, {{split, joins_of(how)}},
                       {times.join_us, 0.2, times.part_bytes * how.rows / how.columns, weights, {}});
}

/// A shuffle of k^stages parts, each stage with k destinations.
struct ShuffleShape {
  std::uint32_t stages = 1;
  std::uint64_t k = 1;

  std::uint64_t parts() const { return stages == 1 ? k : stages == 2 ? k * k : k * k * k; }
  std::uint64_t tasks() const { return parts() * (1 + stages * (k + 1)); }
};

/// As many stages as leave several parts for each worker.
ShuffleShape shuffle_shape(std::uint64_t tasks, std::uint32_t width) {
  ShuffleShape best;
  for (std::uint32_t stages = 1; stages <= 3; ++stages) {
    ShuffleShape shape{stages, 1};
    while (ShuffleShape{stages, shape.k + 1}.tasks() <= tasks + tasks / 10)
      ++shape.k;
    if (shape.tasks() * 5 >= tasks * 3 && shape.parts() > best.parts())
      best = shape;
    if (best.parts() >= 6 * std::uint64_t{width})
      break;
  }
  return best;
}

/// Parts split into pieces and the pieces of one destination joined, so that everything goes to everybody: in one
/// stage, or in several, as a number is sorted digit by digit.
ModelledGraph shuffle(std::uint64_t tasks, std::uint32_t width, std::uint64_t seed) {
  const ExchangeTimes times{1 * ms, 100 * ms, 20 * mb};
  const auto shape = shuffle_shape(tasks, width);
  const auto k = static_cast<std::uint32_t>(shape.k);
  GraphBuilder builder(seed);
  builder.spread(shape.parts() * times.part_bytes);
  auto parts = builder.layer("read", shape.parts(), {}, {200 * ms, 0.2, times.part_bytes, {}, {}});
  for (std::uint32_t stage = 0, stride = 1; stage < shape.stages; ++stage, stride *= k)
    parts = exchange(builder, parts, {static_cast<std::uint32_t>(shape.parts() / k), k, k, stride}, times);
  builder.output(parts);
  return std::move(builder).finish();
}

/// Some parts for each worker, and fewer, uneven destinations: the r-th most frequent key has a share of 1 / sqrt(r).
/// What a part sends on was combined there and is small.
ModelledGraph mapreduce(std::uint64_t tasks, std::uint32_t width, std::uint64_t seed) {
  const auto rows = static_cast<std::uint32_t>(std::clamp<std::uint64_t>(tasks / 3, 1, 4 * std::uint64_t{width}));
  const auto columns =
      static_cast<std::uint32_t>(std::max<std::uint64_t>(1, (tasks - rows) / (rows + std::uint64_t{1})));
  std::vector<float> weights;
  double sum = 0;
  for (std::uint32_t r = 0; r < columns; ++r)
    sum += 1 / std::sqrt(r + 1.0);
  for (std::uint32_t r = 0; r < columns; ++r)
    weights.push_back(static_cast<float>(columns / std::sqrt(r + 1.0) / sum));
  const ExchangeTimes times{1 * ms, 200 * ms, mb * 2 / 5};
  GraphBuilder builder(seed);
  builder.spread(rows * times.part_bytes);
  const auto parts = builder.layer("map", rows, {}, {200 * ms, 0.2, times.part_bytes, {}, {}});
  builder.output(exchange(builder, parts, {1, rows, columns, 1}, times, weights));
  return std::move(builder).finish();
}

/// A row of cells, each step from the cell and its two neighbours one step before.
ModelledGraph stencil(std::uint64_t tasks, std::uint32_t width, std::uint64_t seed) {
  const auto cells = static_cast<std::uint32_t>(
      std::clamp<std::uint64_t>(8 * std::uint64_t{width}, 1, std::max<std::uint64_t>(1, tasks / 8)));
  const auto steps = std::max<std::uint64_t>(1, tasks / cells);
  std::vector<std::uint32_t> begins{0}, taken;
  for (std::uint32_t cell = 0; cell < cells; ++cell) {
    for (auto near = cell > 0 ? cell - 1 : 0; near <= std::min(cell + 1, cells - 1); ++near)
      taken.push_back(near);
    begins.push_back(static_cast<std::uint32_t>(taken.size()));
  }
  GraphBuilder builder(seed);
  const LayerModel model{100 * ms, 0.1, 4 * mb, {}, {}};
  auto last = builder.layer("begin", cells, {}, model);
  for (std::uint64_t step = 1; step < steps; ++step)
    last = builder.layer("step", cells, {{last, Wiring::list(begins, taken)}}, model);
  builder.output(last);
  return std::move(builder).finish();
}

/// Tasks that nothing takes, sixteen at a time, until one is left.
void gather(GraphBuilder& builder, std::vector<std::pair<std::uint32_t, std::uint32_t>> ends) {
  constexpr std::size_t fan = 16;
  std::vector<std::uint32_t> layers; // that the ends are of
  for (const auto& [layer, task] : ends)
    if (layers.empty() || layers.back() != layer)
      layers.push_back(layer);
  const auto groups = (ends.size() + fan - 1) / fan;
  std::vector<LayerInput> inputs;
  std::size_t at = 0;
  for (auto layer : layers) { // ends are sorted by layer: each layer feeds a run of groups
    std::vector<std::uint32_t> begins{0}, taken;
    for (std::size_t group = 0; group < groups; ++group) {
      while (at < ends.size() && ends[at].first == layer && at / fan == group)
        taken.push_back(ends[at++].second);
      begins.push_back(static_cast<std::uint32_t>(taken.size()));
    }
    inputs.push_back({layer, Wiring::list(std::move(begins), std::move(taken))});
  }
  auto top = builder.layer("gather", groups, std::move(inputs), {10 * ms, 0.3, mb / 10, {}, {}});
  for (auto width = groups; width > 1;) {
    width = (width + fan - 1) / fan;
    top = builder.layer("gather", width, {{top, Wiring::tree(fan)}}, {10 * ms, 0.3, mb / 10, {}, {}});
  }
  builder.output(top);
}

/// Levels of tasks of all durations and sizes, each of which takes up to four from the three levels before.
ModelledGraph random(std::uint64_t tasks, std::uint32_t width, std::uint64_t seed) {
  GraphBuilder builder(seed);
  Dice dice(seed);
  const auto per_level =
      std::max<std::uint64_t>(1, std::min<std::uint64_t>(tasks / 4 + 1, std::max<std::uint64_t>(tasks / 25, width)));
  std::vector<std::vector<bool>> taken_at_all;
  for (std::uint64_t left = tasks; left > 0;) {
    const auto level = static_cast<std::uint32_t>(taken_at_all.size());
    const auto count = static_cast<std::uint32_t>(std::min(left, per_level));
    const auto back = std::min<std::uint32_t>(level, 3);
    std::vector<std::vector<std::uint32_t>> begins(back, {0}), taken(back);
    for (std::uint32_t task = 0; task < count; ++task) {
      for (auto inputs = back == 0 ? 0 : dice.below(5); inputs > 0; --inputs) {
        const auto from = dice.below(back);
        const auto source = static_cast<std::uint32_t>(dice.below(taken_at_all[level - 1 - from].size()));
        taken[from].push_back(source);
        taken_at_all[level - 1 - from][source] = true;
      }
      for (std::uint32_t from = 0; from < back; ++from)
        begins[from].push_back(static_cast<std::uint32_t>(taken[from].size()));
    }
    std::vector<LayerInput> inputs;
    for (std::uint32_t from = 0; from < back; ++from)
      inputs.push_back({level - 1 - from, Wiring::list(std::move(begins[from]), std::move(taken[from]))});
    builder.layer("node", count, std::move(inputs),
                  {50 * ms * (0.2 + 2 * dice.unit()), 0.8, mb + dice.below(5 * mb), {}, {}});
    taken_at_all.emplace_back(count);
    left -= count;
  }
  std::vector<std::pair<std::uint32_t, std::uint32_t>> ends;
  for (std::uint32_t level = 0; level < taken_at_all.size(); ++level)
    for (std::uint32_t task = 0; task < taken_at_all[level].size(); ++task)
      if (!taken_at_all[level][task])
        ends.emplace_back(level, task);
  gather(builder, std::move(ends));
  return std::move(builder).finish();
}

using Make = ModelledGraph (*)(std::uint64_t tasks, std::uint32_t width, std::uint64_t seed);
constexpr std::array<std::string_view, 7> names{"embarrassing", "tree",      "shuffle", "cholesky",
                                                "stencil",      "mapreduce", "random"};
constexpr std::array<Make, 7> makers{embarrassing, tree, shuffle, cholesky, stencil, mapreduce, random};

} // namespace

std::span<const std::string_view> graph_names() { return names; }

Result<ModelledGraph> make_graph(std::string_view name, std::uint64_t tasks, std::uint32_t width, std::uint64_t seed) {
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) {
    std::string known;
    for (auto one : names)
      known += (known.empty() ? "" : ", ") + std::string(one);
    return fail(Errc::not_found, "no graph '" + std::string(name) + "'; there are " + known);
  }
  if (tasks == 0 || tasks > 100'000'000)
    return fail(Errc::invalid_argument,
                "a graph of " + std::to_string(tasks) + " tasks; from 1 to 100000000 can be simulated");
  auto made = makers[static_cast<std::size_t>(at - names.begin())](tasks, std::max(1u, width), seed);
  TROUPE_CHECK(made.graph.check());
  return made;
}

} // namespace troupe::simulate
