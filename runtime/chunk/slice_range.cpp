#include "runtime/chunk/slice_range.hpp"

#include <algorithm>

namespace troupe {

SlicedElements sliced(const SliceBounds& bounds, std::int64_t length) {
  const bool forwards = bounds.step > 0;
  // Where a bound left out lies, and how far a bound may lie.
  const std::int64_t lowest = forwards ? 0 : -1, highest = forwards ? length : length - 1;
  const auto bound = [&](const std::optional<std::int64_t>& given, std::int64_t otherwise) {
    return given ? std::clamp(*given < 0 ? *given + length : *given, lowest, highest) : otherwise;
  };
  const auto start = bound(bounds.start, forwards ? lowest : highest);
  const auto stop = bound(bounds.stop, forwards ? highest : lowest);
  const auto distance = forwards ? stop - start : start - stop;
  if (distance <= 0)
    return {0, bounds.step, 0};
  const auto step = forwards ? static_cast<std::uint64_t>(bounds.step) : 0 - static_cast<std::uint64_t>(bounds.step);
  return {start, bounds.step, static_cast<std::int64_t>((static_cast<std::uint64_t>(distance) - 1) / step) + 1};
}

} // namespace troupe
