#include "collections/array/rechunk_plan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <queue>
#include <tuple>

namespace troupe {
namespace {

using Extents = std::vector<std::int64_t>;

double widest(const Extents& extents) { return static_cast<double>(*std::max_element(extents.begin(), extents.end())); }

double product(const AxisExtents& axes, double (*of)(const Extents&)) {
  double result = 1;
  for (const auto& axis : axes)
    result *= of(axis);
  return result;
}
double total(const Extents& extents) {
  return static_cast<double>(std::accumulate(extents.begin(), extents.end(), std::int64_t{0}));
}
double count(const Extents& extents) { return static_cast<double>(extents.size()); }

/// Pieces that a step from one cut to the other handles.
double graph_size(const AxisExtents& from, const AxisExtents& to) {
  double pieces = 1;
  for (std::size_t axis = 0; axis < from.size(); ++axis)
    pieces *= from[axis] == to[axis] ? count(from[axis]) : count(from[axis]) + count(to[axis]) - 1;
  return pieces;
}

Extents divide_to_width(const Extents& wanted, std::int64_t width) {
  Extents divided;
  for (auto extent : wanted) {
    const auto parts = std::max<std::int64_t>(1, (extent + width - 1) / width);
    for (std::int64_t part = 0; part < parts; ++part) {
      const auto here = extent / (parts - part);
      divided.push_back(here);
      extent -= here;
    }
  }
  return divided;
}

/// Neighbours run together, the smallest pair first, until at most `most` are left.
Extents merge_to_number(const Extents& wanted, std::size_t most) {
  auto left = wanted.size();
  if (left <= most)
    return wanted;
  Extents merged = wanted;
  std::vector<std::size_t> next(left);
  std::iota(next.begin(), next.end(), std::size_t{1});
  using Pair = std::tuple<std::int64_t, std::size_t, std::size_t>; // width, left, right; sums made before are stale
  std::priority_queue<Pair, std::vector<Pair>, std::greater<>> pairs;
  for (std::size_t i = 0; i + 1 < left; ++i)
    pairs.emplace(merged[i] + merged[i + 1], i, i + 1);
  std::vector<bool> gone(left, false);
  while (left > most && !pairs.empty()) {
    const auto [width, i, j] = pairs.top();
    pairs.pop();
    if (gone[i] || next[i] != j || merged[i] + merged[j] != width) {
      if (!gone[i] && next[i] < merged.size())
        pairs.emplace(merged[i] + merged[next[i]], i, next[i]);
      continue;
    }
    merged[i] = width;
    gone[j] = true;
    next[i] = next[j];
    --left;
    if (next[i] < merged.size())
      pairs.emplace(merged[i] + merged[next[i]], i, next[i]);
  }
  Extents kept;
  for (std::size_t i = 0; i < merged.size(); ++i)
    if (!gone[i])
      kept.push_back(merged[i]);
  return kept;
}

/// Gives axes their wanted cut where that merges chunks, as far as the block limit (in elements) lets it.
bool merge_axes(AxisExtents& cut, const AxisExtents& to, double limit) {
  struct Candidate {
    double cost;
    std::size_t axis;
  };
  std::vector<Candidate> candidates;
  for (std::size_t axis = 0; axis < cut.size(); ++axis) {
    const auto graph = count(to[axis]) / count(cut[axis]);
    auto block = widest(to[axis]) / std::max(widest(cut[axis]), 1.0);
    if (block == 1)
      block = 1 + 1e-9;
    if (graph <= 1)
      candidates.push_back({block > 0 ? std::log(graph) / std::log(block) : 0, axis});
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const auto& a, const auto& b) { return a.cost < b.cost; });
  auto largest = product(cut, widest);
  bool hit = false;
  for (const auto& [cost, axis] : candidates) {
    const auto old_width = std::max(widest(cut[axis]), 1.0);
    if (largest * widest(to[axis]) / old_width <= limit) {
      largest = largest * widest(to[axis]) / old_width;
      cut[axis] = to[axis];
      continue;
    }
    hit = true;
    auto divided =
        divide_to_width(to[axis], std::max<std::int64_t>(1, static_cast<std::int64_t>(limit * old_width / largest)));
    if (divided.size() <= cut[axis].size()) {
      largest = largest * widest(divided) / old_width;
      cut[axis] = std::move(divided);
    }
  }
  return hit;
}

/// Splits axes on the way to their wanted cut, so that a later merge has room.
void split_axes(AxisExtents& cut, const AxisExtents& to, double limit) {
  for (std::size_t axis = 0; axis < cut.size(); ++axis) {
    const auto size = graph_size(cut, to);
    if (size > limit)
      return;
    if (cut[axis].size() > to[axis].size())
      continue;
    auto merged = merge_to_number(to[axis], static_cast<std::size_t>(count(cut[axis]) * limit / size));
    if (merged.size() >= cut[axis].size() && widest(merged) <= widest(cut[axis]))
      cut[axis] = std::move(merged);
  }
}

} // namespace

std::vector<std::int64_t> refined_cut(const std::vector<std::int64_t>& a, const std::vector<std::int64_t>& b) {
  std::vector<std::int64_t> result;
  auto at_a = a.begin(), at_b = b.begin();
  std::int64_t left_a = *at_a, left_b = *at_b;
  for (;;) {
    while (left_a == 0 && ++at_a != a.end())
      left_a = *at_a;
    while (left_b == 0 && ++at_b != b.end())
      left_b = *at_b;
    if (left_a == 0 || left_b == 0)
      break;
    result.push_back(std::min(left_a, left_b));
    left_a -= result.back();
    left_b -= result.back();
  }
  return result.empty() ? std::vector<std::int64_t>{0} : result;
}

std::vector<AxisExtents> plan_rechunk(const AxisExtents& from, const AxisExtents& to, std::int64_t item_bytes,
                                      const RechunkLimits& limits) {
  if (from.size() <= 1)
    return {to};
  const auto block = std::max({static_cast<double>(limits.block_bytes) / static_cast<double>(item_bytes),
                               product(from, widest), product(to, widest)});
  const auto bytes = product(from, total) * static_cast<double>(item_bytes);
  const auto enough = std::max(limits.threshold * (product(from, count) + product(to, count)),
                               bytes / static_cast<double>(limits.piece_bytes) + 1);
  std::vector<AxisExtents> steps;
  auto current = from;
  for (bool first = true;; first = false) {
    const auto size = graph_size(current, to);
    if (size < enough)
      break;
    auto cut = current;
    if (!first)
      split_axes(cut, to, size * limits.threshold);
    const bool hit = merge_axes(cut, to, block);
    if ((cut == current && !first) || cut == to)
      break;
    if (cut != current)
      steps.push_back(cut);
    current = std::move(cut);
    if (!hit)
      break;
  }
  steps.push_back(to);
  return steps;
}

} // namespace troupe
