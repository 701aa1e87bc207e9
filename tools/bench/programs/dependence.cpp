#include "tools/bench/programs/dependence.hpp"

#include <algorithm>
#include <bit>

namespace troupe::bench {
namespace {

constexpr std::int64_t radius = 2; ///< of random_nearest

/// A fair coin for each (step, task, source), by Knuth's multiplicative constants; the peer's task_bench.py tosses the
/// same.
bool coin(std::int64_t step, std::int64_t task, std::int64_t source) {
  auto hash = static_cast<std::uint32_t>(step) * 2654435761u + static_cast<std::uint32_t>(task) * 2246822519u
              + static_cast<std::uint32_t>(source) * 3266489917u;
  hash = (hash ^ (hash >> 15)) * 2246822519u;
  return ((hash >> 16) & 1u) != 0;
}

std::vector<std::int64_t> sources(Pattern pattern, std::int64_t step, std::int64_t width, std::int64_t task) {
  const auto levels =
      static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(std::max<std::int64_t>(width - 1, 1))));
  const auto distance = std::int64_t{1} << ((step - 1) % levels);
  switch (pattern) {
  case Pattern::trivial:
    return {};
  case Pattern::stencil:
    return {task - 1, task, task + 1};
  case Pattern::fft:
    return {task - distance, task, task + distance};
  case Pattern::tree:
    if (step <= levels)
      return {task / 2};
    return {task - distance, task, task + distance};
  case Pattern::random_nearest: {
    std::vector<std::int64_t> chosen;
    for (auto source = task - radius; source <= task + radius; ++source)
      if (coin(step, task, source))
        chosen.push_back(source);
    return chosen;
  }
  }
  return {};
}

} // namespace

std::vector<std::uint32_t> Dependence::untaken(std::int64_t width) const {
  std::vector<std::uint32_t> none;
  for (std::uint32_t task = 0; task < static_cast<std::uint32_t>(width); ++task)
    if (std::find(taken.begin(), taken.end(), task) == taken.end())
      none.push_back(task);
  return none;
}

Dependence dependence(Pattern pattern, std::int64_t step, std::int64_t width) {
  Dependence all;
  for (std::int64_t task = 0; task < width; ++task) {
    all.begins.push_back(static_cast<std::uint32_t>(all.taken.size()));
    for (const auto source : sources(pattern, step, width, task))
      if (source >= 0 && source < width)
        all.taken.push_back(static_cast<std::uint32_t>(source));
  }
  all.begins.push_back(static_cast<std::uint32_t>(all.taken.size()));
  return all;
}

} // namespace troupe::bench
