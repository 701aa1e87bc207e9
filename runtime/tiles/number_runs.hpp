// Selected elements of a whole array, by their numbers in C order. Plain value.
#pragma once

#include <cstdint>

namespace troupe {

/// `runs` runs of `count` neighbours each; the first of a run is `step` numbers behind the first of the run before.
struct NumberRuns {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
  std::uint64_t runs = 1;
  std::uint64_t step = 0;
};

} // namespace troupe
