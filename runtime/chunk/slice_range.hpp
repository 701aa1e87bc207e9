// Python's slices: the elements that start:stop:step selects on an axis of known length. Pure values and functions.
#pragma once

#include <cstdint>
#include <optional>

namespace troupe {

struct SliceBounds {
  std::optional<std::int64_t> start, stop; ///< negative from the end; beyond the ends as the ends
  std::int64_t step = 1;                   ///< not 0
};
struct SlicedElements {
  std::int64_t first = 0, step = 1, count = 0;
};
/// As slice.indices(). @pre step != 0, length >= 0
SlicedElements sliced(const SliceBounds& bounds, std::int64_t length);

} // namespace troupe
