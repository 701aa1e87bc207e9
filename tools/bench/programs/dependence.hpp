// Which tasks of a step take which of the step before: Task Bench's patterns (SC 2020, table 2). Pure functions.
#pragma once

#include <cstdint>
#include <vector>

namespace troupe::bench {

enum class Pattern {
  trivial,        ///< none
  stencil,        ///< i - 1, i, i + 1
  fft,            ///< i, and i - 2^k and i + 2^k with k going round with the step
  tree,           ///< a binary tree outward, i / 2; from when it is as wide as the graph, a butterfly as in fft
  random_nearest, ///< each of i - 2 ... i + 2 with even chance, from the step and the two tasks alone
};

/// Task i takes taken[begins[i] .. begins[i + 1]).
struct Dependence {
  std::vector<std::uint32_t> begins;
  std::vector<std::uint32_t> taken;
  /// Tasks of the step before that none takes, rising.
  std::vector<std::uint32_t> untaken(std::int64_t width) const;
};

/// @param step  at least 1
Dependence dependence(Pattern pattern, std::int64_t step, std::int64_t width);

} // namespace troupe::bench
