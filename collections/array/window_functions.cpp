#include "collections/array/window_functions.hpp"

#include "collections/array/creation.hpp"
#include "collections/array/elementwise.hpp"

#include <algorithm>
#include <numbers>

namespace troupe {
namespace {

/// 1 - M, 3 - M, ... M - 1, twice the distances from the middle, times the number and divided by M - 1.
Array from_middle(std::int64_t points, const Chunks& chunks, double times) {
  const auto count = std::max<std::int64_t>(points, 0);
  return arange(1 - count, count, 2, {.chunks = chunks}) * times
         / static_cast<double>(std::max<std::int64_t>(count - 1, 1));
}

} // namespace

Array bartlett(std::int64_t points, const Chunks& chunks) { return 1 - abs(from_middle(points, chunks, 1)); }
Array hanning(std::int64_t points, const Chunks& chunks) {
  return 0.5 + 0.5 * cos(from_middle(points, chunks, std::numbers::pi));
}
Array hamming(std::int64_t points, const Chunks& chunks) {
  return 0.54 + 0.46 * cos(from_middle(points, chunks, std::numbers::pi));
}
Array blackman(std::int64_t points, const Chunks& chunks) {
  const auto at = from_middle(points, chunks, std::numbers::pi);
  return 0.42 + 0.5 * cos(at) + 0.08 * cos(at * 2);
}

} // namespace troupe
